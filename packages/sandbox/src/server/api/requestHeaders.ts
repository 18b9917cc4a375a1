/** The headers the API reads: the access token and the sub-merchant. */
import type { IncomingHttpHeaders } from "node:http"
import type { HeaderFacts } from "./payments/ledger.ts"
import { isTier } from "./payments/tier.ts"

/** The access token of a request, and how it was sent. */
export interface SentToken {
  readonly token: string
  readonly form: HeaderFacts["token"]
}

/**
 * Finds the token: bare or with `Bearer ` in `Authorization`, otherwise in `X-ImpTokenHeader`.
 *
 * Assumes: `Authorization` takes precedence, so a wrong value there fails even if the old header is
 * right.
 */
export const sentTokenOf = (headers: IncomingHttpHeaders): SentToken => {
  const authorization = headers.authorization?.trim()
  if (authorization !== undefined && authorization !== "") {
    const bearer = /^Bearer\s+(\S+)$/i.exec(authorization)?.[1]
    return bearer === undefined ? { token: authorization, form: "bare" } : { token: bearer, form: "bearer" }
  }
  const old = headers["x-imptokenheader"]
  return typeof old === "string" && old !== ""
    ? { token: old.trim(), form: "x-imptokenheader" }
    : { token: "", form: "none" }
}

/** The code in the `Tier` header: `undefined` without one, `null` when it is malformed. */
export const tierOf = (headers: IncomingHttpHeaders): string | undefined | null => {
  const tier = headers["tier"]
  if (tier === undefined || tier === "") return undefined
  return typeof tier === "string" && isTier(tier) ? tier : null
}
