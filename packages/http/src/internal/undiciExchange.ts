import { CancelError, type Transport } from "@effect-portone/core"
import type * as Undici from "@effect/platform-node/Undici"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { classifyCause } from "./classify.ts"

/**
 * How an exchange ends.
 */
export type Outcome = Effect.Effect<Transport.TransportResponse, CancelError.NotSent | CancelError.OutcomeUnknown>

type Controller = Undici.Dispatcher.DispatchController

/**
 * One request on its way, as undici tells of it. It knows whether the request was written, lets it be written once, and ends once.
 *
 * undici calls `onRequestStart` right before it writes the first byte, in the same turn, and writes nothing if told there to abort. So until that call
 * nothing was sent, whatever went wrong; from then on everything may have been.
 */
export class UndiciExchange implements Undici.Dispatcher.DispatchHandler {
  readonly #maxBytes: number
  readonly #settle: (outcome: Outcome) => void
  // There once the request was written, or is about to be.
  #writing: Controller | undefined
  #ended = false
  #status: number | undefined
  #size = 0
  readonly #chunks: Array<Uint8Array> = []

  constructor(maxBytes: number, settle: (outcome: Outcome) => void) {
    this.#maxBytes = maxBytes
    this.#settle = settle
  }

  /** Time is up. */
  expire(): void {
    this.#giveUp(
      this.#writing === undefined
        ? new CancelError.NotSent({ reason: "ConnectTimeout" })
        : new CancelError.OutcomeUnknown({ reason: "Timeout", status: this.#status })
    )
  }

  /** Nobody waits any longer. What was not written by now never is; what was loses its connection. */
  drop(): void {
    this.#ended = true
    this.#writing?.abort(DROPPED)
  }

  onRequestStart(controller: Controller): void {
    // Given up while it waited for a connection; or put back into undici's queue after it was written, and then it must not be written again.
    if (this.#ended || this.#writing !== undefined) return controller.abort(DROPPED)
    this.#writing = controller
  }

  onResponseStart(_: Controller, status: number): void {
    // 102 and 103 are no answers yet.
    if (status >= 200) this.#status = status
  }

  onResponseData(_: Controller, chunk: Uint8Array): void {
    this.#size += chunk.byteLength
    // Said this way round, a cap that is no number lets nothing through.
    if (this.#size <= this.#maxBytes) this.#chunks.push(chunk)
    else this.#giveUp(new CancelError.OutcomeUnknown({ reason: "AnswerTooLarge", status: this.#status }))
  }

  onResponseEnd(): void {
    const bytes = this.#chunks.length === 1 ? this.#chunks[0] : Buffer.concat(this.#chunks)
    // Bytes that are no UTF-8 become U+FFFD: an answer in another charset is an unreadable answer and not a lost one.
    this.#end(Effect.succeed({ status: this.#status ?? 0, body: Redacted.make(utf8.decode(bytes)) }))
  }

  onResponseError(_: Controller | null, error: unknown): void {
    const { _tag, detail, reason } = classifyCause(error)
    if (this.#writing === undefined) {
      this.#end(new CancelError.NotSent({ reason: _tag === "NotSent" ? reason : "Other", detail }))
    } else {
      // A code that would prove something before the first byte proves nothing after it.
      const lost = _tag === "NotSent" ? "ConnectionLost" : reason
      this.#end(new CancelError.OutcomeUnknown({ reason: lost, detail, status: this.#status }))
    }
  }

  #giveUp(outcome: Outcome): void {
    this.#end(outcome)
    this.drop()
  }

  #end(outcome: Outcome): void {
    if (this.#ended) return
    this.#ended = true
    // Whoever waits goes on in a turn of its own, and not inside undici's parser, which does not expect to be called again from there.
    queueMicrotask(() => this.#settle(outcome))
  }
}

// internal

const DROPPED = /* @__PURE__ */ new Error("dropped")
const utf8 = /* @__PURE__ */ new TextDecoder()
