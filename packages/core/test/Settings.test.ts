import { Settings } from "@effect-portone/core"
import { assert, describe, it } from "@effect/vitest"
import { Config, ConfigProvider, Effect, Option, Schema } from "effect"

const problemsOf = (config: Config.Config<unknown>, env: Record<string, string>) =>
  config.parse(ConfigProvider.fromUnknown(env)).pipe(
    Effect.mapError(Settings.fromConfigError),
    Effect.flip,
    Effect.map(({ settings }) => settings.map(({ name, problem, problemKo }) => [name, problem, problemKo]))
  )

describe("all", () => {
  it.effect("returns every value under its name", () =>
    Effect.gen(function*() {
      const settings = Settings.all({ host: Config.String("HOST"), port: Config.option(Config.Port("PORT")) })
      const read = yield* settings.parse(ConfigProvider.fromUnknown({ HOST: "shop" }))
      assert.deepStrictEqual(read, { host: "shop", port: Option.none() })
    }))

  it.effect("reports each setting that is missing or wrong, also of settings inside of it", () =>
    Effect.gen(function*() {
      const settings = Settings.all({
        inner: Settings.all({ a: Config.String("A"), b: Config.nested(Config.String("B"), "SHOP") }),
        c: Config.option(Config.Duration("C")),
        d: Config.withDefault(Config.String("D"), "")
      })
      assert.deepStrictEqual(yield* problemsOf(settings, { C: "65" }), [
        ["A", "is not set", "값이 없습니다"],
        ["SHOP_B", "is not set", "값이 없습니다"],
        [
          "C",
          "is not a duration such as \"30 seconds\" or \"5 minutes\"",
          "\"30 seconds\", \"5 minutes\"처럼 써야 합니다"
        ]
      ])
    }))

  it.effect("fails with the source when the source cannot be read", () =>
    Effect.gen(function*() {
      const broken = ConfigProvider.make(() => Effect.fail(new ConfigProvider.SourceError({ message: "secret=1" })))
      const settings = Settings.all({ a: Config.String("A"), b: Config.String("B") })
      const error = yield* Effect.flip(Effect.mapError(settings.parse(broken), Settings.fromConfigError))
      assert.include(error.message, "The environment cannot be read.")
      assert.notInclude(error.message, "secret=1")
    }))
})

describe("a setting that is wrong", () => {
  const kinds: ReadonlyArray<
    readonly [config: Config.Config<unknown>, value: string, english: string, korean: string]
  > = [
    [Config.Int("X"), "1.5", "is not a whole number", "정수여야 합니다"],
    [Config.Int("X"), "ten", "is not a whole number", "정수여야 합니다"],
    [Config.Port("X"), "70000", "is not a whole number in the allowed range", "허용 범위의 정수여야 합니다"],
    [Config.Boolean("X"), "maybe", "is not true or false", "true 또는 false여야 합니다"],
    [Config.URL("X"), "shop", "is not an absolute URL", "절대 URL이어야 합니다"],
    [
      Config.Literals(["usual", "short"], "X"),
      "long",
      "is not one of \"usual\", \"short\"",
      "다음 중 하나여야 합니다(\"usual\", \"short\")"
    ],
    [
      Config.schema(Schema.String.check(Schema.isPattern(/^a/)), "X"),
      "b",
      "is not valid",
      "값이 올바르지 않습니다"
    ],
    [Settings.visibleSecret("X"), "", "is not set", "값이 없습니다"],
    [
      Settings.visibleSecret("X"),
      " s",
      "starts with a blank (U+0020, character 1)",
      "1번째 글자가 맨 앞의 공백(U+0020)입니다"
    ]
  ]
  for (const [config, value, english, korean] of kinds) {
    it.effect(`${english}, for ${JSON.stringify(value)}`, () =>
      Effect.gen(function*() {
        assert.deepStrictEqual(yield* problemsOf(config, { X: value }), [["X", english, korean]])
      }))
  }
})
