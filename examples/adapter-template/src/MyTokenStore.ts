/**
 * A token store over a key-value client. Copy it, put your client in the place of `Client`, and keep the test beside it.
 */
import { TokenStore } from "@effect-portone/core"
import { Clock, Effect, Layer, Option, Redacted, Schema } from "effect"
import { createHash } from "node:crypto"

/** What is needed of your client: unstorage, keyv, a Redis or a DynamoDB client have it, or nearly. */
export interface Client {
  readonly get: (key: string) => Promise<string | null | undefined>
  readonly set: (key: string, value: string) => Promise<unknown>
  readonly delete: (key: string) => Promise<unknown>
}

const Entry = Schema.fromJsonString(Schema.Struct({ token: Schema.NonEmptyString, expiresAt: Schema.Finite }))
const decode = Schema.decodeUnknownOption(Entry)
const encode = Schema.encodeSync(Entry)

// An account is an API key: others may see names, so the name is a hash of it.
const nameOf = (account: Redacted.Redacted<string>) =>
  `portone.token.${createHash("sha256").update(Redacted.value(account)).digest("hex")}`

export const layer = (client: Client): Layer.Layer<TokenStore.TokenStore> => {
  const ask = <A>(operation: "get" | "set" | "clear", promise: () => Promise<A>) =>
    // What a client raises may quote what it was given, so it is not passed on.
    Effect.tryPromise({
      try: promise,
      catch: () => new TokenStore.TokenStoreFailed({ operation, problem: "the client failed" })
    })
  const read = (operation: "get" | "clear", account: Redacted.Redacted<string>) =>
    Effect.map(ask(operation, () => client.get(nameOf(account))), decode)

  return Layer.succeed(TokenStore.TokenStore, {
    get: Effect.fnUntraced(function*(account) {
      const now = yield* Clock.currentTimeMillis
      return Option.filter(yield* read("get", account), ({ expiresAt }) => expiresAt > now).pipe(
        Option.map(({ expiresAt, token }) => ({ token: Redacted.make(token), expiresAt }))
      )
    }),
    // In plain text here: whoever can read it can refund in your name. `@effect-portone/token-store` shows how to encrypt it.
    set: (account, { expiresAt, token }) =>
      Effect.asVoid(ask("set", () => client.set(nameOf(account), encode({ token: Redacted.value(token), expiresAt })))),
    clear: Effect.fnUntraced(function*(account, token) {
      const held = Option.getOrUndefined(yield* read("clear", account))
      if (held?.token === Redacted.value(token)) yield* ask("clear", () => client.delete(nameOf(account)))
    })
  })
}
