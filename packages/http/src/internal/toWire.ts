import * as CancelError from "@effect-portone/core/CancelError"
import type * as Transport from "@effect-portone/core/Transport"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"

/**
 * A request as it is written, with everything in the clear. Lives for the moment of writing.
 */
export interface Wire {
  readonly method: "GET" | "POST"
  readonly url: string
  readonly headers: Record<string, string>
  /** JSON text; then `content-type` is not among the headers yet. */
  readonly body: string | undefined
}

/**
 * Writes a request for the wire, or says why it cannot be written. Pure. Refusals name the field, never its value.
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
    // No compression: the cap on an answer is then a cap on the wire too.
    "accept-encoding": "identity",
    // Firewalls turn away callers without a name.
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

// Words of letters between single slashes: nothing in them that a URL parser would read or write in another way.
const isPlain = (path: string) => /^(?:\/[a-zA-Z]+)+$/.test(path)

// Parsed and written again it must be the same, or somebody else's server, or another path, would be asked.
const staysItself = (path: string, url: string) =>
  path.startsWith("/") && URL.canParse(url) && new URL(url).href === url && !path.includes("#")

// Visible ASCII alone: no CR or LF that would start another header, no space that would end this value.
const isVisible = (value: string) => /^[\x21-\x7e]+$/.test(value)
