/**
 * Everything that can keep a cancel from being confirmed. Each error says whether money moved and whether the same request may be sent again;
 * nothing else in the house decides these. Messages have three sentences: what happened, did money move, what to do next.
 *
 * One file, and long because of it: the union is flat, and whoever reads one error at night wants to see the others beside it.
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"

/**
 * Did money move? `"no"` is a proof; `"unknown"` is the honest answer when there is none.
 */
export type MoneyMoved = "no" | "unknown"

/**
 * May the same request be sent again? `"with-checksum"`: only with the same checksum, so that a late first request makes the second one fail.
 */
export type Resend = "safe" | "with-checksum" | "never"

const NO_MONEY = "No money moved."
const UNKNOWN_MONEY = "Whether money moved is not known."

// The provider's own code and words; the words stay Korean and unchanged, but for secrets of the request echoed in them.
const words = { code: Schema.Int, providerMessage: Schema.String }
const says = (error: { readonly code: number; readonly providerMessage: string }) =>
  `(code ${error.code}: ${error.providerMessage === "" ? "no words" : error.providerMessage})`

// The id PortOne was asked about. Absent where an adapter raises the error before the operation has named it.
const payment = { payment: Schema.optional(Schema.String) }
const of = (error: { readonly payment?: string | undefined }) =>
  error.payment === undefined ? "The request" : `The request for ${error.payment}`

/**
 * The request itself is wrong; it was not sent.
 *
 * `rule` is the code of the finding when `cancel` was given the payment to look at; `CancelCheck.rules` has its Korean text and its source.
 * Cause: `CancelRequest.partial({ impUid, amount: 0, … })`, neither id given, a refund account field too long, a rule of the PG, …
 */
export class InvalidRequest extends Schema.TaggedError<InvalidRequest>()("InvalidRequest", {
  field: Schema.String,
  problem: Schema.String,
  rule: Schema.optional(Schema.String),
  advice: Schema.optional(Schema.String)
}) {
  readonly moneyMoved: MoneyMoved = "no"
  readonly resend: Resend = "never"
  override get message() {
    return `Invalid request: ${this.field} ${this.problem}. ${NO_MONEY} Nothing was sent; ${
      this.advice ?? `correct ${this.field} and ask again`
    }.`
  }
}

/**
 * The payment needs a refund account and the request has none, or an incomplete one.
 *
 * `evidence` tells who says so: `"provider"`, in the words of `code` and `providerMessage`; or `"rule"`, a documented rule that `cancel` applied to
 * the payment it was given, so that nothing was sent.
 *
 * Cause: the provider's refusal of a virtual-account cancel without `refund_holder`, `refund_bank`, `refund_account`. Its exact words are not public
 * (SPEC.md A2). Or a rule of `CancelCheck`.
 */
export class MissingRefundAccount extends Schema.TaggedError<MissingRefundAccount>()("MissingRefundAccount", {
  ...payment,
  evidence: Schema.Literals(["provider", "rule"]).pipe(
    Schema.withConstructorDefault(Effect.succeed("provider" as const))
  ),
  code: Schema.optional(Schema.Int),
  providerMessage: Schema.optional(Schema.String),
  rule: Schema.optional(Schema.String),
  problem: Schema.optional(Schema.String)
}) {
  readonly moneyMoved: MoneyMoved = "no"
  readonly resend: Resend = "never"
  override get message() {
    const { code, problem, providerMessage = "", rule } = this
    const why = code === undefined ? `(rule ${rule}: ${problem})` : says({ code, providerMessage })
    return `${of(this)} needs a refund account ${why}. ${NO_MONEY} ` +
      "Ask the customer for holder, bank and account number, and send it with RefundAccount.make."
  }
}

/**
 * PortOne does not accept the API key or secret.
 *
 * Cause: HTTP 401 on the token request, `{"code":-1,"message":"인증에 실패하였습니다. API키와 secret을 확인하세요.","response":null}`.
 */
export class CredentialsRejected
  extends Schema.TaggedError<CredentialsRejected>()("CredentialsRejected", { ...words, status: Schema.Int })
{
  readonly moneyMoved: MoneyMoved = "no"
  readonly resend: Resend = "never"
  override get message() {
    return `PortOne refused the API key or secret ${
      says(this)
    }. ${NO_MONEY} Check PORTONE_IMP_KEY and PORTONE_IMP_SECRET; a re-issued secret kills the old one at once.`
  }
}

/**
 * PortOne refused the access token, and a fresh one too.
 *
 * Cause: HTTP 401, `{"code":-1,"message":"Unauthorized","response":null}`. Without a checksum the cancel is not sent a second time (`attempts` is 1).
 * Spec: "401: Unauthorized — 인증 Token이 전달되지 않았거나 유효하지 않은 경우".
 */
export class Unauthorized extends Schema.TaggedError<Unauthorized>()("Unauthorized", {
  ...payment,
  attempts: Schema.Int,
  providerMessage: Schema.String
}) {
  readonly moneyMoved: MoneyMoved = "no"
  get resend(): Resend {
    return this.attempts > 1 ? "never" : "with-checksum"
  }
  override get message() {
    return `${of(this)} was refused for its access token, ${
      this.attempts === 1 ? "once" : "twice"
    } (401: ${this.providerMessage}). ${NO_MONEY} ` +
      (this.attempts > 1
        ? "Check that key, secret and tier belong together and that this machine's address is allowed."
        : "The token was dropped; ask again with a checksum to have it sent again for you.")
  }
}

/**
 * PortOne does not know the payment.
 *
 * Cause: `{"code":1,"message":"취소할 결제건이 존재하지 않습니다.","response":null}`; on a look-up HTTP 404 with `"존재하지 않는 결제정보입니다."`.
 */
export class PaymentNotFound
  extends Schema.TaggedError<PaymentNotFound>()("PaymentNotFound", { ...payment, ...words })
{
  readonly moneyMoved: MoneyMoved = "no"
  readonly resend: Resend = "never"
  override get message() {
    return `PortOne does not know ${this.payment ?? "the payment"} ${says(this)}. ${NO_MONEY} ` +
      "Check the id, the tier and the account; a look-up of a test-channel payment needs includeSandbox."
  }
}

/**
 * Nothing is left to cancel, in PortOne's own words. The same words of a PG are a `CancelRejected`, because then the two records differ.
 *
 * Cause: `{"code":1,"message":"이미 전액취소된 주문입니다.","response":null}`.
 */
export class AlreadyCancelled
  extends Schema.TaggedError<AlreadyCancelled>()("AlreadyCancelled", { ...payment, ...words })
{
  readonly moneyMoved: MoneyMoved = "no"
  readonly resend: Resend = "never"
  override get message() {
    return `${this.payment ?? "The payment"} was already cancelled in full ${
      says(this)
    }. This request moved no money. ` +
      "Read the payment to see which cancel did it."
  }
}

/**
 * The checksum is not the balance PortOne has: it is stale, or this very cancel already happened.
 *
 * Cause: code 1 and words about the checksum; the exact words are not public (SPEC.md A1).
 * Spec: "검증에 실패하면 트랜잭션을 수행하지 않습니다".
 */
export class ChecksumMismatch extends Schema.TaggedError<ChecksumMismatch>()("ChecksumMismatch", {
  ...payment,
  ...words,
  checksum: Schema.Finite
}) {
  readonly moneyMoved: MoneyMoved = "no"
  readonly resend: Resend = "never"
  override get message() {
    return `Checksum ${this.checksum} is not PortOne's cancellable balance of ${this.payment ?? "the payment"} ${
      says(this)
    }. ` +
      "This request moved no money. Read the payment: this cancel may already be in its history; if not, use its balance as the new checksum."
  }
}

/**
 * Any other refusal. `family` tells who speaks: PortOne itself (code 1) did nothing; a PG's refusal (code −1) may hide a PG that did it and lost the answer.
 * `hint` names a family of PG texts this library knows, such as `"settlement-short"`; it says what to do, never whether money moved.
 *
 * Cause: `{"code":-1,"message":"결제취소에 실패하였습니다. [500626|기 취소 거래]","response":null}` and any other code ≠ 0.
 */
export class CancelRejected extends Schema.TaggedError<CancelRejected>()("CancelRejected", {
  ...payment,
  ...words,
  status: Schema.Int,
  family: Schema.Literals(["portone", "pg", "unknown"]),
  hint: Schema.optional(Schema.String)
}) {
  get moneyMoved(): MoneyMoved {
    return this.family === "portone" ? "no" : "unknown"
  }
  readonly resend: Resend = "never"
  override get message() {
    return `${of(this)} was refused ${says(this)}. ` + (this.family === "portone"
      ? `${NO_MONEY} The words above say what to change.`
      : `${UNKNOWN_MONEY} Read the payment, and look at the PG's console, before anything is sent again.`)
  }
}

/**
 * No byte of the cancel left this machine.
 *
 * Cause: connection refused, name not resolved, TLS failed, connect timed out; or no access token could be had (`TokenUnavailable`), so nothing was sent.
 */
export class NotSent extends Schema.TaggedError<NotSent>()("NotSent", {
  ...payment,
  reason: Schema.Literals([
    "ConnectionRefused",
    "NameNotResolved",
    "ConnectTimeout",
    "Unreachable",
    "TlsFailed",
    "InvalidUrl",
    "TokenUnavailable",
    "Other"
  ]),
  detail: Schema.optional(Schema.String)
}) {
  readonly moneyMoved: MoneyMoved = "no"
  readonly resend: Resend = "safe"
  override get message() {
    return `${of(this)} was not sent: ${this.reason}${
      this.detail === undefined ? "" : ` (${this.detail})`
    }. ${NO_MONEY} Send it again when the way is clear.`
  }
}

/**
 * Sent, and no readable word of what became of it.
 *
 * Cause: timeout after the send, connection lost, a 5xx page, a redirect, an answer above 1 MiB, an answer about another payment.
 */
export class OutcomeUnknown extends Schema.TaggedError<OutcomeUnknown>()("OutcomeUnknown", {
  ...payment,
  reason: Schema.Literals([
    "Timeout",
    "ConnectionLost",
    "AnswerTooLarge",
    "UnexpectedStatus",
    "AnswerForAnotherPayment",
    "Other"
  ]),
  status: Schema.optional(Schema.Int),
  detail: Schema.optional(Schema.String)
}) {
  readonly moneyMoved: MoneyMoved = "unknown"
  readonly resend: Resend = "with-checksum"
  override get message() {
    const status = this.status === undefined ? "" : `, HTTP ${this.status}`
    return `${of(this)} was sent and its outcome is not known: ${this.reason}${status}${
      this.detail === undefined ? "" : ` (${this.detail})`
    }. ${UNKNOWN_MONEY} ` +
      "Read the payment and look for this cancel in its history; send again only with the same checksum."
  }
}

/**
 * Answered with success as HTTP understands it, but the answer is not what the page describes.
 *
 * Cause: HTTP 200 with HTML, cut JSON, an empty body, or JSON without an integer `code`.
 */
export class MalformedResponse extends Schema.TaggedError<MalformedResponse>()("MalformedResponse", {
  ...payment,
  status: Schema.Int,
  problem: Schema.String
}) {
  readonly moneyMoved: MoneyMoved = "unknown"
  readonly resend: Resend = "with-checksum"
  override get message() {
    return `${
      of(this)
    } was answered with something unreadable (HTTP ${this.status}: ${this.problem}). ${UNKNOWN_MONEY} ` +
      "Read the payment and look for this cancel in its history; send again only with the same checksum."
  }
}

/**
 * Every way a cancel can fail to be confirmed, as one schema.
 */
export const CancelError = Schema.Union([
  InvalidRequest,
  MissingRefundAccount,
  CredentialsRejected,
  Unauthorized,
  PaymentNotFound,
  AlreadyCancelled,
  ChecksumMismatch,
  CancelRejected,
  NotSent,
  OutcomeUnknown,
  MalformedResponse
])

/**
 * Every way a cancel can fail to be confirmed.
 */
export type CancelError = typeof CancelError.Type
