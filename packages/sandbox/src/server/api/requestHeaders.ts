/** Who is asking, going by the headers. */
import type { IncomingHttpHeaders } from "node:http"
import type { HeaderFacts } from "./payments/ledger.ts"

/** The token that came along and how. */
export interface Caller {
  readonly token: string
  readonly form: HeaderFacts["token"]
}

/**
 * Finds the token: bare or with `Bearer ` in `Authorization`, or else in `X-ImpTokenHeader`.
 *
 * Assumes: a wrong `Authorization` is not saved by a good old header, because `Authorization` wins.
 */
export const callerOf = (headers: IncomingHttpHeaders): Caller => {
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

/** The sub-merchant named in the `Tier` header: its code, `undefined` without one, `null` when it is malformed. */
export const tierOf = (headers: IncomingHttpHeaders): string | undefined | null => {
  const tier = headers["tier"]
  if (tier === undefined || tier === "") return undefined
  return typeof tier === "string" && isTier(tier) ? tier : null
}

/** Exactly three upper-case letters or digits. */
export const isTier = (code: string): boolean => /^[A-Z0-9]{3}$/.test(code)
