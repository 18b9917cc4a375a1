/**
 * Keeps other sites from using a session: a request that changes data must come from a page of
 * this shop, or carry a token instead of a cookie.
 */
import type { Request } from "express"

/** Was this request made by another site, or by a client that does not report its origin? */
export const isCrossSite = (request: Request): boolean => {
  if (["GET", "HEAD", "OPTIONS"].includes(request.method)) return false
  // No browser adds this header by itself.
  if (request.headers.authorization !== undefined) return false
  const site = request.headers["sec-fetch-site"]
  if (site !== undefined) return site !== "same-origin"
  const { host, origin } = request.headers
  return origin === undefined || host === undefined || !URL.canParse(origin) || new URL(origin).host !== host
}
