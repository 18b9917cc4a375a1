/**
 * A token store over a key-value client. Copy it with its test, and replace `Client` with your
 * client.
 */
import { TokenStore } from "@effect-portone/core"
import { Clock, Effect, Layer, Option, Redacted, Schema } from "effect"
import { createHash } from "node:crypto"

/**
 * The client needs these three methods; unstorage, keyv and Redis clients have them or similar
 * ones.
 */
export interface Client {
  readonly get: (key: string) => Promise<string | null | undefined>
  readonly set: (key: string, value: string) => Promise<unknown>
  readonly delete: (key: string) => Promise<unknown>
}

const Entry = Schema.fromJsonString(Schema.Struct({ token: Schema.NonEmptyString, expiresAt: Schema.Finite }))
const decode = Schema.decodeUnknownOption(Entry)
const encode = Schema.encodeSync(Entry)

// The account is the API key. Keys of a store may be visible to others, so the name is a hash.
const nameOf = (account: Redacted.Redacted<string>) =>
  `portone.token.${createHash("sha256").update(Redacted.value(account)).digest("hex")}`

export const layer = (client: Client): Layer.Layer<TokenStore.TokenStore> => {
  const call = <A>(operation: "get" | "set" | "clear", promise: () => Promise<A>) =>
    // The client's error may contain the token, so it is not passed on.
    Effect.tryPromise({
      try: promise,
      catch: () => new TokenStore.TokenStoreFailed({ operation, problem: "the client failed" })
    })
  const read = (operation: "get" | "clear", account: Redacted.Redacted<string>) =>
    Effect.map(call(operation, () => client.get(nameOf(account))), decode)

  return Layer.succeed(TokenStore.TokenStore, {
    get: Effect.fnUntraced(function*(account) {
      const now = yield* Clock.currentTimeMillis
      return Option.filter(yield* read("get", account), ({ expiresAt }) => expiresAt > now).pipe(
        Option.map(({ expiresAt, token }) => ({ token: Redacted.make(token), expiresAt }))
      )
    }),
    // Not encrypted: a person who can read the store can make refunds with the token.
    // `@effect-portone/token-store` shows how to encrypt it.
    set: (account, { expiresAt, token }) =>
      Effect.asVoid(
        call("set", () => client.set(nameOf(account), encode({ token: Redacted.value(token), expiresAt })))
      ),
    clear: Effect.fnUntraced(function*(account, token) {
      const stored = Option.getOrUndefined(yield* read("clear", account))
      if (stored?.token === Redacted.value(token)) yield* call("clear", () => client.delete(nameOf(account)))
    })
  })
}
