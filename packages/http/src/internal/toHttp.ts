import { CancelError, type Transport } from "@effect-portone/core"
import * as HttpBody from "effect/http/HttpBody"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"

/**
 * Writes a request for the wire, or says why it cannot be written. Pure. Refusals name the field, never its value.
 */
export const toHttp = (
  base: string,
  { authorization, body, method, path, tier }: Transport.TransportRequest
): Result.Result<HttpClientRequest.HttpClientRequest, CancelError.NotSent> => {
  const url = `${base}${path}`
  // Parsed and written again it must be the same, or somebody else's server, or another path, would be asked.
  if (!path.startsWith("/") || !URL.canParse(url) || new URL(url).href !== url || path.includes("#")) {
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

  const request = HttpClientRequest.make(method)(url, { headers })
  return Result.succeed(
    body === undefined
      ? request
      : HttpClientRequest.setBody(request, HttpBody.text(Redacted.value(body), "application/json"))
  )
}

// Visible ASCII alone: no CR or LF that would start another header, no space that would end this value.
const isVisible = (value: string) => /^[\x21-\x7e]+$/.test(value)
