/**
 * What the cases of `tokenStore` do to a store, and how they look at it.
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
 * Looks whether a promise is kept. Fails with what was seen instead, in words.
 */
export type Body<R> = (subject: Subject) => Effect.Effect<void, unknown, R>

/**
 * A promise and how to look whether it is kept.
 */
export type Kept<R> = readonly [promise: string, body: Body<R>]

/**
 * A name that nobody else uses.
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
 * How long a token of PortOne lives. Units: milliseconds.
 */
export const HALF_HOUR = 30 * 60_000

/**
 * Stores a token, by default for half an hour, and tells when it ends.
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
 * Forgets a token.
 */
export const clear = (account: Redacted.Redacted<string>, token: Redacted.Redacted<string>) =>
  Effect.flatMap(TokenStore.TokenStore, (store) => store.clear(account, token))

/**
 * Reads an entry.
 */
export const get = (account: Redacted.Redacted<string>) =>
  Effect.flatMap(TokenStore.TokenStore, (store) => Effect.map(store.get(account), Option.getOrUndefined))

/**
 * Looks whether exactly this token is stored for the account, or none.
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
 * Looks whether what was seen, printed in full, quotes a secret.
 */
export const tellsNothing = (
  where: string,
  seen: ReadonlyArray<unknown>,
  secrets: ReadonlyArray<Redacted.Redacted<string>>
) => {
  const print = (one: unknown) => typeof one === "string" ? one : inspect(one, IN_FULL)
  const text = seen.map(print).join("\n")
  return secrets.some((secret) => text.includes(Redacted.value(secret)))
    ? Effect.fail(`${where} that holds the account or the token`)
    : Effect.void
}

// internal

const IN_FULL = { depth: 12, showHidden: true, maxArrayLength: null, maxStringLength: null }
