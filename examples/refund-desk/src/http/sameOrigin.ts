/**
 * Keeps other sites from using a session: a request that changes data must come from a page of
 * this shop, or carry a valid token instead of a cookie.
 */
import type { Request } from "express"

/**
 * Was this request made by another site, or by a client that does not report its origin? `origin`:
 * where browsers find the shop, if that is configured; otherwise the address of the request.
 */
export const isCrossSite = (request: Request, origin: string | undefined): boolean => {
  if (["GET", "HEAD", "OPTIONS"].includes(request.method)) return false
  const site = request.headers["sec-fetch-site"]
  if (site !== undefined && site !== "same-origin") return true
  const given = request.headers.origin
  if (given === undefined) return site === undefined
  // With scheme and port: cookies do not know ports, so a page of another port is another site.
  return given !== (origin ?? ownOrigin(request))
}

// internal

const ownOrigin = ({ headers, protocol }: Request): string | undefined => {
  const address = `${protocol}://${headers.host ?? ""}`
  return URL.canParse(address) ? new URL(address).origin : undefined
}
