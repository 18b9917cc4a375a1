import * as CancelError from "@effect-portone/core/CancelError"
import type * as Undici from "@effect/platform-node/Undici"
import * as Exit from "effect/Exit"
import * as Redacted from "effect/Redacted"
import { askedToWait } from "../askedToWait.ts"
import { Body } from "../body.ts"
import { classifyCause, classifyResponse } from "../classify.ts"
import type { Outcome, SendError } from "../outcome.ts"

type Controller = Undici.Dispatcher.DispatchController
type Headers = Parameters<NonNullable<Undici.Dispatcher.DispatchHandler["onResponseStart"]>>[2]

/**
 * One request in undici's dispatcher. It records whether the request was written, lets undici write
 * it once, and ends once.
 *
 * undici calls `onRequestStart` right before it writes the first byte, in the same turn, and writes
 * nothing if the controller is aborted there. So a failure before that call is `NotSent`, and after
 * it `OutcomeUnknown`.
 */
export class UndiciExchange implements Undici.Dispatcher.DispatchHandler {
  readonly #settle: (outcome: Outcome) => void
  readonly #body: Body
  // Set when the request was written or is about to be.
  #writing: Controller | undefined
  #ended = false
  #status: number | undefined
  #headers: Headers = {}

  constructor(maxBytes: number, settle: (outcome: Outcome) => void) {
    this.#body = new Body(maxBytes)
    this.#settle = settle
  }

  /** The time is up. */
  expire(): void {
    this.#giveUp(
      this.#writing === undefined
        ? new CancelError.NotSent({ reason: "ConnectTimeout" })
        : new CancelError.OutcomeUnknown({ reason: "Timeout", status: this.#status })
    )
  }

  /**
   * The caller was interrupted. An unwritten request is never written; a written one loses its
   * connection.
   */
  drop(): void {
    this.#ended = true
    this.#writing?.abort(DROPPED)
  }

  onRequestStart(controller: Controller): void {
    // Given up while it waited for a connection, or put back into undici's queue after it was
    // written: it must not be written now.
    if (this.#ended || this.#writing !== undefined) return controller.abort(DROPPED)
    this.#writing = controller
  }

  onResponseStart(_: Controller, status: number, headers: Headers): void {
    // 102 and 103 come before the response.
    if (status < 200) return
    this.#status = status
    this.#headers = headers
  }

  onResponseData(_: Controller, chunk: Uint8Array): void {
    if (!this.#body.add(chunk)) {
      this.#giveUp(new CancelError.OutcomeUnknown({ reason: "AnswerTooLarge", status: this.#status }))
    }
  }

  onResponseEnd(): void {
    const waits = askedToWait(this.#status, (name) => this.#headers[name])
    this.#end(Exit.succeed({ status: this.#status ?? 0, body: Redacted.make(this.#body.text()), ...waits }))
  }

  onResponseError(_: Controller | null, error: unknown): void {
    if (this.#writing !== undefined) return this.#end(Exit.fail(classifyResponse(error, this.#status)))
    const { _tag, detail, reason } = classifyCause(error)
    this.#end(Exit.fail(new CancelError.NotSent({ reason: _tag === "NotSent" ? reason : "Other", detail })))
  }

  #giveUp(error: SendError): void {
    this.#end(Exit.fail(error))
    this.drop()
  }

  #end(outcome: Outcome): void {
    if (this.#ended) return
    this.#ended = true
    // The caller continues in a turn of its own: undici's parser must not be called again from
    // within.
    queueMicrotask(() => this.#settle(outcome))
  }
}

// internal

const DROPPED = /* @__PURE__ */ new Error("dropped")
