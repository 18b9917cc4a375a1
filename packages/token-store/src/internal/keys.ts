/**
 * Reads keys: from the configuration, and from text to bytes.
 */
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Base64 from "effect/encoding/Base64"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import { UnusableTokenStoreKey } from "../UnusableTokenStoreKey.ts"

/**
 * The setting that holds the key in use.
 */
export const CURRENT = "PORTONE_TOKEN_STORE_KEY"

/**
 * The setting that holds the keys it replaced, separated by commas.
 */
export const PREVIOUS = "PORTONE_TOKEN_STORE_PREVIOUS_KEYS"

/**
 * The keys of the configuration, still as text.
 */
export const fromConfig = Effect.gen(function*() {
  const key = yield* read(CURRENT)
  if (key === undefined) return yield* new UnusableTokenStoreKey({ setting: CURRENT, problem: "is not set" })
  const previous = yield* read(PREVIOUS)
  const previousKeys = (previous === undefined ? "" : Redacted.value(previous)).split(",")
    .filter((text) => text.trim() !== "")
    .map((text) => Redacted.make(text))
  return { key, previousKeys }
})

/**
 * The bytes of a key, or what is wrong with it in words that quote nothing of it.
 *
 * Units: 32 bytes.
 */
export const decode = (
  key: Redacted.Redacted<string>,
  setting: string
): Result.Result<Uint8Array, UnusableTokenStoreKey> => {
  const unusable = (problem: string) => Result.fail(new UnusableTokenStoreKey({ setting, problem }))
  const text = Redacted.value(key).trim()
  if (text === "") return unusable("is empty")
  const bytes = Result.getOrUndefined(Base64.decode(text))
  if (bytes === undefined || Base64.encode(bytes) !== text) return unusable("is not base64 text")
  return bytes.length === LENGTH
    ? Result.succeed(bytes)
    : unusable(`holds ${bytes.length} bytes instead of ${LENGTH}`)
}

// internal

const LENGTH = 32

// A `ConfigError` may quote what it read; ours says only which setting it was.
const read = (setting: string) =>
  Effect.map(Config.option(Config.Redacted(setting)), Option.getOrUndefined).pipe(
    Effect.mapError(() => new UnusableTokenStoreKey({ setting, problem: "could not be read from the configuration" }))
  )
