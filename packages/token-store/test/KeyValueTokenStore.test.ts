import { TokenStore } from "@effect-portone/core"
import { KeyValueTokenStore } from "@effect-portone/token-store"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Option, Redacted } from "effect"
import { KeyValueStore } from "effect/persistence"
import { TestClock } from "effect/testing"
import { conforms, tokenStore } from "./conforms.ts"
import { account, entry, failing, kept, key, makeKey, plain, sealed, token, view } from "./stores.ts"

const inMemory = KeyValueStore.layerMemory

// Other fibers run between any two of its operations.
const slow = Layer.effect(
  KeyValueStore.KeyValueStore,
  Effect.map(KeyValueStore.KeyValueStore, (store) => ({
    ...store,
    get: (name: string) => Effect.tap(store.get(name), Effect.yieldNow),
    set: (name: string, value: string | Uint8Array) => Effect.andThen(Effect.yieldNow, store.set(name, value)),
    remove: (name: string) => Effect.andThen(Effect.yieldNow, store.remove(name))
  }))
).pipe(Layer.provide(inMemory))

const breaking = Layer.effect(
  KeyValueStore.KeyValueStore,
  Effect.map(KeyValueStore.KeyValueStore, (store) => ({ ...store, get: () => Effect.die(new Error("secret detail")) }))
).pipe(Layer.provide(inMemory))

describe("encrypted, over memory", () => conforms(tokenStore(sealed(inMemory), { ...view, broken: sealed(failing) })))

describe("in plain text, over memory", () => conforms(tokenStore(plain(inMemory), { ...view, broken: plain(failing) })))

describe("an encrypted entry", () => {
  it.effect("shows neither token nor account, in its text or its name", () =>
    Effect.gen(function*() {
      yield* set(account)

      const [[name, text] = ["", ""]] = yield* kept

      assert.match(name, /^portone\.token\.[0-9a-f]{64}$/)
      assert.match(text, /^v1\.[0-9a-f]{8}\.[A-Za-z0-9_-]+$/)
      for (const seen of [name, text, Buffer.from(text.split(".")[2] ?? "", "base64url").toString("latin1")]) {
        assert.notInclude(seen, Redacted.value(token))
        assert.notInclude(seen, Redacted.value(account))
      }
    }).pipe(Effect.provide(sealed(inMemory))))

  it.effect("is another text each time it is written, because a nonce is used once", () =>
    Effect.gen(function*() {
      const texts = new Set<string>()
      for (let count = 0; count < 50; count++) {
        yield* set(account)
        for (const [, text] of yield* kept) texts.add(text)
      }

      assert.strictEqual(texts.size, 50)
    }).pipe(Effect.provide(sealed(inMemory))))

  it.effect("is no token after any one character is changed, removed or added", () =>
    Effect.gen(function*() {
      const store = yield* KeyValueStore.KeyValueStore
      yield* set(account)
      const [[name, text] = ["", ""]] = yield* kept
      assert.isAbove(text.length, 100)

      for (let at = 0; at < text.length; at++) {
        for (const other of ["A", "B", "0", ".", "=", "\n", ""]) {
          if (other === text[at]) continue
          yield* store.set(name, text.slice(0, at) + other + text.slice(at + 1))
          assert.isTrue(Option.isNone(yield* get(account)), `character ${at} replaced by ${JSON.stringify(other)}`)
        }
      }
      for (const longer of [`${text}A`, `${text}=`, `${text}\n`, ` ${text}`]) {
        yield* store.set(name, longer)
        assert.isTrue(Option.isNone(yield* get(account)))
      }
      yield* store.set(name, text)
      assert.isTrue(Option.isSome(yield* get(account)))
    }).pipe(Effect.provide(sealed(inMemory))))

  it.effect("is no token after any one bit is changed", () =>
    Effect.gen(function*() {
      const store = yield* KeyValueStore.KeyValueStore
      yield* set(account)
      const [[name, text] = ["", ""]] = yield* kept
      const [version, id, body = ""] = text.split(".")
      const bytes = Buffer.from(body, "base64url")

      for (let bit = 0; bit < bytes.length * 8; bit++) {
        const tampered = Buffer.from(bytes)
        tampered[bit >> 3] = (tampered[bit >> 3] ?? 0) ^ (1 << (bit & 7))
        yield* store.set(name, `${version}.${id}.${tampered.toString("base64url")}`)
        assert.isTrue(Option.isNone(yield* get(account)), `bit ${bit}`)
      }
    }).pipe(Effect.provide(sealed(inMemory))))

  it.effect("is no token under another account's name, because the name is authenticated too", () =>
    Effect.gen(function*() {
      const store = yield* KeyValueStore.KeyValueStore
      const other = Redacted.make("6543210987654321")
      yield* set(account)
      const [[name, text] = ["", ""]] = yield* kept
      yield* set(other)
      const otherName = (yield* store.keys).find((one) => one !== name) ?? ""

      yield* store.set(otherName, text)

      assert.isTrue(Option.isNone(yield* get(other)))
      assert.isTrue(Option.isSome(yield* get(account)))
    }).pipe(Effect.provide(sealed(inMemory))))

  it.effect("is no token for a store with another key", () =>
    Effect.gen(function*() {
      yield* set(account)

      const withOtherKey = yield* over(KeyValueTokenStore.layer({ key: makeKey() }), get(account))

      assert.isTrue(Option.isNone(withOtherKey))
    }).pipe(Effect.provide(sealed(inMemory))))

  it.effect("is no token when its name is right and its text is of a later version or of none", () =>
    Effect.gen(function*() {
      const store = yield* KeyValueStore.KeyValueStore
      yield* set(account)
      const [[name, text] = ["", ""]] = yield* kept
      const json = JSON.stringify({ token: "forged", expiresAt: 1e15 })

      for (const foreign of [text.replace("v1", "v2"), json, `plaintext.v1.${json}`, "v1.", "v1", "", "null"]) {
        yield* store.set(name, foreign)
        assert.isTrue(Option.isNone(yield* get(account)), foreign)
      }
    }).pipe(Effect.provide(sealed(inMemory))))

  it.effect("ends when its token does", () =>
    Effect.gen(function*() {
      yield* set(account)

      yield* TestClock.adjust("29 minutes")
      assert.isTrue(Option.isSome(yield* get(account)))
      yield* TestClock.adjust("1 minute")
      assert.isTrue(Option.isNone(yield* get(account)))
    }).pipe(Effect.provide(sealed(inMemory))))

  it.effect("has the namespace of the options, and is not found in another one", () =>
    Effect.gen(function*() {
      yield* over(KeyValueTokenStore.layer({ key, namespace: "shop-1." }), set(account))

      assert.match((yield* kept)[0]?.[0] ?? "", /^shop-1\.[0-9a-f]{64}$/)
      assert.isTrue(Option.isNone(yield* over(KeyValueTokenStore.layer({ key, namespace: "shop-2." }), get(account))))
    }).pipe(Effect.provide(inMemory)))
})

describe("a key that was replaced", () => {
  const newKey = makeKey()
  const before = KeyValueTokenStore.layer({ key })
  const after = KeyValueTokenStore.layer({ key: newKey, previousKeys: [makeKey(), key] })

  it.effect("still reads the entries that it encrypted", () =>
    Effect.gen(function*() {
      yield* over(before, set(account))

      assert.deepStrictEqual(yield* over(after, get(account)), Option.some(entry))
    }).pipe(Effect.provide(inMemory)))

  it.effect("encrypts no new entry, and its entry is removed when the next one is written", () =>
    Effect.gen(function*() {
      yield* over(before, set(account))
      yield* over(after, set(account))

      assert.strictEqual((yield* kept).length, 1)
      assert.isTrue(Option.isNone(yield* over(before, get(account))))
      assert.isTrue(Option.isSome(yield* over(KeyValueTokenStore.layer({ key: newKey }), get(account))))
    }).pipe(Effect.provide(inMemory)))

  it.effect("does not keep a rejected token alive: clear removes the entry that it encrypted", () =>
    Effect.gen(function*() {
      yield* over(before, set(account))
      yield* over(after, clear(account))

      assert.isTrue(Option.isNone(yield* over(after, get(account))))
      assert.deepStrictEqual(yield* kept, [])
    }).pipe(Effect.provide(inMemory)))
})

it.effect("does not clear a token that this process stores at the same moment", () =>
  Effect.gen(function*() {
    const store = yield* TokenStore.TokenStore
    const newer = Redacted.make("newer")
    yield* set(account)

    yield* Effect.all([clear(account), store.set(account, { ...entry, token: newer })], { concurrency: 2 })

    assert.deepStrictEqual(Option.map(yield* get(account), (found) => found.token), Option.some(newer))
  }).pipe(Effect.provide(sealed(slow))))

it.effect("turns a defect of the key-value store into TokenStoreFailed", () =>
  Effect.gen(function*() {
    const failure = yield* Effect.flip(get(account))

    assert.strictEqual(failure._tag, "TokenStoreFailed")
    assert.include(failure.message, "the key-value store broke")
    assert.notInclude(failure.message, "secret detail")
  }).pipe(Effect.provide(sealed(breaking))))

it.effect("shows the reason of the key-value store's failure, and nothing else of it", () =>
  Effect.gen(function*() {
    const failure = yield* Effect.flip(set(account))

    assert.strictEqual(failure._tag, "TokenStoreFailed")
    assert.strictEqual(failure.problem, "the key-value store failed: PermissionDenied")
    assert.include(failure.message, "could not set (the key-value store failed: PermissionDenied). No money moved.")
  }).pipe(Effect.provide(sealed(failing))))

it.effect("leaves out a reason that is more than a word, because it may quote something", () =>
  Effect.gen(function*() {
    const backing = yield* KeyValueStore.KeyValueStore
    for (const _tag of ["refused a9ace025", "x".repeat(41), "", 7, undefined]) {
      const store = { ...backing, get: () => Effect.fail(quoting(_tag)) }

      const failure = yield* Effect.flip(over(
        KeyValueTokenStore.layer({ key }).pipe(Layer.provide(Layer.succeed(KeyValueStore.KeyValueStore, store))),
        get(account)
      ))

      assert.include(failure.message, "(the key-value store failed)")
    }
  }).pipe(Effect.provide(inMemory)))

const quoting = (_tag: unknown) =>
  new KeyValueStore.KeyValueStoreError({ method: "get", message: "failed", cause: { reason: { _tag } } })

const get = (account: Redacted.Redacted<string>) => Effect.flatMap(TokenStore.TokenStore, (store) => store.get(account))
const set = (account: Redacted.Redacted<string>) =>
  Effect.flatMap(TokenStore.TokenStore, (store) => store.set(account, entry))
const clear = (account: Redacted.Redacted<string>) =>
  Effect.flatMap(TokenStore.TokenStore, (store) => store.clear(account, token))

const over = <A, E, E2>(
  layer: Layer.Layer<TokenStore.TokenStore, E2, KeyValueStore.KeyValueStore>,
  effect: Effect.Effect<A, E, TokenStore.TokenStore>
) => Effect.provide(effect, layer)
