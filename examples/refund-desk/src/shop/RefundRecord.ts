/**
 * A refund as the shop keeps it: a row that is written before anything is sent, and its end.
 */
import type { RefundAccount } from "@effect-portone/core"
import { RefundOutcome } from "@effect-portone/refunds"
import { Schema } from "effect"

/**
 * - `waiting`: for a second person.
 * - `running`: on its way, in this process or, after a crash, in the next.
 * - `succeeded`: proved given back. `by-hand`: a person compared and found it given back.
 * - `pending`: accepted, not in the history yet.
 * - `unknown`: not proven either way, or the payment history contradicts what is recorded;
 *   `outcome` has the cause.
 * - `rejected`, `not-refunded`, `invalid`, `declined`, `withdrawn`, `closed`: final, and nothing
 *   was refunded; see `mayRepeat`.
 *   `closed`: people compared with the PG and confirmed that; only an earlier version closed so.
 */
export const RefundState = Schema.Literals([
  "waiting",
  "running",
  "succeeded",
  "by-hand",
  "pending",
  "unknown",
  "rejected",
  "not-refunded",
  "invalid",
  "declined",
  "withdrawn",
  "closed"
])

/** Where a refund stands. */
export type RefundState = typeof RefundState.Type

/** A refund that was never asked of PortOne in this form: the key or a field is wrong. */
export const Invalid = Schema.TaggedStruct("Invalid", {
  error: Schema.Literals(["KeyReused", "InvalidRefund"]),
  problem: Schema.String
})

/** How the last call of `refundOnce` ended. */
export const Ending = Schema.Union([...RefundOutcome.RefundOutcome.members, Invalid])

/** How the last call of `refundOnce` ended. */
export type Ending = typeof Ending.Type

/** The state that each outcome leads to. */
export const stateOf: Readonly<Record<Ending["_tag"], RefundState>> = {
  Succeeded: "succeeded",
  AcceptedPending: "pending",
  Rejected: "rejected",
  NotRefunded: "not-refunded",
  Undetermined: "unknown",
  Invalid: "invalid"
}

/** Units: `amount` in major units of `currency`; times ISO 8601, UTC. */
export interface RefundRecord {
  readonly key: string
  readonly orderId: string
  readonly store: string
  readonly impUid: string
  /** As PortOne names them. */
  readonly pg: string
  readonly method: string
  readonly amount: number
  readonly currency: string
  readonly reason: string | undefined
  readonly state: RefundState
  /**
   * Of the call that led to `state`: absent before a call has ended, while the next one waits or
   * runs, after a person has ended the refund, and where an earlier version of this program stored
   * it in a form that cannot be read.
   */
  readonly outcome: Ending | undefined
  /**
   * Of a refund that was made: did the payment history show it at the last look-up? Absent before
   * one.
   */
  readonly isShown?: boolean | undefined
  /** Has every call of `refundOnce` ended without a cancel being sent? True before a call, too. */
  readonly isUnsent?: boolean | undefined
  readonly requestedBy: string
  /** Who approved or declined it. */
  readonly decidedBy: string | undefined
  readonly createdAt: string
  readonly updatedAt: string
}

/**
 * The obstacle passes, as a maintenance does: nothing was refunded, and the same key may be called
 * again. The program never does that by itself.
 */
export const mayRepeat = ({ outcome, state }: Pick<RefundRecord, "outcome" | "state">): boolean =>
  (state === "rejected" || state === "not-refunded") &&
  (outcome?._tag === "Rejected" || outcome?._tag === "NotRefunded") && outcome.next === "call-again"

/**
 * The same key of an unknown refund may be called again without a comparison with the PG.
 */
export const mayContinue = ({ outcome, state }: Pick<RefundRecord, "outcome" | "state">): boolean =>
  state === "unknown" && outcome?._tag === "Undetermined" && outcome.next === "call-again"

/** What a person may ask for. Never a payment id: the shop knows which payment an order has. */
export interface RefundRequest {
  /**
   * `"rest"`: all that the table of the shop leaves. Units: major units of the order's currency.
   */
  readonly amount: number | "rest"
  readonly reason?: string | undefined
  readonly requester?: "customer" | "admin" | undefined
  readonly taxFree?: number | undefined
  readonly vatAmount?: number | undefined
  readonly refundAccount?: RefundAccount.RefundAccount | undefined
}

/** States that take something of what can be given back of an order, or may. */
export const TAKING: ReadonlyArray<RefundState> = ["waiting", "running", "succeeded", "by-hand", "pending", "unknown"]

/** Of these, the ones that were made: proved, or confirmed by people. */
export const MADE: ReadonlyArray<RefundState> = ["succeeded", "by-hand"]

/** Of these, the ones whose money may still be in the balance PortOne shows. */
export const OPEN: ReadonlyArray<RefundState> = ["waiting", "running", "pending", "unknown"]
