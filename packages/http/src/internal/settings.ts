import type { Bilingual } from "@effect-portone/core/Bilingual"
import * as Settings from "@effect-portone/core/Settings"
import * as Config from "effect/Config"
import * as Duration from "effect/Duration"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { type InvalidBaseUrl, InvalidOption } from "../SetupError.ts"
import { checkBaseUrl } from "./baseUrl.ts"
import { LONGEST } from "./timer.ts"

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
   * longer than the 60 that PortOne asks callers to wait. Above 0 and at most 24 days.
   */
  readonly timeout?: Duration.Input | undefined
  /** Units: bytes of the response body, at least 1. Default 1 MiB; reading stops there. */
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
 * Fills in the defaults, or fails with the first option that cannot be used. Pure.
 */
export const settle = (
  { allowPlainHttpTo, baseUrl, maxResponseBytes = defaults.maxResponseBytes, timeout = defaults.timeout }: Options
): Result.Result<Settled, InvalidBaseUrl | InvalidOption> =>
  Result.all({
    base: checkBaseUrl(baseUrl ?? defaults.baseUrl, allowPlainHttpTo),
    timeout: checkDuration("timeout", timeout),
    maxResponseBytes: checkBytes(maxResponseBytes)
  })

/**
 * How connections are opened and kept.
 */
export interface ConnectionOptions {
  readonly connectTimeout?: Duration.Input | undefined
  readonly keepAlive?: Duration.Input | undefined
}

/**
 * The same with defaults. Units: milliseconds. A `keepAlive` of 0 keeps no connection.
 */
export interface SettledConnections {
  readonly connectTimeout: number
  readonly keepAlive: number
}

/**
 * The same as `settle` for the options of `NodeTransport` alone. Pure.
 */
export const settleConnections = (
  { connectTimeout = defaults.connectTimeout, keepAlive = 0 }: ConnectionOptions
): Result.Result<SettledConnections, InvalidOption> =>
  Result.all({
    connectTimeout: Result.map(checkDuration("connectTimeout", connectTimeout), Duration.toMillis),
    keepAlive: Result.map(checkDuration("keepAlive", keepAlive), Duration.toMillis)
  })

// internal

// The values are checked as if they had no type, because a program in JavaScript can pass any.
const checkDuration = (
  field: Exclude<InvalidOption["field"], "maxResponseBytes">,
  input: unknown
): Result.Result<Duration.Duration, InvalidOption> => {
  const duration = durationOf(input)
  if (duration === undefined) return invalid(field, typeof input === "string" ? UNREADABLE : isNot("duration", input))
  const millis = Duration.toMillis(duration)
  const isAllowed = millis > 0 || (field === "keepAlive" && millis === 0)
  if (!isAllowed) return invalid(field, field === "keepAlive" ? BELOW_0 : NOT_ABOVE_0)
  if (millis > LONGEST) return invalid(field, millis === Infinity ? INFINITE : TOO_LONG)
  return Result.succeed(duration)
}

const checkBytes = (bytes: unknown): Result.Result<number, InvalidOption> => {
  if (typeof bytes !== "number" || Number.isNaN(bytes)) return invalid("maxResponseBytes", isNot("integer", bytes))
  if (bytes < 1) return invalid("maxResponseBytes", BELOW_1)
  if (Number.isSafeInteger(bytes)) return Result.succeed(bytes)
  return invalid("maxResponseBytes", bytes === Infinity ? INFINITE : bytes > LARGEST ? TOO_LARGE : NOT_WHOLE)
}

const durationOf = (input: unknown): Duration.Duration | undefined =>
  isMisread(input) ? undefined : Option.getOrUndefined(Duration.fromInput(input as Duration.Input))

// `Duration` reads a part that it does not know, and a part that is not a number, as 0.
const isMisread = (input: unknown): boolean => {
  if (typeof input === "number") return Number.isNaN(input)
  if (typeof input !== "object" || input === null || Duration.isDuration(input)) return false
  if (Array.isArray(input)) return !input.every(Number.isFinite)
  const parts = UNITS.map((unit) => (input as Readonly<Record<string, unknown>>)[unit])
    .filter((part) => part !== undefined)
  return parts.length === 0 || !parts.every(Number.isFinite) ||
    !Object.keys(input).every((name) => UNITS.includes(name))
}

const UNITS: ReadonlyArray<string> = [
  "weeks",
  "days",
  "hours",
  "minutes",
  "seconds",
  "milliseconds",
  "microseconds",
  "nanoseconds"
]

const LARGEST = Number.MAX_SAFE_INTEGER

const UNREADABLE: Bilingual = {
  english: "is text that cannot be read as a duration",
  korean: "시간으로 읽을 수 없는 문자열입니다"
}
const NOT_ABOVE_0: Bilingual = { english: "is not above 0", korean: "0보다 커야 합니다" }
const BELOW_0: Bilingual = { english: "is below 0", korean: "0보다 작습니다" }
const BELOW_1: Bilingual = { english: "is below 1", korean: "1보다 작습니다" }
const INFINITE: Bilingual = { english: "is infinite", korean: "무한대입니다" }
const TOO_LONG: Bilingual = { english: "is longer than a timer can wait", korean: "타이머의 한도보다 깁니다" }
const TOO_LARGE: Bilingual = { english: "is too large to count", korean: "너무 큽니다" }
const NOT_WHOLE: Bilingual = { english: "is not a whole number", korean: "정수가 아닙니다" }

const isNot = (wanted: "duration" | "integer", value: unknown): Bilingual => {
  const kind = kindOf(value)
  return wanted === "duration"
    ? { english: `is ${kind.english}, not a duration`, korean: `시간이 아니라 ${kind.korean}입니다` }
    : { english: `is ${kind.english}, not a whole number`, korean: `정수가 아니라 ${kind.korean}입니다` }
}

const kindOf = (value: unknown): Bilingual =>
  value === null
    ? { english: "null", korean: "null" }
    : Array.isArray(value)
    ? { english: "an array", korean: "배열" }
    : kinds[typeof value]

const kinds = {
  string: { english: "text", korean: "문자열" },
  // A number that is neither a duration nor whole.
  number: { english: "NaN", korean: "NaN" },
  bigint: { english: "a bigint", korean: "bigint" },
  boolean: { english: "a boolean", korean: "불리언" },
  function: { english: "a function", korean: "함수" },
  symbol: { english: "a symbol", korean: "심벌" },
  object: { english: "an object", korean: "객체" },
  undefined: { english: "undefined", korean: "undefined" }
}

const invalid = (field: InvalidOption["field"], { english, korean }: Bilingual) =>
  Result.fail(new InvalidOption({ field, problem: english, problemKo: korean }))
