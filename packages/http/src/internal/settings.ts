import * as Config from "effect/Config"
import * as Duration from "effect/Duration"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { checkBaseUrl } from "./baseUrl.ts"

/**
 * Where requests go and how long they may take.
 */
export interface Options {
  /** Default `https://api.iamport.kr`. Plain `http` only for this machine: `localhost`, `127.0.0.0/8`, `[::1]`. A path in it is kept as a prefix. */
  readonly baseUrl?: string | undefined
  /** The whole exchange, from connecting to the last byte of the answer. Default 65 seconds: longer than the 60 PortOne asks callers to wait. */
  readonly timeout?: Duration.Input | undefined
  /** Units: bytes of the answer's body. Default 1 MiB; reading stops there. */
  readonly maxResponseBytes?: number | undefined
}

/**
 * The base URL is one to which credentials must not be sent.
 *
 * Cause: `baseUrl: "http://api.iamport.kr"`, `baseUrl: "api.iamport.kr"`, a user name, query or fragment in it.
 */
export class InvalidBaseUrl extends Schema.TaggedError<InvalidBaseUrl>()("InvalidBaseUrl", { problem: Schema.String }) {
  override get message() {
    return `The base URL ${this.problem}. Nothing was sent, no money moved. Use https://api.iamport.kr, or http on localhost for a sandbox.`
  }
}

/**
 * Where a configuration begins that is built when it is read. Building the one below takes most of a
 * millisecond, and many applications read none.
 */
export const whenRead: Config.Config<void> = /* @__PURE__ */ Config.succeed(undefined)

/**
 * The options as configuration: `PORTONE_BASE_URL`, `PORTONE_TIMEOUT` (such as `65 seconds`), `PORTONE_MAX_RESPONSE_BYTES`. All may be absent.
 */
export const config: Config.Config<Options> = /* @__PURE__ */ Config.flatMap(whenRead, () =>
  Config.map(
    Config.all({
      baseUrl: Config.option(Config.String("PORTONE_BASE_URL")),
      timeout: Config.option(Config.Duration("PORTONE_TIMEOUT")),
      maxResponseBytes: Config.option(Config.Int("PORTONE_MAX_RESPONSE_BYTES"))
    }),
    ({ baseUrl, maxResponseBytes, timeout }) => ({
      baseUrl: Option.getOrUndefined(baseUrl),
      timeout: Option.getOrUndefined(timeout),
      maxResponseBytes: Option.getOrUndefined(maxResponseBytes)
    })
  ))

/**
 * Options with their defaults, and a base URL that was checked.
 */
export interface Settings {
  readonly base: string
  readonly timeout: Duration.Duration
  readonly maxResponseBytes: number
}

/**
 * Fills in the defaults, or says why nothing may be sent to the base URL. Pure.
 */
export const settle = (options: Options): Result.Result<Settings, InvalidBaseUrl> =>
  Result.mapBoth(checkBaseUrl(options.baseUrl ?? "https://api.iamport.kr"), {
    onFailure: (problem) => new InvalidBaseUrl({ problem }),
    onSuccess: (base) => ({
      base,
      timeout: Duration.fromInputUnsafe(options.timeout ?? "65 seconds"),
      maxResponseBytes: options.maxResponseBytes ?? 1024 * 1024
    })
  })
