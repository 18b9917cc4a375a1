/**
 * PORT: sends one request to PortOne and returns status and body.
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"
import type { NotSent, OutcomeUnknown } from "./CancelError.ts"

/**
 * One request, ready to be sent.
 */
export interface TransportRequest {
  readonly method: "GET" | "POST"
  /** Path and query, already percent-encoded, starting with `/`. */
  readonly path: string
  /** The bare access token, for the `Authorization` header. */
  readonly authorization?: Redacted.Redacted<string> | undefined
  /** Sub-merchant code, for the `Tier` header. */
  readonly tier?: string | undefined
  /** JSON text, for a POST. */
  readonly body?: Redacted.Redacted<string> | undefined
}

/**
 * One response. The body is `Redacted`, because it has personal data of the buyer.
 */
export interface TransportResponse {
  readonly status: number
  /** The body as text: UTF-8, with invalid bytes replaced. */
  readonly body: Redacted.Redacted<string>
  /**
   * How long the server asks to wait: the header `Retry-After`, where it can be read. No other
   * header is passed on.
   *
   * Units: milliseconds.
   */
  readonly retryAfter?: number | undefined
}

/**
 * Sends requests. Every adapter guarantees:
 *
 * - one `send` writes at most one request: no retry, no redirect, no second connection;
 * - it fails with `NotSent` only if no byte of the request left the machine, in doubt with
 *   `OutcomeUnknown`;
 * - every complete HTTP response is a result, with any status;
 * - logs and errors contain no token, no body and no headers.
 *
 * `@effect-portone/sandbox/conformance` tests these guarantees.
 */
export class Transport extends Context.Service<Transport, {
  readonly send: (request: TransportRequest) => Effect.Effect<TransportResponse, NotSent | OutcomeUnknown>
}>()("@effect-portone/core/Transport") {}
