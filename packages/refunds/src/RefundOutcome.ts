/**
 * The outcome of a refund, or of a call that could not finish one.
 */
import {
  CancelError,
  type CredentialsRejected,
  type PaymentNotFound,
  type Unauthorized
} from "@effect-portone/core/CancelError"
import { LookupFailed } from "@effect-portone/core/FindPayment"
import { CancelEntry } from "@effect-portone/core/Payment"
import { toJson } from "@effect-portone/core/PortOneError"
import type * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { causes } from "./protocol/outcome.ts"
import { LedgerFailed } from "./RefundLedger.ts"
import { TagSecretUnknown } from "./RefundTag.ts"

/**
 * What may be done next with the key.
 *
 * - `done`: the refund is made, and nothing more is to do.
 * - `call-again`: call `refundOnce` with the same key, now or later.
 * - `compare-first`: a person compares with PortOne or the PG before the key is called again. After
 *   `AcceptedPending` with a refund ledger, a call without comparing is safe: it sends nothing.
 * - `stop`: do not call this key again; the outcome's `message` says what to check.
 */
export type Next = "done" | "call-again" | "compare-first" | "stop"

/**
 * Why it is not known whether the refund was made.
 */
export type Cause = typeof causes[number]

/**
 * An error that a look-up, a cancel or the ledger had during a call.
 */
export type LastError = CancelError | LookupFailed | LedgerFailed | TagSecretUnknown

/**
 * Why a payment cannot be looked up, where waiting does not help.
 */
export type LookUpRejected = PaymentNotFound | CredentialsRejected | Unauthorized

/**
 * What every outcome has.
 */
export interface Outcome {
  readonly impUid: string
  readonly key: string
  /** How many cancels this call sent. */
  readonly sends: number
  readonly next: Next
  /**
   * The refund ledger sends nothing more for this refund as long as the payment history stays as it
   * is, until `forgetRefund(impUid, key)`, which is for a person who has compared it with the PG.
   * Always false without a ledger, and where the ledger could not store PortOne's answer.
   */
  readonly isLocked: boolean
  /** The last error of this call, also where it went well in the end. */
  readonly lastError: Option.Option<LastError>
  /** For a person: what is known, whether the refund was made, what to do next. */
  readonly message: string
  /** The same in Korean. */
  readonly messageKo: string
}

/**
 * The refund was made, once.
 */
export interface Succeeded extends Outcome {
  readonly _tag: "Succeeded"
  /**
   * `"compare-first"` where PortOne shows another amount than was asked, as it may with a
   * promotion. A further call sends nothing in either case.
   */
  readonly next: "done" | "compare-first"
  /** What PortOne shows as refunded. Units: major units. */
  readonly amount: number
  /** What the call asked for. Units: major units. */
  readonly asked: number | "rest"
  /**
   * The evidence: PortOne's response, the refund's tag in the history, or that the entry is the
   * only new one where no other program cancels this payment.
   */
  readonly certain: "answer" | "tag" | "new-entry"
  /** The entry of the payment history, where the payment could be read. */
  readonly entry: Option.Option<CancelEntry>
}

/**
 * PortOne confirmed the cancel, and the payment history does not show it yet. Do not send it again.
 *
 * `next` is `"compare-first"`, because without a refund ledger a further call may send a second
 * cancel. With a ledger a further call sends nothing, so it may be used to ask for the outcome.
 */
export interface AcceptedPending extends Outcome {
  readonly _tag: "AcceptedPending"
  readonly next: "compare-first"
}

/**
 * The only attempt there ever was has been rejected, in words that prove that it was not carried
 * out, and a later look-up shows no cancel: the refund was not made.
 *
 * `next` is `"call-again"` where the obstacle passes, such as a maintenance: the key stays usable.
 * Otherwise it is `"stop"`: correct the cause, and with a refund ledger use another key.
 */
export interface Rejected extends Outcome {
  readonly _tag: "Rejected"
  readonly next: "call-again" | "stop"
  /** The words of PortOne or the PG, without secrets and personal data. */
  readonly rejection: string
}

/**
 * Proved not refunded: no cancel was ever sent, less is left than the amount, or another cancel
 * came in between.
 */
export interface NotRefunded extends Outcome {
  readonly _tag: "NotRefunded"
  /** `"call-again"` after `NeverSent`. */
  readonly next: "call-again" | "stop"
  readonly proof: "NeverSent" | "FencedByOther" | "InsufficientBalance"
  /** What was seen last, in English. */
  readonly evidence: string
}

/**
 * It is not known whether the refund was made.
 */
export interface Undetermined extends Outcome {
  readonly _tag: "Undetermined"
  readonly next: "call-again" | "compare-first" | "stop"
  readonly cause: Cause
  /** What was seen last, in English. */
  readonly evidence: string
}

/**
 * The outcome of a call of `refundOnce`.
 */
export type RefundOutcome = Succeeded | AcceptedPending | Rejected | NotRefunded | Undetermined

const LastError = Schema.Union([...CancelError.members, LookupFailed, LedgerFailed, TagSecretUnknown])

const common = {
  impUid: Schema.String,
  key: Schema.String,
  sends: Schema.Int,
  isLocked: Schema.Boolean,
  lastError: Schema.Option(LastError),
  message: Schema.String,
  messageKo: Schema.String
}

const Amount = Schema.Union([Schema.Finite, Schema.Literal("rest")])

/**
 * The schema of `Succeeded`.
 */
export const Succeeded = Schema.TaggedStruct("Succeeded", {
  ...common,
  next: Schema.Literals(["done", "compare-first"]),
  amount: Schema.Finite,
  asked: Amount,
  certain: Schema.Literals(["answer", "tag", "new-entry"]),
  entry: Schema.Option(CancelEntry)
})

/**
 * The schema of `AcceptedPending`.
 */
export const AcceptedPending = Schema.TaggedStruct("AcceptedPending", {
  ...common,
  next: Schema.Literal("compare-first")
})

/**
 * The schema of `Rejected`.
 */
export const Rejected = Schema.TaggedStruct("Rejected", {
  ...common,
  next: Schema.Literals(["call-again", "stop"]),
  rejection: Schema.String
})

/**
 * The schema of `NotRefunded`.
 */
export const NotRefunded = Schema.TaggedStruct("NotRefunded", {
  ...common,
  next: Schema.Literals(["call-again", "stop"]),
  proof: Schema.Literals(["NeverSent", "FencedByOther", "InsufficientBalance"]),
  evidence: Schema.String
})

/**
 * The schema of `Undetermined`.
 */
export const Undetermined = Schema.TaggedStruct("Undetermined", {
  ...common,
  next: Schema.Literals(["call-again", "compare-first", "stop"]),
  cause: Schema.Literals(causes),
  evidence: Schema.String
})

/**
 * The schema of `RefundOutcome`, for an application that stores outcomes.
 */
export const RefundOutcome = Schema.Union([Succeeded, AcceptedPending, Rejected, NotRefunded, Undetermined])

/**
 * The key is already in use for another refund: the payment history or the refund ledger has it
 * with another amount. This call sent nothing.
 *
 * Units: major units.
 */
export class KeyReused extends Schema.TaggedError<KeyReused>()("KeyReused", {
  impUid: Schema.String,
  key: Schema.String,
  asked: Amount,
  found: Amount
}) {
  readonly moneyMoved = "no" as const
  readonly resend = "never" as const
  override get message() {
    return `Refund ${this.key} of ${this.impUid} asks for ${this.asked}, and the key was used for ${this.found} before. ` +
      "This call moved no money. Look at that refund first: another key makes a further refund."
  }
  get messageKo() {
    const korean = (amount: number | "rest") => amount === "rest" ? "남은 금액 전부" : String(amount)
    return `결제 ${this.impUid}의 환불 키 ${this.key}는 이미 다른 금액(${korean(this.found)})의 환불에 쓰였습니다. ` +
      `이번 호출(${
        korean(this.asked)
      })로 환불된 금액은 없습니다. 다른 키를 쓰면 환불이 추가로 처리되므로 먼저 그 환불을 확인하세요.`
  }
  override toJSON() {
    return toJson(this)
  }
}

/**
 * The refund is not valid as it was requested. This call sent nothing.
 */
export class InvalidRefund extends Schema.TaggedError<InvalidRefund>()("InvalidRefund", {
  field: Schema.String,
  problem: Schema.String,
  problemKo: Schema.optional(Schema.String)
}) {
  readonly moneyMoved = "no" as const
  readonly resend = "never" as const
  override get message() {
    return `Invalid refund: ${this.field} ${this.problem}. This call sent nothing and moved no money. ` +
      `Correct ${this.field} and call again.`
  }
  get messageKo() {
    const problem = this.problemKo === undefined ? "" : `(${this.problemKo})`
    return `환불 요청의 ${this.field} 값이 올바르지 않습니다${problem}. 이번 호출은 아무것도 보내지 않았고 환불된 금액은 ` +
      `없습니다. ${this.field} 값을 고쳐서 다시 호출하세요.`
  }
  override toJSON() {
    return toJson(this)
  }
}
