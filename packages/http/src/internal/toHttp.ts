import type * as CancelError from "@effect-portone/core/CancelError"
import type * as Transport from "@effect-portone/core/Transport"
import * as HttpBody from "effect/http/HttpBody"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as Result from "effect/Result"
import { toWire } from "./toWire.ts"

/**
 * A request for an HTTP client of Effect, or why it cannot be written.
 */
export const toHttp = (
  base: string,
  request: Transport.TransportRequest
): Result.Result<HttpClientRequest.HttpClientRequest, CancelError.NotSent> =>
  Result.map(toWire(base, request), ({ body, headers, method, url }) => {
    if (body === undefined) return HttpClientRequest.make(method)(url, { headers })
    // Deno's `fetch` sends a body again when a kept connection is closed without a response.
    if (!("duplex" in Request.prototype)) headers["connection"] = "close"
    return HttpClientRequest.setBody(
      HttpClientRequest.make(method)(url, { headers }),
      HttpBody.text(body, "application/json")
    )
  })
