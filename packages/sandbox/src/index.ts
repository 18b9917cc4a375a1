/**
 * An emulator of the PortOne V1 payments API for test suites in any language. Unofficial.
 *
 * It speaks HTTP, keeps everything in memory and moves no money. The README describes what it
 * emulates and how the control API `/_sandbox` changes its behaviour.
 */
import { CAPS } from "./server/caps.ts"
import { optionMistake, type OptionType } from "./server/optionMistake.ts"
import { serve } from "./server/server.ts"
import { type Settings, settingsMistake } from "./server/settings.ts"
import { readTime, TIME_FORM } from "./server/time.ts"

/** The default API key. */
export const DEFAULT_KEY = "imp_sandbox_key"

/** The default API secret. */
export const DEFAULT_SECRET = "imp_sandbox_secret"

/** The default port of the `portone-sandbox` command. `start` uses any free port by default. */
export const DEFAULT_PORT = 10851

/** The options of a sandbox. Each has a default. */
export interface Options {
  /** 0, the default, means any free port. */
  readonly port?: number
  /** The address to listen on; `127.0.0.1` by default. */
  readonly host?: string
  /**
   * Allows a `host` that other machines can reach, and webhooks to them. The control API has no
   * password.
   */
  readonly allowRemote?: boolean
  /** The accepted `imp_key`; `imp_sandbox_key` by default. */
  readonly key?: string
  /** The accepted `imp_secret`; `imp_sandbox_secret` by default. */
  readonly secret?: string
  /**
   * The lifetime of an access token.
   *
   * Units: seconds. Default 1800.
   */
  readonly tokenLife?: number
  /**
   * The status of a partly cancelled payment. Default `cancelled`.
   *
   * Assumes: `cancelled` was seen in public output of 2024; one other source has `paid`.
   */
  readonly statusAfterPartial?: "cancelled" | "paid"
  /**
   * `strict`, the default, rejects cancels by the documented rules of the PGs; `off` applies none
   * of them.
   */
  readonly rules?: "off" | "strict"
  /** Switches single rules by name, after `rules`: `{ "phone-month": "off" }`. */
  readonly rule?: Readonly<Record<string, "off" | "on">>
  /**
   * Where webhooks about cancels are sent; none are sent by default. It must be an address on this
   * machine, unless `allowRemote` is set.
   */
  readonly webhookUrl?: string
  /** The format of webhooks. Default `json`. */
  readonly webhookContentType?: "form" | "json"
  /**
   * Sends a webhook up to 5 times more after a network error or an HTTP 5xx, a minute apart.
   * Default no.
   */
  readonly webhookResend?: boolean
  /**
   * The time at which the sandbox's clock starts, also after a reset: whole UNIX seconds, an ISO
   * 8601 time with its zone, or a `Date`, whose milliseconds are dropped. Default: the machine's
   * time.
   */
  readonly startTime?: Date | number | string
  /** Starts with a clock that stands still until the control API moves it. Default no. */
  readonly frozen?: boolean
  /**
   * The time to which the sandbox's clock adds what a test advances. Default `Date.now`.
   *
   * Units: UNIX milliseconds.
   */
  readonly now?: () => number
  /** The most payments that are stored. Default 100,000. */
  readonly maxPayments?: number
  /** The most entries of the sandbox ledger, with cancels that are pending. Default 100,000. */
  readonly maxCancels?: number
  /**
   * The most that the bodies may add up to from which payments and cancels came. Default 256 MiB.
   *
   * Units: bytes.
   */
  readonly maxBytes?: number
  /**
   * Receives one line for each request when it ended. A line has the time, the method, the known
   * parts of the path, the HTTP status, the code and the verdict, and no text of the caller.
   */
  readonly log?: (line: string) => void
}

/** A running sandbox. */
export interface RunningSandbox extends AsyncDisposable {
  /** The base address that replaces `https://api.iamport.kr`. */
  readonly url: string
  readonly host: string
  readonly port: number
  readonly key: string
  readonly secret: string
  /** Stops the sandbox at once and closes its connections. A second call does nothing. */
  readonly close: () => Promise<void>
}

/**
 * Starts a sandbox in this process. The promise rejects with a `RangeError` for a wrong option.
 *
 * ```ts
 * import { start } from "@effect-portone/sandbox"
 *
 * const sandbox = await start()
 * const response = await fetch(`${sandbox.url}/users/getToken`, {
 *   method: "POST",
 *   headers: { "content-type": "application/json" },
 *   body: JSON.stringify({ imp_key: sandbox.key, imp_secret: sandbox.secret })
 * })
 * console.log(response.status) // => 200
 * await sandbox.close()
 * ```
 */
export const start = async (options: Options = {}): Promise<RunningSandbox> => {
  const wrong = optionMistake(options, TYPES)
  if (wrong !== undefined) throw new RangeError(wrong)
  const settings: Settings = {
    port: options.port ?? 0,
    host: options.host ?? "127.0.0.1",
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
    allowRemote: options.allowRemote ?? false,
    now: options.now ?? Date.now,
    clock: { time: startTimeOf(options.startTime), frozen: options.frozen ?? false },
    caps: {
      payments: options.maxPayments ?? CAPS.payments,
      cancels: options.maxCancels ?? CAPS.cancels,
      bytes: options.maxBytes ?? CAPS.bytes
    },
    log: options.log
  }
  const mistake = settingsMistake(settings)
  if (mistake !== undefined) throw new RangeError(mistake)

  const { host, key, secret } = settings
  const listener = await serve(settings)
  let closed: Promise<void> | undefined
  const close = () => (closed ??= listener.close())
  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${listener.port}`,
    host,
    port: listener.port,
    key,
    secret,
    close,
    [Symbol.asyncDispose]: close
  }
}

// internal

const TYPES: Readonly<Record<keyof Options, OptionType>> = {
  port: "number",
  host: "string",
  allowRemote: "boolean",
  key: "string",
  secret: "string",
  tokenLife: "number",
  statusAfterPartial: "string",
  rules: "string",
  rule: "object",
  webhookUrl: "string",
  webhookContentType: "string",
  webhookResend: "boolean",
  // A number, a text or a `Date`, which `readTime` checks.
  startTime: "any",
  frozen: "boolean",
  now: "function",
  maxPayments: "number",
  maxCancels: "number",
  maxBytes: "number",
  log: "function"
}

const startTimeOf = (given: Options["startTime"]): number | undefined => {
  if (given === undefined) return undefined
  const time = readTime(given instanceof Date ? Math.floor(given.getTime() / 1000) : given)
  if (time === undefined) throw new RangeError(`start time ${String(given)} is not ${TIME_FORM}`)
  return time
}
