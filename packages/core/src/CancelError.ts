/**
 * The errors of a cancel. Each has `moneyMoved` and `resend` with literal types, a message in
 * English and one in Korean. A message has three sentences: what happened, whether money moved, and
 * what to do next.
 *
 * The file is long because the union is kept in one file, so that all its errors can be compared.
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import {
  NO_MONEY,
  NO_MONEY_BY_THIS,
  NO_MONEY_BY_THIS_KO,
  NO_MONEY_KO,
  of,
  ofKo,
  UNKNOWN_MONEY,
  UNKNOWN_MONEY_KO,
  why,
  whyKo,
  words,
  wordsKo
} from "./internal/errorSentences.ts"
import { envelopeProblems } from "./internal/wire/envelope.ts"
import { toJson } from "./PortOneError.ts"

// Before the classes, which are built of it.
const notSentReason = /* @__PURE__ */ Schema.Literals([
  "ConnectionRefused",
  "NameNotResolved",
  "ConnectTimeout",
  "Unreachable",
  "TlsFailed",
  "InvalidUrl",
  "TokenUnavailable",
  "NoTokenEndpoint",
  "Other"
])

/**
 * The codes of rules that are checked before sending, as names of this interface. A package with
 * rules adds its codes, so that editors complete them: `@effect-portone/gateways` does.
 */
export interface RuleCodes {}

/**
 * The code of a rule. Any text, because core knows no rule.
 */
export type RuleCode = keyof RuleCodes | (string & {})

/**
 * The request is invalid. It was not sent.
 *
 * `rule` is the code of a pre-send rule about payment gateways (PGs), if one found the problem.
 * `problem` follows the name of the field, `advice` is what to do; `korean` has both in Korean.
 *
 * Cause: `CancelRequest.partial({ impUid, amount: 0, … })`, no id, a text that is too long, …
 */
export class InvalidRequest extends Schema.TaggedError<InvalidRequest>()("InvalidRequest", {
  field: Schema.String,
  problem: Schema.String,
  rule: Schema.optional(Schema.String),
  advice: Schema.optional(Schema.String),
  korean: Schema.optional(Schema.Struct({ problem: Schema.String, advice: Schema.optional(Schema.String) }))
}) {
  declare readonly rule?: RuleCode | undefined
  readonly moneyMoved = "no" as const
  readonly resend = "never" as const
  override get message() {
    const advice = this.advice ?? `correct ${this.field} and call again`
    return `Invalid request: ${this.field} ${this.problem}. ${NO_MONEY_BY_THIS} Nothing was sent; ${advice}.`
  }
  get messageKo() {
    const problem = this.korean?.problem ?? "값이 올바르지 않습니다"
    const advice = this.korean?.advice ?? `${this.field} 값을 고쳐 다시 요청하세요`
    return `요청이 올바르지 않아 보내지 않았습니다. ${this.field}: ${problem}. ${NO_MONEY_BY_THIS_KO} ${advice}.`
  }
  override toJSON() {
    return toJson(this)
  }
}

/**
 * The payment needs a refund account. The request has none, or an incomplete one.
 *
 * `evidence` is `"provider"` if PortOne rejected the request (`code`, `providerMessage`), and
 * `"rule"` if a documented rule found it before sending (`rule`, `problem`). `field` is
 * the part that is missing; the whole account where the provider's text names no part of it.
 *
 * Cause: code 1 for a virtual account without `refund_holder`, `refund_bank`, `refund_account`. The
 * exact text is not public (SPEC.md A2).
 */
export class MissingRefundAccount extends Schema.TaggedError<MissingRefundAccount>()("MissingRefundAccount", {
  payment: Schema.optional(Schema.String),
  evidence: Schema.Literals(["provider", "rule"]).pipe(
    Schema.withConstructorDefault(Effect.succeed("provider" as const))
  ),
  field: Schema.Literals([
    "refundAccount",
    "refundAccount.holder",
    "refundAccount.bank",
    "refundAccount.account",
    "refundAccount.phone"
  ]).pipe(Schema.withConstructorDefault(Effect.succeed("refundAccount" as const))),
  code: Schema.optional(Schema.Int),
  providerMessage: Schema.optional(Schema.String),
  rule: Schema.optional(Schema.String),
  problem: Schema.optional(Schema.String),
  korean: Schema.optional(Schema.Struct({ problem: Schema.String, advice: Schema.optional(Schema.String) }))
}) {
  declare readonly rule?: RuleCode | undefined
  readonly moneyMoved = "no" as const
  readonly resend = "never" as const
  override get message() {
    const [what, ask] = accountParts[this.field]
    return `${of(this)} needs ${what} (${whyMissing(this)}). ${NO_MONEY} Ask the customer for ${ask}, and send it ${
      this.field === "refundAccount" ? "with RefundAccount.make" : `as ${this.field}`
    }.`
  }
  get messageKo() {
    const [, , what, ask] = accountParts[this.field]
    return `${ofKo(this)}에는 ${what}(${whyMissingKo(this)}). ${NO_MONEY_KO} 고객에게 ${ask} 확인해 ${
      this.field === "refundAccount" ? "RefundAccount.make로 함께" : `${this.field}(으)로`
    } 보내세요.`
  }
  override toJSON() {
    return toJson(this)
  }
}

/**
 * PortOne rejected the API key or secret. `problem` says what may be the cause: one of them has a
 * character that a person cannot see, or the base URL is wrong.
 *
 * Cause: HTTP 401 on the token request,
 * `{"code":-1,"message":"인증에 실패하였습니다. API키와 secret을 확인하세요.","response":null}`.
 */
export class CredentialsRejected extends Schema.TaggedError<CredentialsRejected>()("CredentialsRejected", {
  code: Schema.Int,
  providerMessage: Schema.String,
  status: Schema.Int,
  problem: Schema.optional(Schema.String),
  problemKo: Schema.optional(Schema.String)
}) {
  readonly moneyMoved = "no" as const
  readonly resend = "never" as const
  override get message() {
    const problem = this.problem === undefined ? "" : `; ${this.problem}`
    return `PortOne rejected the API key or secret (${
      words(this.code, this.providerMessage)
    }${problem}). ${NO_MONEY_BY_THIS} ` +
      "Check PORTONE_IMP_KEY and PORTONE_IMP_SECRET; a re-issued secret ends the old one at once."
  }
  get messageKo() {
    const problem = this.problemKo === undefined ? "" : `, ${this.problemKo}`
    return `포트원이 API 키 또는 시크릿을 거절했습니다(${
      wordsKo(this.code, this.providerMessage)
    }${problem}). ${NO_MONEY_BY_THIS_KO} ` +
      "PORTONE_IMP_KEY와 PORTONE_IMP_SECRET을 확인하세요. 시크릿을 재발급하면 이전 시크릿은 바로 쓸 수 없습니다."
  }
  override toJSON() {
    return toJson(this)
  }
}

/**
 * PortOne rejected the access token, and a fresh one too. A cancel without its checksum is sent
 * only once (`attempts` is 1); then `resend` is `"with-checksum"`. The same holds where the second
 * attempt could not be sent; `reason` and `detail` name the cause, such as no new token.
 *
 * Cause: HTTP 401, `{"code":-1,"message":"Unauthorized","response":null}`.
 * Spec: "401: Unauthorized — 인증 Token이 전달되지 않았거나 유효하지 않은 경우".
 */
export class Unauthorized extends Schema.TaggedError<Unauthorized>()("Unauthorized", {
  payment: Schema.optional(Schema.String),
  attempts: Schema.Int,
  providerMessage: Schema.String,
  reason: Schema.optional(notSentReason),
  detail: Schema.optional(Schema.String)
}) {
  readonly moneyMoved = "no" as const
  get resend(): "never" | "with-checksum" {
    return this.attempts > 1 ? "never" : "with-checksum"
  }
  override get message() {
    const { attempts, detail, reason } = this
    const times = attempts === 1 ? "once" : "twice"
    const what = `${of(this)} was rejected ${times} for its access token (401: ${this.providerMessage})`
    if (reason !== undefined) {
      return `${what} and could not be sent again: ${why({ reason, detail })}. ${NO_MONEY_BY_THIS} ` +
        "When that cause is gone, send it again with its checksum."
    }
    return `${what}. ${NO_MONEY_BY_THIS} ` +
      (attempts > 1
        ? "Check that key, secret and tier belong together and that this machine's address is allowed."
        : "The token was dropped; call again with a checksum, and a second attempt is made for you.")
  }
  get messageKo() {
    const { attempts, detail, reason } = this
    const times = attempts === 1 ? "한 번" : "두 번"
    const cause = `${ofKo(this)}이 액세스 토큰 때문에 ${times}`
    if (reason !== undefined) {
      return `${cause} 거절됐고(401: ${this.providerMessage}) 다시 보내지 못했습니다: ${whyKo({ reason, detail })}. ` +
        `${NO_MONEY_BY_THIS_KO} 원인을 해결한 뒤 같은 checksum으로 다시 보내세요.`
    }
    return `${cause} 거절됐습니다(401: ${this.providerMessage}). ${NO_MONEY_BY_THIS_KO} ` +
      (attempts > 1
        ? "키, 시크릿, tier가 서로 맞는지, 이 서버의 IP가 허용되어 있는지 확인하세요."
        : "토큰을 버렸습니다. checksum을 넣어 다시 호출하면 새 토큰으로 한 번 더 보냅니다.")
  }
  override toJSON() {
    return toJson(this)
  }
}

/**
 * PortOne does not know the payment.
 *
 * Cause: `{"code":1,"message":"취소할 결제건이 존재하지 않습니다.","response":null}`; on a look-up
 * HTTP 404 with `"존재하지 않는 결제정보입니다."`.
 */
export class PaymentNotFound extends Schema.TaggedError<PaymentNotFound>()("PaymentNotFound", {
  payment: Schema.optional(Schema.String),
  code: Schema.Int,
  providerMessage: Schema.String
}) {
  readonly moneyMoved = "no" as const
  readonly resend = "never" as const
  override get message() {
    return `PortOne does not know ${this.payment ?? "the payment"} (${
      words(this.code, this.providerMessage)
    }). ${NO_MONEY_BY_THIS} ` +
      "Check the id, the tier and the account; a look-up of a test-channel payment needs includeSandbox."
  }
  get messageKo() {
    return `포트원에 ${this.payment ?? "해당"} 결제가 없습니다(${
      wordsKo(this.code, this.providerMessage)
    }). ${NO_MONEY_BY_THIS_KO} ` +
      "결제 ID, tier, 계정을 확인하세요. 테스트 채널 결제를 조회하려면 includeSandbox가 필요합니다."
  }
  override toJSON() {
    return toJson(this)
  }
}

/**
 * Nothing is left to cancel, in PortOne's own words. The same words from a PG are `CancelRejected`,
 * because then the records of PortOne and the PG differ.
 *
 * Cause: `{"code":1,"message":"이미 전액취소된 주문입니다.","response":null}`.
 */
export class AlreadyCancelled extends Schema.TaggedError<AlreadyCancelled>()("AlreadyCancelled", {
  payment: Schema.optional(Schema.String),
  code: Schema.Int,
  providerMessage: Schema.String
}) {
  readonly moneyMoved = "no" as const
  readonly resend = "never" as const
  override get message() {
    return `${this.payment ?? "The payment"} was already cancelled in full (${
      words(this.code, this.providerMessage)
    }). ${NO_MONEY_BY_THIS} Read the payment to see which cancel did it.`
  }
  get messageKo() {
    return `${this.payment ?? "이"} 결제는 이미 전액 취소되었습니다(${
      wordsKo(this.code, this.providerMessage)
    }). ${NO_MONEY_BY_THIS_KO} 결제를 조회해 어떤 취소였는지 확인하세요.`
  }
  override toJSON() {
    return toJson(this)
  }
}

/**
 * The checksum differs from PortOne's balance: it is stale, or this cancel already happened.
 *
 * Cause: code 1 with a text about the checksum; the exact text is not public (SPEC.md A1).
 * Spec: "검증에 실패하면 트랜잭션을 수행하지 않습니다".
 */
export class ChecksumMismatch extends Schema.TaggedError<ChecksumMismatch>()("ChecksumMismatch", {
  payment: Schema.optional(Schema.String),
  code: Schema.Int,
  providerMessage: Schema.String,
  checksum: Schema.Finite
}) {
  readonly moneyMoved = "no" as const
  readonly resend = "never" as const
  override get message() {
    return `Checksum ${this.checksum} is not PortOne's cancellable balance of ${this.payment ?? "the payment"} (${
      words(this.code, this.providerMessage)
    }). ${NO_MONEY_BY_THIS} ` +
      "Read the payment: this cancel may already be in its history; if not, use its balance as the new checksum."
  }
  get messageKo() {
    return `checksum ${this.checksum}이 ${this.payment ?? "이"} 결제의 취소 가능 잔액과 다릅니다(${
      wordsKo(this.code, this.providerMessage)
    }). ${NO_MONEY_BY_THIS_KO} ` +
      "결제를 조회해 이미 취소됐는지 확인하고, 아니라면 조회한 잔액을 새 checksum으로 쓰세요."
  }
  override toJSON() {
    return toJson(this)
  }
}

/**
 * Any other rejection. `family` is whose words it has. `"portone"`: code 1 with a text that is
 * known to be PortOne's own, which cancelled nothing. `"pg"`: code −1, or code 1 with any other
 * text, which may be a payment gateway's (PG's); it does not rule out that the PG cancelled.
 * `"unknown"`: any other code.
 *
 * `hint` names the family of a known PG text. With `"already-cancelled-at-pg"`, `"pg-timeout"`,
 * `"in-progress-at-pg"`, `"pg-failure"` and `"not-cancellable-state"` the cancel may have happened.
 *
 * `proves` is what the PG's words alone prove: `"not-executed"` only where a row of
 * `Rejection.rejections` says, with its source, that this text means that the PG did not execute
 * this request; `"nothing"` for every other text. It never changes `moneyMoved`. `obstacle` is
 * whether the same request can succeed later: `"passes"` (maintenance, service hours), `"stays"`,
 * or `"unknown"`.
 *
 * Cause: `{"code":-1,"message":"결제취소에 실패하였습니다. [500626|기 취소 거래]","response":null}` and
 * any other code ≠ 0.
 */
export class CancelRejected extends Schema.TaggedError<CancelRejected>()("CancelRejected", {
  payment: Schema.optional(Schema.String),
  code: Schema.Int,
  providerMessage: Schema.String,
  status: Schema.Int,
  family: Schema.Literals(["portone", "pg", "unknown"]),
  hint: Schema.optional(Schema.Literals([
    "already-cancelled-at-pg",
    "settlement-short",
    "above-balance-at-pg",
    "partial-not-allowed",
    "no-deposit",
    "pg-timeout",
    "in-progress-at-pg",
    "pg-failure",
    "not-cancellable-state",
    "cancel-period-over",
    "limit-reached",
    "closed-hours",
    "not-allowed-at-pg",
    "refund-account-rejected",
    "amount-mismatch-at-pg"
  ])),
  proves: Schema.Literals(["not-executed", "nothing"]).pipe(
    Schema.withConstructorDefault(Effect.succeed("nothing" as const))
  ),
  obstacle: Schema.Literals(["passes", "stays", "unknown"]).pipe(
    Schema.withConstructorDefault(Effect.succeed("unknown" as const))
  )
}) {
  get moneyMoved(): "no" | "unknown" {
    return this.family === "portone" ? "no" : "unknown"
  }
  readonly resend = "never" as const
  override get message() {
    return `${of(this)} was rejected (${words(this.code, this.providerMessage)}). ` + (this.family === "portone"
      ? `${NO_MONEY} Compare the request with the provider's message and with PortOne's reference.`
      : `${UNKNOWN_MONEY} ${
        this.proves === "not-executed"
          ? "The PG's text says that it did not execute this request: read the payment to confirm"
          : "Read the payment, and check the PG's admin page,"
      } before anything is sent again.`)
  }
  get messageKo() {
    return `${ofKo(this)}이 거절됐습니다(${wordsKo(this.code, this.providerMessage)}). ` + (this.family === "portone"
      ? `${NO_MONEY_KO} 요청을 위 메시지와 포트원 API 문서에 비추어 확인하세요.`
      : `${UNKNOWN_MONEY_KO} ${
        this.proves === "not-executed"
          ? "PG사 문구로는 이 요청이 처리되지 않았습니다. 다시 보내기 전에 결제를 조회해 확인하세요."
          : "다시 보내기 전에 결제를 조회하고 PG사 관리자 페이지와 대조하세요."
      }`)
  }
  override toJSON() {
    return toJson(this)
  }
}

/**
 * No byte of the cancel left this machine. After a rejected token it is `Unauthorized` instead.
 *
 * Cause: connection refused, name not resolved, TLS failed, connect timeout; or there was no access
 * token (`TokenUnavailable`; `NoTokenEndpoint` for HTTP 404 or 405, where the base URL is wrong).
 */
export class NotSent extends Schema.TaggedError<NotSent>()("NotSent", {
  payment: Schema.optional(Schema.String),
  reason: notSentReason,
  detail: Schema.optional(Schema.String),
  /** How long the server asked to wait, at most an hour. Units: milliseconds. */
  retryAfter: Schema.optional(Schema.Finite)
}) {
  readonly moneyMoved = "no" as const
  readonly resend = "safe" as const
  override get message() {
    return `${of(this)} was not sent: ${why(this)}. ${NO_MONEY} ` +
      (isAboutAddress(this.reason)
        ? "Correct the base URL (PORTONE_BASE_URL), then send it again."
        : "Send it again when the cause is gone.")
  }
  get messageKo() {
    return `${ofKo(this)}을 보내지 못했습니다: ${whyKo(this)}. ${NO_MONEY_KO} ` +
      (isAboutAddress(this.reason)
        ? "기본 URL(PORTONE_BASE_URL)을 고친 뒤 다시 보내세요."
        : "원인을 해결한 뒤 다시 보내세요.")
  }
  override toJSON() {
    return toJson(this)
  }
}

/**
 * The request was sent, and no response shows its outcome.
 *
 * Cause: timeout after the send, connection lost, a redirect, HTTP 201 to 299, 408, 429 or 5xx, a
 * response above 1 MiB, a response about another payment.
 */
export class OutcomeUnknown extends Schema.TaggedError<OutcomeUnknown>()("OutcomeUnknown", {
  payment: Schema.optional(Schema.String),
  reason: Schema.Literals([
    "Timeout",
    "ConnectionLost",
    "AnswerTooLarge",
    "UnexpectedStatus",
    "AnswerForAnotherPayment",
    "Other"
  ]),
  status: Schema.optional(Schema.Int),
  detail: Schema.optional(Schema.String),
  /** How long the server asked to wait, at most an hour. Units: milliseconds. */
  retryAfter: Schema.optional(Schema.Finite)
}) {
  readonly moneyMoved = "unknown" as const
  readonly resend = "with-checksum" as const
  override get message() {
    return `${of(this)} was sent and its outcome is not known: ${why(this)}. ${UNKNOWN_MONEY} ${LOOK_UP}`
  }
  get messageKo() {
    return `${ofKo(this)}을 보냈지만 결과를 알 수 없습니다: ${whyKo(this)}. ${UNKNOWN_MONEY_KO} ${LOOK_UP_KO}`
  }
  override toJSON() {
    return toJson(this)
  }
}

/**
 * The HTTP status is 200, but the body cannot be parsed.
 *
 * Cause: HTTP 200 with HTML, cut JSON, an empty body, JSON without an integer `code`, or JSON with
 * the same name twice, such as `{"code":0,"code":1}`.
 */
export class MalformedResponse extends Schema.TaggedError<MalformedResponse>()("MalformedResponse", {
  payment: Schema.optional(Schema.String),
  status: Schema.Int,
  problem: Schema.String
}) {
  readonly moneyMoved = "unknown" as const
  readonly resend = "with-checksum" as const
  override get message() {
    return `The response to ${
      of(this).replace("The", "the")
    } cannot be parsed (HTTP ${this.status}: ${this.problem}). ${UNKNOWN_MONEY} ${LOOK_UP}`
  }
  get messageKo() {
    const problem = problemsKo[this.problem] ?? "해석할 수 없는 본문"
    return `${
      ofKo(this)
    }의 응답을 해석할 수 없습니다(HTTP ${this.status}: ${problem}). ${UNKNOWN_MONEY_KO} ${LOOK_UP_KO}`
  }
  override toJSON() {
    return toJson(this)
  }
}

/**
 * Every error of a cancel, as one schema.
 */
export const CancelError = /* @__PURE__ */ Schema.Union([
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
 * Every error of a cancel.
 */
export type CancelError = typeof CancelError.Type

// internal

const isAboutAddress = (reason: NotSent["reason"]) => reason === "NoTokenEndpoint" || reason === "InvalidUrl"

const LOOK_UP = "Read the payment and look for this cancel in its history; send again only with the same checksum."
const LOOK_UP_KO = "결제를 조회해 취소 내역에 이 취소가 있는지 확인하고, 다시 보낼 때는 같은 checksum을 쓰세요."

const whyMissing = ({ code, problem, providerMessage, rule }: MissingRefundAccount) =>
  code === undefined ? `rule ${rule}: ${problem}` : words(code, providerMessage)
const whyMissingKo = ({ code, korean, providerMessage, rule }: MissingRefundAccount) =>
  code === undefined ? `규칙 ${rule}: ${korean?.problem ?? "환불계좌 정보 부족"}` : wordsKo(code, providerMessage)

const accountParts: Readonly<
  Record<MissingRefundAccount["field"], readonly [what: string, ask: string, whatKo: string, askKo: string]>
> = {
  refundAccount: [
    "a refund account",
    "holder, bank and account number",
    "환불계좌가 필요합니다",
    "예금주, 은행, 계좌번호를"
  ],
  "refundAccount.holder": [
    "the holder of the refund account",
    "the holder",
    "환불계좌 예금주가 필요합니다",
    "예금주를"
  ],
  "refundAccount.bank": ["the bank of the refund account", "the bank", "환불계좌 은행이 필요합니다", "은행을"],
  "refundAccount.account": [
    "the number of the refund account",
    "the number",
    "환불계좌 번호가 필요합니다",
    "계좌번호를"
  ],
  "refundAccount.phone": [
    "the phone number of the account holder",
    "the number",
    "예금주 연락처가 필요합니다",
    "예금주 연락처를"
  ]
}

const problemsKo: Readonly<Record<string, string | undefined>> = envelopeProblems
