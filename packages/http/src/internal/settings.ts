import * as Settings from "@effect-portone/core/Settings"
import * as Config from "effect/Config"
import * as Duration from "effect/Duration"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { InvalidBaseUrl } from "../SetupError.ts"
import { checkBaseUrl } from "./baseUrl.ts"

/**
 * Where requests go and how long they may take.
 */
export interface Options {
  /**
   * Default `https://api.iamport.kr`. Plain `http` is allowed only for this machine: `localhost`,
   * `127.0.0.0/8`, `[::1]`, and the host that `allowPlainHttpTo` names. A path in it is kept as a
   * prefix.
   */
  readonly baseUrl?: string | undefined
  /**
   * The one host to which requests may be sent without encryption, such as `"sandbox"` for
   * `http://sandbox:10851` in docker-compose or a CI service: a host name or an address, without
   * scheme and port. Default: none. The key, the secret and the access token can be read on the way
   * there, so give that host no real ones. A host of PortOne cannot be named.
   */
  readonly allowPlainHttpTo?: string | undefined
  /**
   * The whole exchange, from connecting to the last byte of the response. Default 65 seconds:
   * longer than the 60 that PortOne asks callers to wait.
   */
  readonly timeout?: Duration.Input | undefined
  /** Units: bytes of the response body. Default 1 MiB; reading stops there. */
  readonly maxResponseBytes?: number | undefined
}

/**
 * The defaults of every transport. `connectTimeout` is `NodeTransport`'s alone.
 */
export const defaults = {
  baseUrl: "https://api.iamport.kr",
  timeout: "65 seconds",
  maxResponseBytes: 1024 * 1024,
  connectTimeout: "5 seconds"
} as const

/** No response has 0 bytes, and none could be read. */
const BYTES = /* @__PURE__ */ Schema.Int.check(
  /* @__PURE__ */ Schema.isBetween({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })
)

/**
 * The start of a configuration that is built when it is first read. Building the one below takes
 * most of a millisecond, and many applications read none.
 */
export const whenRead: Config.Config<void> = /* @__PURE__ */ Config.succeed(undefined)

/**
 * The options as configuration: `PORTONE_BASE_URL`, `PORTONE_ALLOW_PLAIN_HTTP_TO`,
 * `PORTONE_TIMEOUT` (such as `65 seconds`), `PORTONE_MAX_RESPONSE_BYTES`. All may be absent.
 */
export const config: Config.Config<Options> = /* @__PURE__ */ Config.flatMap(whenRead, () =>
  Config.map(
    Settings.all({
      baseUrl: Config.option(Config.String("PORTONE_BASE_URL")),
      allowPlainHttpTo: Config.option(Config.String("PORTONE_ALLOW_PLAIN_HTTP_TO")),
      timeout: Config.option(Settings.timeLimit("PORTONE_TIMEOUT")),
      maxResponseBytes: Config.option(Config.schema(BYTES, "PORTONE_MAX_RESPONSE_BYTES"))
    }),
    ({ allowPlainHttpTo, baseUrl, maxResponseBytes, timeout }) => ({
      baseUrl: Option.getOrUndefined(baseUrl),
      allowPlainHttpTo: Option.getOrUndefined(allowPlainHttpTo),
      timeout: Option.getOrUndefined(timeout),
      maxResponseBytes: Option.getOrUndefined(maxResponseBytes)
    })
  ))

/**
 * Options with their defaults, and a base URL that was checked.
 */
export interface Settled {
  readonly base: string
  readonly timeout: Duration.Duration
  readonly maxResponseBytes: number
}

/**
 * Fills in the defaults, or fails with the reason why the base URL must not be used. Pure.
 */
export const settle = (options: Options): Result.Result<Settled, InvalidBaseUrl> =>
  Result.map(checkBaseUrl(options.baseUrl ?? defaults.baseUrl, options.allowPlainHttpTo), (base) => ({
    base,
    timeout: Duration.fromInputUnsafe(options.timeout ?? defaults.timeout),
    maxResponseBytes: options.maxResponseBytes ?? defaults.maxResponseBytes
  }))
