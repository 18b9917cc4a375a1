import { TokenStore } from "@effect-portone/core"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Option, Redacted } from "effect"
import { KeyValueStore } from "effect/persistence"
import { conforms, tokenStore, type TokenStoreOptions } from "./conforms.ts"
import { account, view } from "./stores.ts"

describe("the memory layer of core", () => conforms(tokenStore(TokenStore.layerMemory)))

/** A correct store over a key-value store, with plain names and plain JSON. Each test breaks it. */
const make = Effect.gen(function*() {
  const backing = yield* KeyValueStore.KeyValueStore
  const quiet = <A, E>(operation: "get" | "set" | "clear", effect: Effect.Effect<A, E>) =>
    Effect.mapError(effect, () => new TokenStore.TokenStoreFailed({ operation, problem: "out of order" }))
  const store: TokenStore.TokenStore["Service"] = {
    get: (account) =>
      quiet(
        "get",
        Effect.flatMap(backing.get(Redacted.value(account)), (text) => Effect.try(() => JSON.parse(text ?? "{}")))
      )
        .pipe(
          Effect.orElseSucceed(() => ({})),
          Effect.map(({ expiresAt, token }) =>
            expiresAt > 0 ? Option.some({ token: Redacted.make(token), expiresAt }) : Option.none()
          )
        ),
    set: (account, { expiresAt, token }) =>
      quiet("set", backing.set(Redacted.value(account), JSON.stringify({ token: Redacted.value(token), expiresAt }))),
    clear: (account, token) =>
      Effect.flatMap(
        store.get(account),
        (entry) =>
          Option.isSome(entry) && Redacted.value(entry.value.token) === Redacted.value(token)
            ? quiet("clear", backing.remove(Redacted.value(account)))
            : Effect.void
      )
  }
  return { backing, store }
})

type Defect = (parts: Effect.Success<typeof make>) => Partial<TokenStore.TokenStore["Service"]>

const defective = (defect: Defect) =>
  Layer.effect(TokenStore.TokenStore, Effect.map(make, (parts) => ({ ...parts.store, ...defect(parts) }))).pipe(
    Layer.provideMerge(KeyValueStore.layerMemory)
  )

const brokenPromises = (defect: Defect, options?: TokenStoreOptions<KeyValueStore.KeyValueStore>) =>
  Effect.gen(function*() {
    const broken: Array<string> = []
    for (const { name, run } of tokenStore(defective(defect), options)) {
      yield* Effect.catchTag(run, "ConformanceFailure", (failure) =>
        Effect.sync(() => {
          assert.include(failure.message, name)
          broken.push(name)
        }))
    }
    return broken
  })

const one = Redacted.make("one account for all")

const defects: ReadonlyArray<readonly [what: string, defect: Defect, promise: string]> = [
  [
    "mixes accounts",
    ({ store }) => ({
      get: () => store.get(one),
      set: (_, entry) => store.set(one, entry),
      clear: (_, token) => store.clear(one, token)
    }),
    "keeps accounts apart, however alike their names are"
  ],
  [
    "does not distinguish upper and lower case",
    ({ store }) => ({
      get: (account) => store.get(Redacted.make(Redacted.value(account).toLowerCase())),
      set: (account, entry) => store.set(Redacted.make(Redacted.value(account).toLowerCase()), entry)
    }),
    "keeps accounts apart, however alike their names are"
  ],
  [
    "clears everything",
    ({ backing }) => ({ clear: () => Effect.ignore(backing.clear) }),
    "clears one account and leaves another alone, even with the same token"
  ],
  [
    "clears the account's token without comparing",
    ({ backing }) => ({ clear: (account) => Effect.ignore(backing.remove(Redacted.value(account))) }),
    "leaves a newer token alone when clear is given an older one"
  ],
  ["clears nothing", () => ({ clear: () => Effect.void }), "forgets the token that clear is given"],
  [
    "keeps the first token",
    ({ store }) => ({
      set: (account, entry) =>
        Effect.flatMap(store.get(account), (found) => Option.isSome(found) ? Effect.void : store.set(account, entry))
    }),
    "returns the newer token after a second set"
  ],
  [
    "rounds the time at which a token ends",
    ({ store }) => ({
      set: (account, entry) => store.set(account, { ...entry, expiresAt: Math.floor(entry.expiresAt / 7000) * 7000 })
    }),
    "returns what was set for the account"
  ],
  [
    "returns a token that has expired",
    ({ store }) => ({
      set: (account, entry) => store.set(account, { ...entry, expiresAt: Math.max(1, entry.expiresAt) })
    }),
    "returns nothing once the token has expired"
  ],
  [
    "trims tokens",
    ({ store }) => ({
      set: (account, entry) =>
        store.set(account, { ...entry, token: Redacted.make(Redacted.value(entry.token).trim()) })
    }),
    "returns a token of any text as it was set"
  ],
  [
    "writes an entry in two steps",
    ({ store }) => {
      let half: Redacted.Redacted<string> | undefined
      return {
        set: Effect.fnUntraced(function*(account, entry) {
          half = entry.token
          yield* Effect.yieldNow
          yield* store.set(account, { token: half, expiresAt: entry.expiresAt })
        })
      }
    },
    "returns one whole entry while many are set at once"
  ],
  [
    "logs the account",
    ({ store }) => ({ get: (account) => Effect.tap(store.get(account), Effect.logTrace(Redacted.value(account))) }),
    "logs neither account nor token"
  ],
  [
    "logs the token as an annotation",
    ({ store }) => ({
      set: (account, entry) =>
        Effect.andThen(
          store.set(account, entry),
          Effect.annotateLogs(Effect.logDebug("stored"), { entry: { token: Redacted.value(entry.token) } })
        )
    }),
    "logs neither account nor token"
  ],
  [
    "hands out a token that prints itself",
    ({ store }) => ({
      get: (account) =>
        Effect.map(store.get(account), Option.map((entry) => ({ ...entry, plain: Redacted.value(entry.token) })))
    }),
    "hands a token out redacted"
  ],
  ["fails for an unknown account", ({ store }) => ({
    get: (account) =>
      Effect.flatMap(store.get(account), (found) =>
        Option.isSome(found)
          ? Effect.succeed(found)
          : Effect.fail(new TokenStore.TokenStoreFailed({ operation: "get", problem: "none" })))
  }), "returns nothing for an account that was never set"],
  ["dies", () => ({ clear: () => Effect.die("out of order") }), "clears an account that was never set without failing"]
]

describe("the suite catches a store that", () => {
  for (const [what, defect, promise] of defects) {
    it.effect(what, () =>
      Effect.gen(function*() {
        assert.include(yield* brokenPromises(defect), promise)
      }))
  }

  it.effect("keeps the account's name as the key", () =>
    Effect.gen(function*() {
      assert.deepStrictEqual(yield* brokenPromises(() => ({}), view), ["names no entry after its account or token"])
    }))

  it.effect("fails on an unreadable entry", () =>
    Effect.gen(function*() {
      const strict: Defect = ({ backing }) => ({
        get: (account) =>
          Effect.orDie(backing.get(Redacted.value(account))).pipe(
            Effect.map((text) => text === undefined ? Option.none() : Option.some(JSON.parse(text)))
          )
      })

      assert.include(
        yield* brokenPromises(strict, { spoil: view.spoil }),
        "returns nothing for an unreadable entry, and can set it again"
      )
    }))

  it.effect("names the account in its error", () =>
    Effect.gen(function*() {
      const talkative = Layer.succeed(TokenStore.TokenStore, {
        get: (account) => fails("get", account),
        set: (account) => fails("set", account),
        clear: (account) => fails("clear", account)
      })
      const fails = (operation: "get" | "set" | "clear", account: Redacted.Redacted<string>) =>
        Effect.fail(new TokenStore.TokenStoreFailed({ operation, problem: `no ${Redacted.value(account)}` }))

      assert.deepStrictEqual(yield* brokenPromises(() => ({}), { broken: talkative }), [
        "fails with a TokenStoreFailed that tells nothing, when the backing store fails"
      ])
    }))

  it.effect("hides a failure of its backing store", () =>
    Effect.gen(function*() {
      assert.deepStrictEqual(yield* brokenPromises(() => ({}), { broken: TokenStore.layerMemory }), [
        "fails with a TokenStoreFailed that tells nothing, when the backing store fails"
      ])
    }))

  it.effect("cannot be built", () =>
    Effect.gen(function*() {
      const unbuilt = Layer.effect(TokenStore.TokenStore, Effect.fail(new Error("no key")))

      for (const { run } of tokenStore(unbuilt)) {
        assert.include((yield* Effect.flip(run)).message, "no key")
      }
    }))
})

describe("the suite accepts a store that", () => {
  it.effect("keeps every promise", () =>
    Effect.gen(function*() {
      assert.deepStrictEqual(yield* brokenPromises(() => ({}), { spoil: view.spoil }), [])
    }))
})

it("the suite names each of its cases once", () => {
  const names = tokenStore(TokenStore.layerMemory).map(({ name }) => name)

  assert.strictEqual(new Set(names).size, names.length)
  assert.isAbove(names.length, 10)
  assert.notInclude(names.join("\n"), Redacted.value(account))
})
