/**
 * The API key and secret of the merchant, and the sub-merchant for which requests are made.
 */
import * as Config from "effect/Config"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { tier } from "./internal/request/requestRules.ts"
import * as Settings from "./Settings.ts"

/**
 * Key, secret and tier.
 *
 * `tier` is a sub-merchant code of 3 upper-case letters or digits. Key and secret are then those
 * of the representative account.
 */
export interface Options {
  readonly impKey: Redacted.Redacted<string>
  readonly impSecret: Redacted.Redacted<string>
  readonly tier?: string | undefined
}

/**
 * The credentials in use.
 */
export class Credentials extends Context.Service<Credentials, Options>()("@effect-portone/core/Credentials") {}

/**
 * Credentials from given values.
 *
 * Fails with:
 * - `InvalidSettings`: key or secret is not a `Redacted` text or is empty, or the tier is none.
 */
export const layer = (options: Options): Layer.Layer<Credentials, Settings.InvalidSettings> =>
  Layer.effect(
    Credentials,
    Effect.suspend(() => {
      const settings = problemsOf(options)
      return settings.length === 0 ? Effect.succeed(options) : Effect.fail(new Settings.InvalidSettings({ settings }))
    })
  )

const Tier = /* @__PURE__ */ Schema.String.check(/* @__PURE__ */ Schema.isPattern(/^[A-Z0-9]{3}$/))

/**
 * Credentials from configuration: `PORTONE_IMP_KEY`, `PORTONE_IMP_SECRET`, and optionally
 * `PORTONE_TIER`.
 *
 * Fails with:
 * - `InvalidSettings`: names every one of them that is missing or wrong, or has a character
 *   that a person cannot see, such as a line break at its end.
 */
export const layerConfig: Layer.Layer<Credentials, Settings.InvalidSettings> = /* @__PURE__ */ Layer.effect(
  Credentials,
  /* @__PURE__ */ Effect.suspend(() =>
    Settings.all({
      impKey: Settings.visibleSecret("PORTONE_IMP_KEY"),
      impSecret: Settings.visibleSecret("PORTONE_IMP_SECRET"),
      tier: Config.option(Config.schema(Tier, "PORTONE_TIER"))
    }).pipe(
      Effect.map(({ impKey, impSecret, tier }) => ({ impKey, impSecret, tier: Option.getOrUndefined(tier) })),
      Effect.mapError(Settings.fromConfigError)
    )
  )
)

// internal

// Callers without types may pass any value.
const problemsOf = (options: Options): Settings.InvalidSettings["settings"] => {
  const { impKey, impSecret, tier: code } = Object(options) as Partial<Options>
  const ofTier = code === undefined ? undefined : tier(code)
  return [
    ...Object.entries({ impKey, impSecret }).flatMap(([name, secret]) =>
      isSecret(secret) ? [] : [{ name, ...NO_SECRET }]
    ),
    ...(ofTier === undefined ? [] : [{ name: "tier", problem: ofTier.english, problemKo: ofTier.korean }])
  ]
}

// `Redacted.value` throws for a value that was wiped.
const isSecret = (secret: unknown): boolean => {
  const text = Redacted.isRedacted(secret) ? Result.getOrUndefined(Result.try(() => Redacted.value(secret))) : undefined
  return typeof text === "string" && text !== ""
}

const NO_SECRET = {
  problem: "must be a text in Redacted.make that is not empty",
  problemKo: "비어 있지 않은 문자열을 Redacted.make로 감싸야 합니다"
}
