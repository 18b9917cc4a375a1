/**
 * The operations and checks of the cases of `tokenStore`.
 */
import { TokenStore } from "@effect-portone/core"
import * as Clock from "effect/Clock"
import * as SecureRandom from "effect/crypto/SecureRandom"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import { inspect } from "node:util"

/**
 * Two accounts and two tokens that no other case uses.
 */
export interface Subject {
  readonly account: Redacted.Redacted<string>
  readonly other: Redacted.Redacted<string>
  readonly token: Redacted.Redacted<string>
  readonly newer: Redacted.Redacted<string>
}

/**
 * Checks one promise. Fails with a description of what was observed instead.
 */
export type Body<R> = (subject: Subject) => Effect.Effect<void, unknown, R>

/**
 * A promise and its check.
 */
export type Kept<R> = readonly [promise: string, body: Body<R>]

/**
 * A unique name.
 */
export const random = (prefix: string) => Redacted.make(`${prefix}_${SecureRandom.uuidV4Unsafe()}`)

/**
 * Makes a subject.
 */
export const subject = Effect.sync((): Subject => ({
  account: random("key"),
  other: random("key"),
  token: random("token"),
  newer: random("token")
}))

/**
 * The lifetime of a token of PortOne. Units: milliseconds.
 */
export const HALF_HOUR = 30 * 60_000

/**
 * Stores a token, by default for half an hour, and returns its expiry.
 */
export const set = Effect.fnUntraced(function*(
  account: Redacted.Redacted<string>,
  token: Redacted.Redacted<string>,
  life: number = HALF_HOUR
) {
  const store = yield* TokenStore.TokenStore
  const now = yield* Clock.currentTimeMillis
  yield* store.set(account, { token, expiresAt: now + life })
  return now + life
})

/**
 * Clears a token.
 */
export const clear = (account: Redacted.Redacted<string>, token: Redacted.Redacted<string>) =>
  Effect.flatMap(TokenStore.TokenStore, (store) => store.clear(account, token))

/**
 * Reads an entry.
 */
export const get = (account: Redacted.Redacted<string>) =>
  Effect.flatMap(TokenStore.TokenStore, (store) => Effect.map(store.get(account), Option.getOrUndefined))

/**
 * Checks that exactly this token, or none, is stored for the account.
 */
export const holds = Effect.fnUntraced(function*(
  account: Redacted.Redacted<string>,
  token: Redacted.Redacted<string> | undefined
) {
  const entry = yield* get(account)
  if (entry === undefined && token !== undefined) return yield* Effect.fail("nothing where there should be a token")
  if (entry !== undefined && token === undefined) return yield* Effect.fail("a token where there should be none")
  if (entry !== undefined && token !== undefined && Redacted.value(entry.token) !== Redacted.value(token)) {
    return yield* Effect.fail("another token than the one that was set")
  }
})

/**
 * Checks that no value, printed in full, contains a secret.
 */
export const revealsNothing = (
  where: string,
  seen: ReadonlyArray<unknown>,
  secrets: ReadonlyArray<Redacted.Redacted<string>>
) => {
  const print = (one: unknown) => typeof one === "string" ? one : inspect(one, IN_FULL)
  const text = seen.map(print).join("\n")
  return secrets.some((secret) => text.includes(Redacted.value(secret)))
    ? Effect.fail(`${where} that contains the account or the token`)
    : Effect.void
}

// internal

const IN_FULL = { depth: 12, showHidden: true, maxArrayLength: null, maxStringLength: null }
