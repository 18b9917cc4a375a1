/**
 * The person that the claims of a token are about.
 */
import { Effect, Option, Schema } from "effect"
import type { Actor } from "../shop/Actor.ts"

/**
 * The roles are `manager` and `clerk`; who has both is a manager. A clerk has a store, in the claim
 * `store`. Without a role, or without a store where one is needed, there is no person.
 */
export const actorIn = (claims: object, rolesClaim: string): Actor | undefined => {
  const { name, preferred_username, store, sub } = Option.getOrElse(decode(claims), () => nothing)
  const given: unknown = Reflect.get(claims, rolesClaim)
  const roles = Array.isArray(given) ? given : [given]
  const role = (["manager", "clerk"] as const).find((one) => roles.includes(one))
  if (sub === "" || role === undefined || (role === "clerk" && store === "")) return undefined
  return { id: sub, name: Array.from(name || preferred_username || sub).slice(0, 100).join(""), role, store }
}

/** Does `acr` or `amr` have one of these values? With none to have, yes. */
export const hasSecondFactor = (claims: object, values: ReadonlyArray<string>): boolean =>
  values.length === 0 ||
  [Reflect.get(claims, "acr"), Reflect.get(claims, "amr")].flat().some((one) => values.includes(one))

// internal

const text = (length: number) =>
  Schema.String.check(Schema.isMaxLength(length), Schema.isPattern(/^[^\p{Cc}\p{Cs}]*$/u)).pipe(
    Schema.withDecodingDefaultKey(Effect.succeed(""))
  )

const nothing = { sub: "", name: "", preferred_username: "", store: "" }

// OpenID Connect allows 255 characters of ASCII for `sub`.
const decode = Schema.decodeUnknownOption(Schema.Struct({
  sub: Schema.String.check(Schema.isPattern(/^[\x21-\x7e]{1,255}$/)),
  name: text(1000),
  preferred_username: text(1000),
  store: text(100)
}))
