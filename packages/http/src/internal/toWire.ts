import * as CancelError from "@effect-portone/core/CancelError"
import type * as Transport from "@effect-portone/core/Transport"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"

/**
 * A request as it is written, with token and body unredacted. It lives only while it is written.
 */
export interface Wire {
  readonly method: "GET" | "POST"
  readonly url: string
  readonly headers: Record<string, string>
  /** JSON text. Its `content-type` is not among the headers yet. */
  readonly body: string | undefined
}

/**
 * Encodes a request, or fails with the field that cannot be encoded, never with its value. Pure.
 */
export const toWire = (
  base: string,
  { authorization, body, method, path, tier }: Transport.TransportRequest
): Result.Result<Wire, CancelError.NotSent> => {
  const url = `${base}${path}`
  if (!isPlain(path) && !staysItself(path, url)) {
    return Result.fail(new CancelError.NotSent({ reason: "InvalidUrl", detail: "path" }))
  }

  const headers: Record<string, string> = {
    accept: "application/json",
    // No compression, so that the cap on the body is also a cap on the wire.
    "accept-encoding": "identity",
    // Firewalls reject requests without a user agent.
    "user-agent": "effect-portone"
  }
  if (authorization !== undefined) {
    const token = Redacted.value(authorization)
    if (!isVisible(token)) return Result.fail(new CancelError.NotSent({ reason: "Other", detail: "authorization" }))
    headers["authorization"] = `Bearer ${token}`
  }
  if (tier !== undefined) {
    if (!isVisible(tier)) return Result.fail(new CancelError.NotSent({ reason: "Other", detail: "tier" }))
    headers["tier"] = tier
  }
  return Result.succeed({ method, url, headers, body: body === undefined ? undefined : Redacted.value(body) })
}

// Words of letters between single slashes, which every URL parser reads and writes unchanged.
const isPlain = (path: string) => /^(?:\/[a-zA-Z]+)+$/.test(path)

// Parsed and written again it must be the same; otherwise the request would go to another server or
// path.
const staysItself = (path: string, url: string) =>
  path.startsWith("/") && URL.canParse(url) && new URL(url).href === url && !path.includes("#")

// Visible ASCII alone: a CR or LF would start another header, and a space would end this value.
const isVisible = (value: string) => /^[\x21-\x7e]+$/.test(value)
