/**
 * PORT: carry one request to PortOne and bring back status and body.
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"
import type { NotSent, OutcomeUnknown } from "./CancelError.ts"

/**
 * One request, ready for the wire.
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
 * One answer. The body is `Redacted`, because it holds the buyer's name and more.
 */
export interface TransportResponse {
  readonly status: number
  /** The body as text: UTF-8, unreadable bytes replaced. */
  readonly body: Redacted.Redacted<string>
}

/**
 * Carries requests. What an adapter promises:
 *
 * - one `send` puts at most one request on the wire: no retry, no redirect, nothing on another connection;
 * - `NotSent` only when no byte of the request left the machine; in doubt, `OutcomeUnknown`;
 * - every complete HTTP answer is an answer, whatever its status;
 * - nothing it logs or raises holds token, body or headers.
 *
 * `@effect-portone/sandbox/conformance` holds an adapter to these.
 */
export class Transport extends Context.Service<Transport, {
  readonly send: (request: TransportRequest) => Effect.Effect<TransportResponse, NotSent | OutcomeUnknown>
}>()("@effect-portone/core/Transport") {}
