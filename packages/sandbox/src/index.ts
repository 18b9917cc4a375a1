/**
 * An emulator of the PortOne V1 payments API for test suites in any language. Unofficial.
 *
 * It speaks HTTP, keeps everything in memory and moves no money. What it is told about the world through `/_sandbox`
 * and what the API then says are described in the package's README.
 */
import { isDeliverable, LOOPBACK } from "./server/api/webhooks/webhookAddress.ts"
import { listen } from "./server/http/listener.ts"
import { switchMistake } from "./server/rules/ruleSwitches.ts"
import { makeState, type Settings } from "./server/state.ts"

/** The API key that works when no other is chosen. */
export const DEFAULT_KEY = "imp_sandbox_key"

/** The API secret that works when no other is chosen. */
export const DEFAULT_SECRET = "imp_sandbox_secret"

/** The port of the `portone-sandbox` command. `start` takes any free one. */
export const DEFAULT_PORT = 10851

/** How a sandbox is set up. Everything has a default. */
export interface Options {
  /** 0 takes any free port, and is the default. */
  readonly port?: number
  /** The address to listen on; `127.0.0.1` by default. */
  readonly host?: string
  /** Allows a `host` that other machines can reach, and webhooks to them. The control API asks for no password. */
  readonly allowRemote?: boolean
  /** The `imp_key` that works; `imp_sandbox_key` by default. */
  readonly key?: string
  /** The `imp_secret` that works; `imp_sandbox_secret` by default. */
  readonly secret?: string
  /**
   * How long an access token lives.
   *
   * Units: seconds. Default 1800.
   */
  readonly tokenLife?: number
  /**
   * The status of a payment of which a part has been cancelled. Default `cancelled`.
   *
   * Assumes: public sources disagree, so both can be tried.
   */
  readonly statusAfterPartial?: "cancelled" | "paid"
  /** `strict`, the default, holds cancels to the documented rules of the gateways; `off` to none of them. */
  readonly rules?: "off" | "strict"
  /** Switches single rules by name, on top of `rules`: `{ "phone-month": "off" }`. */
  readonly rule?: Readonly<Record<string, "off" | "on">>
  /** Where webhooks about cancels go; nowhere by default. An address on this machine, unless `allowRemote`. */
  readonly webhookUrl?: string
  /** How webhooks are written. Default `json`. */
  readonly webhookContentType?: "form" | "json"
  /** Sends a webhook up to 5 times more after a network error or an HTTP 5xx, a minute apart. Default no. */
  readonly webhookResend?: boolean
}

/** A sandbox that runs. */
export interface RunningSandbox extends AsyncDisposable {
  /** The base address, to be used in the place of `https://api.iamport.kr`. */
  readonly url: string
  readonly host: string
  readonly port: number
  readonly key: string
  readonly secret: string
  /** Ends the sandbox at once, with all its connections and timers. Calling it again does nothing. */
  readonly close: () => Promise<void>
}

/**
 * Starts a sandbox in this process.
 *
 * ```ts
 * import { start } from "@effect-portone/sandbox"
 *
 * const sandbox = await start()
 * const answer = await fetch(`${sandbox.url}/users/getToken`, {
 *   method: "POST",
 *   headers: { "content-type": "application/json" },
 *   body: JSON.stringify({ imp_key: sandbox.key, imp_secret: sandbox.secret })
 * })
 * console.log(answer.status) // => 200
 * await sandbox.close()
 * ```
 */
export const start = async (options: Options = {}): Promise<RunningSandbox> => {
  const { allowRemote = false, host = "127.0.0.1", port = 0 } = options
  const settings: Settings = {
    key: options.key ?? DEFAULT_KEY,
    secret: options.secret ?? DEFAULT_SECRET,
    tokenLife: options.tokenLife ?? 1800,
    statusAfterPartial: options.statusAfterPartial ?? "cancelled",
    rules: { mode: options.rules ?? "strict", switches: options.rule ?? {} },
    webhook: {
      url: options.webhookUrl,
      contentType: options.webhookContentType ?? "json",
      resend: options.webhookResend ?? false
    },
    allowRemote
  }
  const mistake = firstMistake(settings, port, host)
  if (mistake !== undefined) throw new RangeError(mistake)

  const listener = await listen(makeState(settings), port, host)
  let closed: Promise<void> | undefined
  const close = () => (closed ??= listener.close())
  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${listener.port}`,
    host,
    port: listener.port,
    key: settings.key,
    secret: settings.secret,
    close,
    [Symbol.asyncDispose]: close
  }
}

// internal

const firstMistake = (settings: Settings, port: number, host: string): string | undefined => {
  const { allowRemote, rules, webhook } = settings
  if (!Number.isInteger(port) || port < 0 || port > 65_535) return `port ${port} is not a whole number from 0 to 65535`
  if (!Number.isInteger(settings.tokenLife) || settings.tokenLife < 1) {
    return `token life ${settings.tokenLife} is not a whole number of seconds, 1 or more`
  }
  if (settings.key === "" || settings.secret === "") return "key and secret cannot be empty"
  if (settings.statusAfterPartial !== "cancelled" && settings.statusAfterPartial !== "paid") {
    return `status after partial ${String(settings.statusAfterPartial)} is neither cancelled nor paid`
  }
  if (!allowRemote && !LOOPBACK.test(host)) {
    return `host ${host} can be reached from other machines and the sandbox has no password; allow remote to use it anyway`
  }
  if (rules.mode !== "strict" && rules.mode !== "off") return `rules ${String(rules.mode)} is neither strict nor off`
  if (webhook.url !== undefined && !isDeliverable(webhook.url, allowRemote)) {
    return `webhook address ${String(webhook.url)} is no http address on this machine; allow remote to use another`
  }
  if (webhook.contentType !== "json" && webhook.contentType !== "form") {
    return `webhook content type ${String(webhook.contentType)} is neither json nor form`
  }
  return switchMistake(rules.switches)
}
