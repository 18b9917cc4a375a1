/**
 * PORT: keep an access token where other processes can find it.
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"

/**
 * A token at rest.
 *
 * Units: `expiresAt` in milliseconds since 1970 on the clock of the machine that stored it.
 */
export interface StoredToken {
  readonly token: Redacted.Redacted<string>
  readonly expiresAt: number
}

/**
 * The store did not do it. Costs one token request, nothing else: a store is a cache.
 */
export class TokenStoreFailed extends Schema.TaggedError<TokenStoreFailed>()("TokenStoreFailed", {
  operation: Schema.Literals(["get", "set", "clear"]),
  problem: Schema.String
}) {
  override get message() {
    return `The token store could not ${this.operation} (${this.problem}). No money moved. The token is asked for again instead.`
  }
}

/**
 * Keeps tokens by account (the API key), so that two merchants can share a store. What an adapter promises:
 *
 * - what was set for an account is what `get` returns for it, and for no other;
 * - `clear` removes the token it is given and leaves a newer one alone;
 * - a missing, expired or unreadable entry is `None`, not a failure;
 * - neither account nor token appears in a log, an error or a key name in plain text.
 *
 * `@effect-portone/sandbox/conformance` holds an adapter to these.
 */
export class TokenStore extends Context.Service<TokenStore, {
  readonly get: (account: Redacted.Redacted<string>) => Effect.Effect<Option.Option<StoredToken>, TokenStoreFailed>
  readonly set: (account: Redacted.Redacted<string>, entry: StoredToken) => Effect.Effect<void, TokenStoreFailed>
  readonly clear: (
    account: Redacted.Redacted<string>,
    token: Redacted.Redacted<string>
  ) => Effect.Effect<void, TokenStoreFailed>
}>()("@effect-portone/core/TokenStore") {}

/**
 * Keeps tokens in this process. Enough for one process; several share one through `@effect-portone/token-store`.
 */
export const layerMemory: Layer.Layer<TokenStore> = Layer.sync(TokenStore, () => {
  const entries = new Map<string, StoredToken>()
  return {
    get: (account) =>
      Effect.map(
        Clock.currentTimeMillis,
        (now) =>
          Option.filter(Option.fromUndefinedOr(entries.get(Redacted.value(account))), (entry) => entry.expiresAt > now)
      ),
    set: (account, entry) => Effect.sync(() => void entries.set(Redacted.value(account), entry)),
    clear: (account, token) =>
      Effect.sync(() => {
        const entry = entries.get(Redacted.value(account))
        if (entry !== undefined && Redacted.value(entry.token) === Redacted.value(token)) {
          entries.delete(Redacted.value(account))
        }
      })
  }
})
