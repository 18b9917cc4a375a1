import type { Settings, Transport } from "@effect-portone/core"
import { HttpTransport, NodeTransport } from "@effect-portone/http"
import * as FetchTransport from "@effect-portone/http/FetchTransport"
import { InvalidOption, type SetupError } from "@effect-portone/http/SetupError"
import { assert, describe, it } from "@effect/vitest"
import { ConfigProvider, Duration, Effect, Layer } from "effect"
import { FetchHttpClient } from "effect/http"

type Build<E> = Layer.Layer<Transport.Transport, E>
type Given = Readonly<Record<string, unknown>>

/** Options as a program in JavaScript passes them: a value of any type. */
const untyped = (options: Given) => options as NodeTransport.Options

const overFetch = Layer.provide(FetchHttpClient.layer)

const transports: ReadonlyArray<
  readonly [name: string, layer: (options: Given) => Build<SetupError>, Build<Settings.InvalidSettings | SetupError>]
> = [
  ["NodeTransport", (options) => NodeTransport.layer(untyped(options)), NodeTransport.layerConfig],
  ["FetchTransport", (options) => FetchTransport.layer(untyped(options)), FetchTransport.layerConfig],
  [
    "HttpTransport",
    (options) => overFetch(HttpTransport.layer(untyped(options))),
    overFetch(HttpTransport.layerConfig)
  ]
]

const build = <E>(layer: Build<E>) => Effect.scoped(Layer.build(layer))

const LONGEST = 2 ** 31 - 1

/** What is no duration above 0 for any option, by what the error says of it. */
const noTime: ReadonlyArray<readonly [value: unknown, problem: string, korean: string]> = [
  ...["65", "65s", "1 minute 5 seconds", "", " ", "65 Seconds", "65seconds", "65  secs", "PT65S", "NaN", "1e3 millis"]
    .map((text) => [text, "is text that cannot be read as a duration", "시간으로 읽을 수 없는 문자열입니다"] as const),
  [Number.NaN, "is NaN, not a duration", "시간이 아니라 NaN입니다"],
  [null, "is null, not a duration", "시간이 아니라 null입니다"],
  [true, "is a boolean, not a duration", "시간이 아니라 불리언입니다"],
  [() => "5 seconds", "is a function, not a duration", "시간이 아니라 함수입니다"],
  [Symbol("5 seconds"), "is a symbol, not a duration", "시간이 아니라 심벌입니다"],
  [{}, "is an object, not a duration", "시간이 아니라 객체입니다"],
  [new Date(5000), "is an object, not a duration", "시간이 아니라 객체입니다"],
  [{ second: 65 }, "is an object, not a duration", "시간이 아니라 객체입니다"],
  [{ seconds: 65, minute: 1 }, "is an object, not a duration", "시간이 아니라 객체입니다"],
  [{ seconds: "65" }, "is an object, not a duration", "시간이 아니라 객체입니다"],
  [{ minutes: 1, seconds: Number.NaN }, "is an object, not a duration", "시간이 아니라 객체입니다"],
  [[], "is an array, not a duration", "시간이 아니라 배열입니다"],
  [[65], "is an array, not a duration", "시간이 아니라 배열입니다"],
  [[Number.NaN, 5], "is an array, not a duration", "시간이 아니라 배열입니다"],
  ...["Infinity", Infinity, Duration.infinity].map((value) => [value, "is infinite", "무한대입니다"] as const),
  ...[LONGEST + 1, "25 days", Number.MAX_VALUE, 10n ** 30n].map((value) =>
    [value, "is longer than a timer can wait", "타이머의 한도보다 깁니다"] as const
  )
]

const negative = [-5, -0.1, -1n, "-1 seconds", "-Infinity", -Infinity, [-1, 0], { seconds: -1 }, Duration.seconds(-1)]

const notAboveZero: typeof noTime = [0, -0, 0n, "0 seconds", [0, 0], { seconds: 0 }, Duration.zero, ...negative].map((
  value
) => [value, "is not above 0", "0보다 커야 합니다"])

const belowZero: typeof noTime = negative.map((value) => [value, "is below 0", "0보다 작습니다"])

const noSize: typeof noTime = [
  [Number.NaN, "is NaN, not a whole number", "정수가 아니라 NaN입니다"],
  ["1", "is text, not a whole number", "정수가 아니라 문자열입니다"],
  [1n, "is a bigint, not a whole number", "정수가 아니라 bigint입니다"],
  [null, "is null, not a whole number", "정수가 아니라 null입니다"],
  [[1024], "is an array, not a whole number", "정수가 아니라 배열입니다"],
  [{ valueOf: () => 1024 }, "is an object, not a whole number", "정수가 아니라 객체입니다"],
  ...[0, -1, 0.5, -Infinity].map((value) => [value, "is below 1", "1보다 작습니다"] as const),
  [1.5, "is not a whole number", "정수가 아닙니다"],
  [2 ** 53, "is too large to count", "너무 큽니다"],
  [Infinity, "is infinite", "무한대입니다"]
]

const cases: ReadonlyArray<readonly [field: InvalidOption["field"], variable: string, values: typeof noTime]> = [
  ["timeout", "PORTONE_TIMEOUT", [...noTime, ...notAboveZero]],
  ["maxResponseBytes", "PORTONE_MAX_RESPONSE_BYTES", noSize],
  ["connectTimeout", "PORTONE_CONNECT_TIMEOUT", [...noTime, ...notAboveZero]],
  ["keepAlive", "PORTONE_KEEP_ALIVE", [...noTime, ...belowZero]]
]

describe("an option that cannot be used", () => {
  for (const [name, layer] of transports) {
    for (const [field, variable, values] of name === "NodeTransport" ? cases : cases.slice(0, 2)) {
      it.effect(`fails the layer of ${name}: ${field}`, () =>
        Effect.forEach(values, ([value, problem, korean]) =>
          Effect.gen(function*() {
            const error = yield* Effect.flip(build(layer({ [field]: value })))

            assert.instanceOf(error, InvalidOption)
            assert.strictEqual(
              error.message.split(". Nothing was sent")[0],
              `The option ${field} (${variable}) ${problem}`
            )
            assert.strictEqual(error.messageKo.split(". 아무 요청도")[0], `옵션 ${field}(${variable}): ${korean}`)
            assert.deepStrictEqual([error.field, error.moneyMoved, error.resend], [field, "no", "never"])
          })))
    }
  }

  it.effect("is reported after a base URL that must not be used", () =>
    Effect.gen(function*() {
      for (const [, layer] of transports) {
        const error = yield* Effect.flip(build(layer({ baseUrl: "http://example.com", timeout: 0 })))

        assert.strictEqual(error._tag, "InvalidBaseUrl")
      }
    }))

  it.effect("is not shown: neither its text nor a part of it", () =>
    Effect.gen(function*() {
      const error = yield* Effect.flip(build(NodeTransport.layer(untyped({ timeout: "imp_secret_1" }))))

      assert.notInclude(JSON.stringify(error) + String(error) + error.messageKo, "imp_secret_1")
    }))
})

describe("an option that can be used", () => {
  const times = [1, 0.5, 1n, "1 nano", "65 seconds", "1.5 minutes", [65, 0], { minutes: 1, seconds: 5 }, LONGEST]
  const values: Readonly<Record<InvalidOption["field"], ReadonlyArray<unknown>>> = {
    timeout: [...times, { seconds: 65, minutes: undefined }, Duration.seconds(65), undefined],
    connectTimeout: [...times, undefined],
    keepAlive: [...times, 0, "0 seconds", Duration.zero, undefined],
    maxResponseBytes: [1, 1024, Number.MAX_SAFE_INTEGER, undefined]
  }

  for (const [name, layer] of transports) {
    it.effect(`builds the layer of ${name}`, () =>
      Effect.forEach(
        Object.entries(values),
        ([field, allowed]) => Effect.forEach(allowed, (value) => build(layer({ [field]: value })))
      ))
  }
})

describe("the environment", () => {
  const from = (env: Record<string, string>) =>
    Effect.provideService(ConfigProvider.ConfigProvider, ConfigProvider.fromEnv({ env }))

  for (const [name, , layerConfig] of transports) {
    const own = name === "NodeTransport" ? ["PORTONE_CONNECT_TIMEOUT", "PORTONE_KEEP_ALIVE"] : []

    for (const variable of ["PORTONE_TIMEOUT", ...own]) {
      it.effect(`sets no time that is infinite, too long, negative or unreadable: ${name}, ${variable}`, () =>
        Effect.gen(function*() {
          for (const value of ["Infinity", "25 days", "-Infinity", "-1 seconds", "65", "65s"]) {
            const error = yield* Effect.flip(build(layerConfig).pipe(from({ [variable]: value })))

            const isRead = value === "Infinity" || value === "25 days" ||
              (variable === "PORTONE_KEEP_ALIVE" && value.startsWith("-"))
            assert.strictEqual(error._tag, isRead ? "InvalidOption" : "InvalidSettings")
            assert.include(error.message, variable)
            assert.include(error.messageKo, variable)
          }
        }))
    }
  }
})
