/** The settings of a server, and the check of their values. */
import { isDeliverable } from "./api/webhooks/webhookAddress.ts"
import type { WebhookSettings } from "./api/webhooks/webhooks.ts"
import { capMistake, type CapSettings } from "./caps.ts"
import type { ClockStart } from "./clock.ts"
import { isLoopback } from "./http/loopback.ts"
import { type RuleSettings, switchMistake } from "./rules/ruleSwitches.ts"

/** What does not change between start and close. */
export interface Settings {
  readonly port: number
  readonly host: string
  readonly key: string
  readonly secret: string
  /** Units: seconds. */
  readonly tokenLife: number
  /** The status of a partly cancelled payment; public output has `cancelled`. */
  readonly statusAfterPartial: "cancelled" | "paid"
  readonly rules: RuleSettings
  readonly webhook: WebhookSettings
  /** Whether other machines may reach the server, and webhooks may be sent to them. */
  readonly allowRemote: boolean
  /** Units: UNIX milliseconds. */
  readonly now: () => number
  readonly clock: ClockStart
  readonly caps: CapSettings
  /** Receives one line for each request, or undefined. */
  readonly log: ((line: string) => void) | undefined
}

/** The first mistake in the settings as a sentence, or undefined. */
export const settingsMistake = (settings: Settings): string | undefined => {
  const { allowRemote, host, port, rules, webhook } = settings
  if (!Number.isInteger(port) || port < 0 || port > 65_535) return `port ${port} is not a whole number from 0 to 65535`
  if (!Number.isSafeInteger(settings.tokenLife) || settings.tokenLife < 1) {
    return `token life ${settings.tokenLife} is not a whole number of seconds, 1 or more`
  }
  if (settings.key === "" || settings.secret === "") return "key and secret cannot be empty"
  if (settings.statusAfterPartial !== "cancelled" && settings.statusAfterPartial !== "paid") {
    return `status after partial ${String(settings.statusAfterPartial)} is neither cancelled nor paid`
  }
  if (!allowRemote && !isLoopback(host)) {
    return `host ${host} can be reached from other machines and the sandbox has no password; allow remote to use it anyway`
  }
  if (rules.mode !== "strict" && rules.mode !== "off") return `rules ${String(rules.mode)} is neither strict nor off`
  if (webhook.url !== undefined && !isDeliverable(webhook.url, allowRemote)) {
    return `webhook address ${
      String(webhook.url)
    } is not an http address on this machine; allow remote to use another machine`
  }
  if (webhook.contentType !== "json" && webhook.contentType !== "form") {
    return `webhook content type ${String(webhook.contentType)} is neither json nor form`
  }
  return switchMistake(rules.switches) ?? capMistake(settings.caps)
}
