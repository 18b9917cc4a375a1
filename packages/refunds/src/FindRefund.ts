/**
 * What is known about a refund, from the payment history and the refund ledger. Sends nothing.
 */
import type { AccessToken } from "@effect-portone/core/AccessToken"
import { type FindError, findPayment } from "@effect-portone/core/FindPayment"
import type { CancelEntry } from "@effect-portone/core/Payment"
import type { Transport } from "@effect-portone/core/Transport"
import * as Effect from "effect/Effect"
import { checkNames } from "./internal/checkRefund.ts"
import { found } from "./internal/found.ts"
import { readReasons } from "./internal/readReasons.ts"
import { readRecord } from "./internal/recordStep.ts"
import { type LedgerFailed, RefundLedger } from "./RefundLedger.ts"
import type { Cause, InvalidRefund, Next } from "./RefundOutcome.ts"
import * as RefundTag from "./RefundTag.ts"

/**
 * What every finding has.
 */
export interface Finding {
  readonly impUid: string
  readonly key: string
  readonly next: Next
  /** As in an outcome of `refundOnce`. Always false without a ledger. */
  readonly isLocked: boolean
  /** For a person: what is known, and what to do next. */
  readonly message: string
  /** The same in Korean. */
  readonly messageKo: string
}

/**
 * The payment history shows the refund.
 */
export interface Refunded extends Finding {
  readonly _tag: "Refunded"
  /**
   * `"compare-first"` where the ledger has recorded that the refund was not made, and `"stop"`
   * where the history shows it more than once.
   */
  readonly next: "done" | "compare-first" | "stop"
  /** What the history shows for this refund. Units: major units. */
  readonly amount: number
  /** Its entries in the history: one, unless the refund was made more than once. */
  readonly entries: ReadonlyArray<CancelEntry>
  /** Recognised by its tag, or as the entry that the ledger has stored. */
  readonly certain: "tag" | "ledger"
}

/**
 * The ledger has recorded that the refund was made, and its entry is not in the payment history any
 * more: the cancel was taken back (원복), or PortOne answered with an old state.
 */
export interface TakenBack extends Finding {
  readonly _tag: "TakenBack"
  readonly next: "compare-first"
}

/**
 * A cancel of this refund was sent, and the payment history does not show it.
 */
export interface Open extends Finding {
  readonly _tag: "Open"
  readonly next: "call-again" | "compare-first" | "stop"
  /** How many cancels were sent under the key, by every call. */
  readonly sent: number
  /** Why the last call could not finish; absent where it is still running or was killed. */
  readonly cause: Cause | undefined
}

/**
 * The ledger has a proof that the refund was not made, and the payment history agrees.
 */
export interface NotRefunded extends Finding {
  readonly _tag: "NotRefunded"
  readonly next: "call-again" | "stop"
}

/**
 * Neither the payment history nor the ledger knows the refund.
 *
 * Without a ledger a cancel that was sent a moment ago may still arrive.
 */
export interface NotFound extends Finding {
  readonly _tag: "NotFound"
  readonly next: "call-again"
}

/**
 * What is known about a refund.
 */
export type FoundRefund = Refunded | TakenBack | Open | NotRefunded | NotFound

/**
 * Options of `findRefund`.
 */
export interface Options {
  /** Also find payments of a test channel. Default false. */
  readonly includeSandbox?: boolean | undefined
  /** The sub-merchant; default as in `Credentials`. */
  readonly tier?: string | undefined
}

/**
 * Tells what is known about the refund with this key. One look-up of the payment and one reading of
 * the ledger; sends no cancel and writes nothing, so it may be called at any time: for a button
 * that only reads, after a webhook, for reconciliation.
 *
 * Fails with:
 * - every error of `findPayment`: the payment could not be looked up.
 * - `InvalidRefund`: `impUid` or `key` is not valid.
 * - `LedgerFailed`: the ledger could not be read.
 * - `TagSecretUnknown`: a refund of this payment was tagged with a secret that this process does
 *   not have.
 */
export const findRefund: (
  impUid: string,
  key: string,
  options?: Options
) => Effect.Effect<
  FoundRefund,
  FindError | InvalidRefund | LedgerFailed | RefundTag.TagSecretUnknown,
  RefundTag.RefundTag | AccessToken | Transport
> = Effect.fn("portone.findRefund")(function*(impUid: string, key: string, options: Options = {}) {
  const invalid = checkNames(impUid, key)
  if (invalid !== undefined) return yield* invalid
  const ledger = yield* RefundLedger
  const secrets = yield* RefundTag.RefundTag
  const { ids } = yield* secrets.of(impUid, key)
  // The ledger is read first, so that the look-up is newer than everything in it.
  const record = yield* readRecord({ ledger, impUid, fingerprints: secrets.fingerprints })
  const payment = yield* findPayment({ impUid }, options)
  const readReason = yield* readReasons(payment)
  return found({ impUid, key, ids, record, payment, readReason, hasLedger: ledger.stores })
})
