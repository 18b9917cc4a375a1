import { PortOneError, TokenStore } from "@effect-portone/core"
import { KeyValueTokenStore, UnsafeTokenStoreDirectory, UnusableTokenStoreKey } from "@effect-portone/token-store"
import { assert, it } from "@effect/vitest"
import { ConfigProvider, Effect, Layer, Option, Redacted } from "effect"
import { KeyValueStore } from "effect/persistence"
import { inspect } from "node:util"
import { account, entry, key, makeKey } from "./stores.ts"

const opened = (settings: Record<string, string>) =>
  Effect.flatMap(TokenStore.TokenStore, (store) => Effect.andThen(store.set(account, entry), store.get(account))).pipe(
    Effect.provide(KeyValueTokenStore.layerConfig().pipe(Layer.provide(KeyValueStore.layerMemory))),
    Effect.provide(ConfigProvider.layer(ConfigProvider.fromUnknown(settings)))
  )

it.effect("opens with a key of 32 bytes, with or without the line end that a secret file has", () =>
  Effect.gen(function*() {
    const text = Redacted.value(key)

    for (const PORTONE_TOKEN_STORE_KEY of [text, `${text}\n`]) {
      assert.deepStrictEqual(yield* opened({ PORTONE_TOKEN_STORE_KEY }), Option.some(entry))
    }
  }))

it.effect("reports that the key is not set, and how to make one", () =>
  Effect.gen(function*() {
    const failure = yield* Effect.flip(opened({}))

    assert.strictEqual(failure._tag, "UnusableTokenStoreKey")
    assert.strictEqual(
      failure.message,
      "The token store key PORTONE_TOKEN_STORE_KEY is not set. No money moved and no token was stored. " +
        "Make one with `openssl rand -base64 32` and give the same one to every process that shares the store."
    )
  }))

const unusable = [
  ["is not set", ""],
  ["is empty", "  \n"],
  ["holds 16 bytes instead of 32", Buffer.alloc(16, 7).toString("base64")],
  ["holds 33 bytes instead of 32", Buffer.alloc(33, 7).toString("base64")],
  ["holds 48 bytes instead of 32", "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"],
  ["is not base64 text", "correct horse battery staple"],
  ["is not base64 text", Buffer.alloc(32, 0xfb).toString("base64url")],
  ["is not base64 text", Buffer.alloc(32, 7).toString("base64").replace(/.=$/, "d=")]
] as const

for (const [problem, text] of unusable) {
  it.effect(`reports "${problem}" for ${JSON.stringify(text)}, without quoting it`, () =>
    Effect.gen(function*() {
      const failure = yield* Effect.flip(opened({ PORTONE_TOKEN_STORE_KEY: text }))

      assert.strictEqual(failure._tag, "UnusableTokenStoreKey")
      assert.include(failure.message, `PORTONE_TOKEN_STORE_KEY ${problem}.`)
      if (text.trim() !== "") assert.notInclude(inspect(failure, { depth: 9 }) + JSON.stringify(failure), text.trim())
    }))
}

it.effect("names the setting of an unusable previous key", () =>
  Effect.gen(function*() {
    const failure = yield* Effect.flip(opened({
      PORTONE_TOKEN_STORE_KEY: Redacted.value(key),
      PORTONE_TOKEN_STORE_PREVIOUS_KEYS: `${Redacted.value(makeKey())},c2hvcnQ=`
    }))

    assert.include(failure.message, "PORTONE_TOKEN_STORE_PREVIOUS_KEYS holds 5 bytes instead of 32.")
  }))

it.effect("reads previous keys, separated by commas", () =>
  Effect.gen(function*() {
    const replaced = makeKey()
    const settings = ConfigProvider.fromUnknown({
      PORTONE_TOKEN_STORE_KEY: Redacted.value(key),
      PORTONE_TOKEN_STORE_PREVIOUS_KEYS: ` ${Redacted.value(makeKey())}, ${Redacted.value(replaced)} ,`
    })

    const found = yield* Effect.gen(function*() {
      yield* Effect.flatMap(TokenStore.TokenStore, (store) => store.set(account, entry)).pipe(
        Effect.provide(KeyValueTokenStore.layer({ key: replaced }))
      )
      return yield* Effect.flatMap(TokenStore.TokenStore, (store) => store.get(account)).pipe(
        Effect.provide(KeyValueTokenStore.layerConfig())
      )
    }).pipe(Effect.provide(KeyValueStore.layerMemory), Effect.provide(ConfigProvider.layer(settings)))

    assert.deepStrictEqual(found, Option.some(entry))
  }))

it("has the contract of every error: whether money moved, what may be sent again, a text in two languages", () => {
  const problems = UnusableTokenStoreKey.fields.problem.literals
  const errors = [
    ...problems.map((problem) => new UnusableTokenStoreKey({ setting: "PORTONE_TOKEN_STORE_KEY", problem, bytes: 16 })),
    ...UnsafeTokenStoreDirectory.fields.problem.literals.map((problem) =>
      new UnsafeTokenStoreDirectory({ directory: "./portone-tokens", problem })
    )
  ]

  for (const error of errors) {
    assert.isTrue(PortOneError.isPortOneError(error), error.message)
    assert.deepStrictEqual([error.moneyMoved, error.resend], ["no", "never"])
    assert.strictEqual(error.message.split(/(?<=\.) /).length, 3, error.message)
    assert.strictEqual(error.messageKo.split(/(?<=\.) /).length, 3, error.messageKo)
    const { bytes: _, ...json } = JSON.parse(JSON.stringify(error))
    const { message, messageKo, moneyMoved, problem, resend, _tag } = error
    assert.deepInclude(json, { _tag, problem, moneyMoved, resend, message, messageKo })
  }
  assert.strictEqual(new Set(errors.map(({ message }) => message)).size, errors.length)
  assert.strictEqual(new Set(errors.map(({ messageKo }) => messageKo)).size, errors.length)
})

it("reads in Korean", () => {
  assert.strictEqual(
    new UnusableTokenStoreKey({ setting: "PORTONE_TOKEN_STORE_KEY", problem: "wrong-length", bytes: 16 }).messageKo,
    "토큰 저장소 키(PORTONE_TOKEN_STORE_KEY)의 길이가 32바이트가 아니라 16바이트입니다. " +
      "환불은 실행되지 않았고 토큰도 저장되지 않았습니다. " +
      "`openssl rand -base64 32`로 키를 만들어 저장소를 함께 쓰는 모든 프로세스에 같은 값을 설정하세요."
  )
})
