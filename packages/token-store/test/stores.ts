/**
 * Keys, entries and key-value stores that the tests share.
 */
import { KeyValueTokenStore } from "@effect-portone/token-store"
import { Effect, Layer, Redacted } from "effect"
import { KeyValueStore } from "effect/persistence"
import { randomBytes } from "node:crypto"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

export const account = Redacted.make("1234567890123456")
export const token = Redacted.make("a9ace025c90c0da2161075da6ddd3492a2fca776")

/** Units: milliseconds, on the test clock, which starts at 0. */
export const entry = { token, expiresAt: 30 * 60_000 }

export const makeKey = () => Redacted.make(randomBytes(32).toString("base64"))

export const key = makeKey()

/** Both stores over a key-value store, and that store itself. */
export const sealed = <A, E, R>(entries: Layer.Layer<KeyValueStore.KeyValueStore | A, E, R>) =>
  Layer.provideMerge(KeyValueTokenStore.layer({ key }), entries)
export const plain = <A, E, R>(entries: Layer.Layer<KeyValueStore.KeyValueStore | A, E, R>) =>
  Layer.provideMerge(KeyValueTokenStore.layerPlaintext(), entries)

/** All entries, as name and text. */
export const kept = Effect.gen(function*() {
  const store = yield* KeyValueStore.KeyValueStore
  return yield* Effect.forEach(
    yield* store.keys,
    (name) => Effect.map(store.get(name), (text) => [name, text ?? ""] as const)
  )
})

/** A store whose every operation fails, with all that it knows in the error. */
export const failing = Layer.sync(KeyValueStore.KeyValueStore, () => {
  const fails = (method: string) => (key?: string, value?: string) =>
    Effect.fail(
      new KeyValueStore.KeyValueStoreError({
        method,
        message: `failed ${key} ${value}`,
        cause: { value, account: Redacted.value(account), reason: { _tag: "PermissionDenied" } }
      })
    )
  return KeyValueStore.makeStringOnly({
    get: fails("get"),
    set: fails("set"),
    remove: fails("remove"),
    clear: fails("clear")(),
    keys: fails("keys")(),
    size: fails("size")()
  })
})

/** The parts of a store that a conformance suite may inspect and damage. */
export const view = {
  keyNames: Effect.flatMap(KeyValueStore.KeyValueStore, (store) => store.keys),
  spoil: Effect.gen(function*() {
    const store = yield* KeyValueStore.KeyValueStore
    for (const name of yield* store.keys) yield* store.set(name, "spoiled")
  })
}

export const temporaryDirectory = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "portone-tokens-"))),
  (directory) => Effect.sync(() => rmSync(directory, { recursive: true, force: true }))
)
