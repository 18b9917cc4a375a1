/**
 * Proof that this desk made a form for this person in this browser: a cookie that other sites
 * cannot read, and in the form an HMAC of it over the person.
 */
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto"

/**
 * The cookie's name.
 */
export const COOKIE = "desk_form"

/**
 * A new value for the cookie.
 */
export const make = (): string => randomBytes(16).toString("base64url")

/**
 * What the form carries. Knowing it does not tell the cookie.
 */
export const tokenOf = (cookie: string, actorId: string): string =>
  createHmac("sha256", cookie).update(actorId).digest("base64url")

/**
 * Does a form carry what this person's browser was given?
 */
export const isValid = (cookie: string | undefined, actorId: string, token: unknown): boolean => {
  if (cookie === undefined || cookie.length < 20 || typeof token !== "string") return false
  const expected = Buffer.from(tokenOf(cookie, actorId))
  const given = Buffer.from(token)
  return given.length === expected.length && timingSafeEqual(given, expected)
}

/**
 * A cookie of a request.
 */
export const cookieOf = (header: string | undefined, name: string): string | undefined =>
  (header ?? "").split(/;\s*/).find((one) => one.startsWith(`${name}=`))?.slice(name.length + 1)
