import * as Schema from "effect/Schema"
import { toJson } from "../PortOneError.ts"
import { why, whyKo } from "./errorSentences.ts"

/**
 * The look-up got no readable response. A look-up moves no money, so it may be repeated.
 *
 * Cause: timeout, connection lost, an unexpected status or code, HTML, cut JSON, a payment without
 * `imp_uid`, `merchant_uid`, `status` or `amount`, another payment than the one that was asked for,
 * or a list that PortOne did not list completely.
 */
export class LookupFailed extends Schema.TaggedError<LookupFailed>()("LookupFailed", {
  payment: Schema.optional(Schema.String),
  reason: Schema.Literals([
    "Timeout",
    "ConnectionLost",
    "AnswerTooLarge",
    "UnexpectedStatus",
    "UnexpectedCode",
    "MalformedResponse",
    "UnreadablePayment",
    "AnswerForAnotherPayment",
    "IncompleteList",
    "Other"
  ]),
  status: Schema.optional(Schema.Int),
  detail: Schema.optional(Schema.String),
  /** How long the server asked to wait, at most an hour. Units: milliseconds. */
  retryAfter: Schema.optional(Schema.Finite)
}) {
  readonly moneyMoved = "no" as const
  readonly resend = "safe" as const
  override get message() {
    return `The look-up of ${this.payment ?? "the payments"} got no readable response: ${why(this)}. ` +
      "Reading moves no money. Repeat the look-up."
  }
  get messageKo() {
    return `${this.payment ?? "결제"} 조회 응답을 읽을 수 없습니다: ${whyKo(this)}. ` +
      "조회만으로는 환불되지 않습니다. 다시 조회하세요."
  }
  override toJSON() {
    return toJson(this)
  }
}
