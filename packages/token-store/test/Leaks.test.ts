import { TokenStore } from "@effect-portone/core"
import { KeyValueTokenStore } from "@effect-portone/token-store"
import { assert, it } from "@effect/vitest"
import { Cause, Effect, Exit, Layer, Redacted } from "effect"
import { KeyValueStore } from "effect/persistence"
import { inspect } from "node:util"
import { account, entry, failing, key, makeKey, plain, sealed, token } from "./stores.ts"

const previous = makeKey()
const secrets = {
  key: Redacted.value(key),
  "key as bytes": inspect(Buffer.from(Redacted.value(key), "base64")).slice(8, 40),
  "previous key": Redacted.value(previous),
  token: Redacted.value(token),
  account: Redacted.value(account)
}

const printed = (one: unknown) =>
  [
    String(one),
    JSON.stringify(one),
    inspect(one, { depth: 20, showHidden: true, maxArrayLength: null, maxStringLength: null }),
    one instanceof Error ? `${one.message}\n${one.stack}` : ""
  ].join("\n")

const showsNoSecret = (...seen: ReadonlyArray<unknown>) => {
  const text = seen.map(printed).join("\n")
  for (const [name, secret] of Object.entries(secrets)) assert.notInclude(text, secret, name)
}

it.effect("shows no key, token or account in the store, its options or its layer, however they are printed", () =>
  Effect.gen(function*() {
    const options = { key, previousKeys: [previous] }
    const layer = KeyValueTokenStore.layer(options)
    yield* Effect.gen(function*() {
      const store = yield* TokenStore.TokenStore
      yield* store.set(account, entry)

      showsNoSecret(options, layer, store, yield* store.get(account), store.set(account, entry))
    }).pipe(Effect.provide(layer))
  }).pipe(Effect.provide(KeyValueStore.layerMemory)))

for (const [name, store] of [["encrypted", sealed(failing)], ["in plain text", plain(failing)]] as const) {
  it.effect(`shows no part of an error in which a key-value store quotes everything (${name})`, () =>
    Effect.gen(function*() {
      const { clear, get, set } = yield* TokenStore.TokenStore

      for (const effect of [get(account), set(account, entry), clear(account, token)]) {
        const exit = yield* Effect.exit(effect)

        assert.isTrue(Exit.isFailure(exit))
        if (Exit.isFailure(exit)) showsNoSecret(exit, exit.cause, Cause.pretty(exit.cause), Cause.squash(exit.cause))
      }
    }).pipe(Effect.provide(store)))
}

it.effect("shows no part of a key that cannot be used", () =>
  Effect.gen(function*() {
    const unusable = Redacted.make(`${secrets.key}${secrets.account}`)

    const exit = yield* Effect.exit(Effect.provide(TokenStore.TokenStore, [
      KeyValueTokenStore.layer({ key: unusable }).pipe(Layer.provide(KeyValueStore.layerMemory))
    ]))

    assert.isTrue(Exit.isFailure(exit))
    if (Exit.isFailure(exit)) showsNoSecret(exit, Cause.pretty(exit.cause), Cause.squash(exit.cause))
  }))
