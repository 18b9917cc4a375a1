/**
 * How the desk is registered at the provider of OpenID Connect, from the environment.
 */
import type { Bilingual } from "@effect-portone/core"
import { Config, Effect, Option, Redacted } from "effect"
import { isLoopback, type Registration } from "./provider.ts"

/** What the environment says of the provider. */
export const providerConfig = Config.all({
  issuer: Config.option(Config.URL("SHOP_OIDC_ISSUER")),
  clientId: Config.option(Config.NonEmptyString("SHOP_OIDC_CLIENT")),
  clientSecret: Config.option(Config.Redacted("SHOP_OIDC_SECRET")),
  rolesClaim: Config.withDefault(Config.NonEmptyString("SHOP_OIDC_ROLES"), "roles"),
  audience: Config.option(Config.NonEmptyString("SHOP_OIDC_AUDIENCE")),
  secondFactor: Config.option(Config.NonEmptyString("SHOP_OIDC_SECOND_FACTOR"))
})

/** In `SHOP_OIDC_SECOND_FACTOR`: the provider itself lets no person in without a second factor. */
export const ANYONE = "by-provider"

/** `undefined`: there is no provider. Fails with what is missing, or is not safe. */
export const registrationOf = (
  asked: Config.Success<typeof providerConfig>,
  origin: string | undefined
): Effect.Effect<Registration | undefined, Bilingual> => {
  const { audience, clientId, clientSecret, issuer, rolesClaim, secondFactor } = asked
  if (Option.isNone(issuer)) return Effect.succeed(undefined)
  if (Option.isNone(clientId)) {
    return Effect.fail({
      english: "SHOP_OIDC_CLIENT is missing: the id of the desk at the provider.",
      korean: "SHOP_OIDC_CLIENT 값이 없습니다. 로그인 제공자에 등록한 클라이언트 id를 넣으세요."
    })
  }
  if (origin === undefined) {
    return Effect.fail({
      english: "SHOP_URL is missing: the address to which the provider sends people back.",
      korean: "SHOP_URL 값이 없습니다. 로그인을 마친 뒤 돌아올 주소를 넣으세요."
    })
  }
  for (const [name, address] of [["SHOP_OIDC_ISSUER", issuer.value.href], ["SHOP_URL", origin]] as const) {
    if (!address.startsWith("https:") && !isLoopback(address)) {
      return Effect.fail({
        english: `${name} needs https, because sessions and codes go over it.`,
        korean: `${name}은 https 주소여야 합니다. 세션과 인증 코드가 오가기 때문입니다.`
      })
    }
  }
  return Effect.succeed({
    issuer: issuer.value.href,
    clientId: clientId.value,
    clientSecret: Option.getOrUndefined(Option.map(clientSecret, Redacted.value)),
    origin,
    rolesClaim,
    audience: Option.getOrElse(audience, () => clientId.value),
    secondFactor: Option.getOrElse(secondFactor, () => "").split(/\s+/).filter((one) => one !== "" && one !== ANYONE)
  })
}
