/**
 * A browser that is signed in: a cookie that only a holder of the token can make, for 12 hours. It
 * opens pages, which only show, and never the API that adds refunds.
 */
import { createHmac, timingSafeEqual } from "node:crypto"

const NAME = "refund_worker"
/** Units: milliseconds. */
const LIFE = 12 * 3_600_000

/** Units: `now` in milliseconds since 1970. Another token ends every session. */
export const cookieFor = (token: string, now: number): string => {
  const ends = String(now + LIFE)
  return `${NAME}=${ends}.${sign(token, ends)}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${LIFE / 1000}`
}

export const noCookie = `${NAME}=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0`

export const isSignedIn = (cookies: Readonly<Record<string, string>>, token: string, now: number): boolean => {
  const [ends = "", signature = ""] = (cookies[NAME] ?? "").split(".")
  const [given, expected] = [Buffer.from(signature), Buffer.from(sign(token, ends))]
  return given.length === expected.length && timingSafeEqual(given, expected) && Number(ends) > now
}

// internal

const sign = (token: string, ends: string): string =>
  createHmac("sha256", token).update(`page session until ${ends}`).digest("base64url")
