import { AccessToken, cancel, CancelRequest, Credentials } from "@effect-portone/core"
import { assert, describe, it } from "@effect/vitest"
import { ConfigProvider, Effect, Layer, Redacted } from "effect"
import { inspect } from "node:util"
import * as Provider from "./provider.ts"

const from = (config: Record<string, string>) => ConfigProvider.layer(ConfigProvider.fromUnknown(config))
const read = Effect.map(Effect.service(Credentials.Credentials), (credentials) => credentials)

describe("layerConfig", () => {
  it.effect("reads key and secret, redacted", () =>
    Effect.gen(function*() {
      const credentials = yield* read.pipe(
        Effect.provide(Credentials.layerConfig),
        Effect.provide(from({ PORTONE_IMP_KEY: "the-key", PORTONE_IMP_SECRET: "the-secret" }))
      )

      assert.strictEqual(Redacted.value(credentials.impKey), "the-key")
      assert.strictEqual(Redacted.value(credentials.impSecret), "the-secret")
      assert.isUndefined(credentials.tier)
      const shown = JSON.stringify(credentials) + inspect(credentials, { depth: null, showHidden: true })
      assert.notInclude(shown, "the-key")
      assert.notInclude(shown, "the-secret")
    }))

  it.effect("reads the tier when there is one", () =>
    Effect.gen(function*() {
      const credentials = yield* read.pipe(
        Effect.provide(Credentials.layerConfig),
        Effect.provide(from({ PORTONE_IMP_KEY: "k", PORTONE_IMP_SECRET: "s", PORTONE_TIER: "A1B" }))
      )
      assert.strictEqual(credentials.tier, "A1B")
    }))

  it.effect("rejects a tier that is not 3 upper-case letters or digits", () =>
    Effect.gen(function*() {
      const error = yield* Effect.flip(read.pipe(
        Effect.provide(Credentials.layerConfig),
        Effect.provide(from({ PORTONE_IMP_KEY: "k", PORTONE_IMP_SECRET: "s", PORTONE_TIER: "abc" }))
      ))
      assert.strictEqual(error._tag, "InvalidSettings")
      assert.include(error.message, "PORTONE_TIER is not 3 upper-case letters or digits.\n")
    }))

  it.effect("names both when both are missing, on a line each", () =>
    Effect.gen(function*() {
      const error = yield* Effect.flip(Effect.provide(read, Layer.provide(Credentials.layerConfig, from({}))))
      assert.strictEqual(
        error.message,
        "PORTONE_IMP_KEY is not set.\nPORTONE_IMP_SECRET is not set.\n" +
          "No money moved. Correct the environment of the process, then start it again."
      )
    }))

  it.effect("names a key that is empty and a secret with a line break, and shows neither", () =>
    Effect.gen(function*() {
      const config = { PORTONE_IMP_KEY: "", PORTONE_IMP_SECRET: "the-secret\n" }
      const error = yield* Effect.flip(Effect.provide(read, Layer.provide(Credentials.layerConfig, from(config))))
      assert.deepStrictEqual(error.settings, [
        { name: "PORTONE_IMP_KEY", problem: "is not set", problemKo: "값이 없습니다" },
        {
          name: "PORTONE_IMP_SECRET",
          problem: "has a line break (U+000A, character 11)",
          problemKo: "11번째 글자가 줄바꿈(U+000A)입니다"
        }
      ])
      assert.notInclude(JSON.stringify(error), "the-secret")
    }))

  for (const missing of ["PORTONE_IMP_KEY", "PORTONE_IMP_SECRET"]) {
    it.effect(`names ${missing} when it is missing, and shows nothing of the other`, () =>
      Effect.gen(function*() {
        const config = { PORTONE_IMP_KEY: "the-key", PORTONE_IMP_SECRET: "the-secret" }
        const error = yield* Effect.flip(read.pipe(
          Effect.provide(Credentials.layerConfig),
          Effect.provide(from(Object.fromEntries(Object.entries(config).filter(([name]) => name !== missing))))
        ))
        assert.include(error.message, missing)
        assert.notMatch(error.message, /the-key|the-secret/)
      }))
  }
})

describe("AccessToken.layerConfig", () => {
  it.effect("is all a single process needs, with a transport", () => {
    const provider = Provider.make({})
    return Effect.gen(function*() {
      const done = yield* cancel(CancelRequest.full({ impUid: "imp_1", checksum: 10000 }))
      assert.strictEqual(done._tag, "CancelConfirmed")
    }).pipe(
      Effect.provide(Layer.provideMerge(AccessToken.layerConfig, provider.transport)),
      Effect.provide(from({ PORTONE_IMP_KEY: "k", PORTONE_IMP_SECRET: "s" }))
    )
  })
})

describe("layer", () => {
  const wiped = Redacted.make("the-secret")
  Redacted.wipeUnsafe(wiped)
  const good = { impKey: Redacted.make("the-key"), impSecret: Redacted.make("the-secret") }
  for (
    const [what, options, names] of [
      ["nothing", undefined, ["impKey", "impSecret"]],
      ["plain texts", { impKey: "the-key", impSecret: "the-secret" }, ["impKey", "impSecret"]],
      ["a variable that is not set", { ...good, impKey: Redacted.make(undefined) }, ["impKey"]],
      ["an empty secret", { ...good, impSecret: Redacted.make("") }, ["impSecret"]],
      ["a secret that was wiped", { ...good, impSecret: wiped }, ["impSecret"]],
      ["a tier in lower case", { ...good, tier: "abc" }, ["tier"]],
      ["a tier with a second header", { ...good, tier: "ABC\r\nx: the-secret" }, ["tier"]]
    ] as const
  ) {
    it.effect(`names what is wrong with ${what}, and shows none of it`, () =>
      Effect.gen(function*() {
        const error = yield* Effect.flip(Effect.provide(read, Credentials.layer(options as never)))
        assert.deepStrictEqual(error.settings.map(({ name }) => name), [...names])
        assert.notMatch(inspect(error) + error.message + error.messageKo, /the-key|the-secret/)
        assert.match(error.messageKo, /합니다\.\n/)
      }))
  }

  it.effect("takes a tier of 3 upper-case letters or digits", () =>
    Effect.gen(function*() {
      const { tier } = yield* Effect.provide(read, Credentials.layer({ ...good, tier: "A1B" }))
      assert.strictEqual(tier, "A1B")
    }))
})
