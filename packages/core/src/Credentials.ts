/**
 * The API key and secret of the merchant, and the sub-merchant for which requests are made.
 */
import * as Config from "effect/Config"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import type * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
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
 */
export const layer = (options: Options): Layer.Layer<Credentials> => Layer.succeed(Credentials, options)

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
