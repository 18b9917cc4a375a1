/**
 * Reads the keys of the store: from the configuration, and from text to bytes.
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
 * The keys in the configuration, as text.
 */
export const fromConfig = Effect.gen(function*() {
  const key = yield* read(CURRENT)
  if (key === undefined) return yield* new UnusableTokenStoreKey({ setting: CURRENT, problem: "not-set" })
  const previous = yield* read(PREVIOUS)
  const previousKeys = (previous === undefined ? "" : Redacted.value(previous)).split(",")
    .filter((text) => text.trim() !== "")
    .map((text) => Redacted.make(text))
  return { key, previousKeys }
})

/**
 * The bytes of a key, or an error that quotes no part of it.
 *
 * Units: 32 bytes.
 */
export const decode = (
  key: Redacted.Redacted<string>,
  setting: UnusableTokenStoreKey["setting"]
): Result.Result<Uint8Array, UnusableTokenStoreKey> => {
  const unusable = (problem: UnusableTokenStoreKey["problem"], bytes?: number) =>
    Result.fail(new UnusableTokenStoreKey({ setting, problem, bytes }))
  const text = Redacted.value(key).trim()
  if (text === "") return unusable("empty")
  const bytes = Result.getOrUndefined(Base64.decode(text))
  if (bytes === undefined || Base64.encode(bytes) !== text) return unusable("not-base64")
  return bytes.length === LENGTH
    ? Result.succeed(bytes)
    : unusable("wrong-length", bytes.length)
}

// internal

const LENGTH = 32

// A `ConfigError` may quote the value; this error names the setting only.
const read = (setting: UnusableTokenStoreKey["setting"]) =>
  Effect.map(Config.option(Config.Redacted(setting)), Option.getOrUndefined).pipe(
    Effect.mapError(() => new UnusableTokenStoreKey({ setting, problem: "unreadable" }))
  )
