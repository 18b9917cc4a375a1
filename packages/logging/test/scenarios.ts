/**
 * Every outcome of a cancel or a look-up, and the answers that cause it. Each answer holds as many
 * planted secrets as it can.
 */
import {
  type AccessToken,
  cancel,
  type CancelError,
  CancelRequest,
  type FindPayment,
  findPayment,
  findPayments,
  RefundAccount,
  type Transport
} from "@effect-portone/core"
import * as Effect from "effect/Effect"
import { entrusted, personal } from "./planted.ts"

/**
 * What the provider does with one request. `unreachable`: no connection; `hangs`: never an answer;
 * `hangs up`: the connection is closed without an answer.
 */
export type Answer = { readonly status: number; readonly body: string } | "unreachable" | "hangs" | "hangs up"

export interface Scenario {
  readonly name: string
  readonly ends: Ending
  readonly run: Effect.Effect<unknown, unknown, AccessToken.AccessToken | Transport.Transport>
  /** To `/users/getToken`. Default: a token. */
  readonly token?: Answer
  /** To everything else. The last one repeats. */
  readonly answers?: ReadonlyArray<Answer>
  readonly store?: "fails" | "dies"
  /** The transport itself has a defect. Not for the tests over HTTP. */
  readonly transportDies?: boolean
}

export type Ending =
  | CancelError.CancelError["_tag"]
  | FindPayment.FindError["_tag"]
  | "CancelConfirmed"
  | "CancelConfirmedUnreadable"
  | "Found"
  | "Interrupted"
  | "Defect"

export const refundAccount = RefundAccount.make({
  holder: entrusted.holder,
  bank: "88",
  account: entrusted.account,
  phone: entrusted.phone
})

const key = { impUid: "imp_448280090638" }
export const full = CancelRequest.full({ ...key, checksum: 10000, reason: "품절", refundAccount })
export const partial = CancelRequest.partial({ ...key, amount: 3000, checksum: 10000, refundAccount })
export const unchecked = CancelRequest.full({ ...key, checksum: CancelRequest.unchecked, refundAccount })

/** A payment with all kinds of personal data. */
export const payment = {
  imp_uid: key.impUid,
  merchant_uid: "order-7",
  status: "cancelled",
  amount: 10000,
  cancel_amount: 3000,
  currency: "KRW",
  card_number: personal.cardNumber,
  vbank_num: personal.vbankNum,
  vbank_holder: personal.vbankHolder,
  buyer_name: personal.buyerName,
  buyer_email: personal.buyerEmail,
  buyer_tel: personal.buyerTel,
  buyer_addr: personal.buyerAddr,
  buyer_postcode: personal.buyerPostcode,
  custom_data: JSON.stringify({ note: personal.customData }),
  customer_uid: personal.customerUid,
  user_agent: personal.userAgent,
  extension: { note: personal.extension },
  refund_holder: entrusted.holder,
  a_field_of_next_year: [personal.unknownField, entrusted.account],
  cancel_history: [{ pg_tid: "tid-1", amount: 3000, cancelled_at: 1712634724, reason: "변심" }],
  deposit_history: [{ pg_tid: "tid-2", amount: 10000, depositor_name: personal.depositor, deposited_at: 1712634724 }]
}

const reply = (body: unknown, status = 200): Answer => ({ status, body: JSON.stringify(body) })
const ok = (response: unknown, echo = ECHO) => reply({ code: 0, message: echo, response })
const rejection = (code: number, words: string, status = 200, echo = ECHO) =>
  reply({ code, message: `${words} ${echo}`, response: null }, status)

// A whole text of PortOne's own; next to an echo it would be another text.
const known = (message: string) => reply({ code: 1, message, response: null, echo: ECHO })

// The provider repeats the request's secrets, also in other spellings. A look-up has the token,
// and a token request has key and secret.
const { account, holder, phone, secret, token } = entrusted
const wide = (text: string) => text.replace(/[!-~]/g, (at) => String.fromCodePoint(at.codePointAt(0)! + 0xfee0))
const LOOKUP_ECHO = `[Authorization: Bearer ${token}]`
const TOKEN_ECHO = `[${entrusted.key}/${secret}] imp_secret=${secret}`
const ECHO = `${LOOKUP_ECHO} ${holder} ${account} (${account.replaceAll("-", "")}, ${account.replaceAll("-", " ")}) ` +
  `tel:${phone} ${phone.replaceAll("-", "")} ${wide(account)} ${[...phone].join("\u200b")} ` +
  `(${account.replaceAll("-", ")")} ${account.replaceAll("-", "\u00a0")} ${[...holder].join(" ")}`

// What may stand in PortOne's own words: no words but theirs.
const NUMBERS = `(${account}, ${account.replaceAll("-", "")}, ${account.replaceAll("-", " ")}) ${phone} ${
  wide(account)
}`

export const issued = ok({ access_token: entrusted.token, now: 1712634724, expired_at: 1712636524 }, TOKEN_ECHO)

const CUTS = Array.from({ length: 60 }, (_, at) => 260 + 4 * at)

const html = `<html><body>502 ${ECHO} ${JSON.stringify(payment)}</body></html>`

export const scenarios: ReadonlyArray<Scenario> = [
  { name: "PortOne confirms", ends: "CancelConfirmed", run: cancel(full), answers: [ok(payment)] },
  {
    name: "PortOne confirms with unreadable fields",
    ends: "CancelConfirmed",
    run: cancel(partial),
    answers: [ok({ ...payment, card_quota: ECHO, escrow: ECHO, deposit_history: [ECHO], promotion: ECHO })]
  },
  {
    name: "PortOne confirms and says nothing readable",
    ends: "CancelConfirmedUnreadable",
    run: cancel(full),
    answers: [ok({ ...payment, imp_uid: { note: ECHO }, status: [payment], amount: ECHO, cancel_amount: ECHO })]
  },
  {
    name: "PortOne confirms with a text in the place of a payment",
    ends: "CancelConfirmedUnreadable",
    run: cancel(full),
    answers: [ok(ECHO)]
  },
  ...[
    [
      "with an account that is too long",
      CancelRequest.full({
        ...key,
        checksum: 1,
        refundAccount: RefundAccount.make({ bank: "88", holder, account: account.repeat(2) })
      })
    ],
    [
      "with a holder that is too long",
      CancelRequest.full({
        ...key,
        checksum: 1,
        refundAccount: RefundAccount.make({ bank: "88", holder: holder.repeat(9), account })
      })
    ],
    ["with an account in plain text", { ...full, refundAccount: { bank: "88", holder, account } }],
    ["with a field of the wire", { ...full, refund_account: account, refund_holder: holder }],
    ["with a secret in the place of a number", { ...partial, amount: account, checksum: secret }],
    ["with a secret in the place of a tier", { ...full, tier: secret }],
    ["with a secret in the place of a bank", { ...full, refundAccount: { ...refundAccount, bank: account } }],
    ["that is a text", account]
  ].map(([name, request]): Scenario => ({
    name: `the request is one ${name}`,
    ends: "InvalidRequest",
    run: cancel(request as CancelRequest.CancelRequest)
  })),
  {
    name: "the checksum is stale",
    ends: "ChecksumMismatch",
    run: cancel(full),
    answers: [rejection(1, "checksum 불일치", 200, NUMBERS)]
  },
  {
    name: "nothing is left",
    ends: "AlreadyCancelled",
    run: cancel(full),
    answers: [known("이미 전액취소된 주문입니다.")]
  },
  {
    name: "the refund account is missing",
    ends: "MissingRefundAccount",
    run: cancel(full),
    answers: [rejection(1, "refund_account 누락", 200, NUMBERS)]
  },
  {
    name: "the payment does not exist",
    ends: "PaymentNotFound",
    run: cancel(full),
    answers: [known("취소할 결제건이 존재하지 않습니다.")]
  },
  {
    name: "a PG rejects",
    ends: "CancelRejected",
    run: cancel(full),
    answers: [rejection(-1, "결제취소에 실패하였습니다.")]
  },
  {
    name: "PortOne rejects",
    ends: "CancelRejected",
    run: cancel(full),
    answers: [rejection(1, "취소할 수 없습니다.")]
  },
  {
    name: "words about the checksum stand next to others",
    ends: "CancelRejected",
    run: cancel(full),
    answers: [rejection(1, "checksum 불일치")]
  },
  { name: "the code is unknown", ends: "CancelRejected", run: cancel(full), answers: [rejection(77, "")] },
  {
    name: "the words are so long that they are cut in the middle of a secret",
    ends: "CancelRejected",
    run: Effect.forEach(CUTS, () => Effect.flip(cancel(full))),
    answers: CUTS.map((length) => rejection(1, "x".repeat(length)))
  },
  {
    name: "the words are no text",
    ends: "CancelRejected",
    run: cancel(full),
    answers: [reply({ code: 1, message: { [ECHO]: payment }, response: payment })]
  },
  {
    name: "the token is rejected twice",
    ends: "Unauthorized",
    run: cancel(full),
    answers: [rejection(-1, "Unauthorized", 401)]
  },
  {
    name: "the token is rejected and the cancel has no checksum",
    ends: "Unauthorized",
    run: cancel(unchecked),
    answers: [rejection(-1, "Unauthorized", 401)]
  },
  {
    name: "key or secret is rejected",
    ends: "CredentialsRejected",
    run: cancel(full),
    token: rejection(-1, "인증에 실패하였습니다.", 401, TOKEN_ECHO)
  },
  { name: "no token can be had", ends: "NotSent", run: cancel(full), token: rejection(-1, "점검중", 503, TOKEN_ECHO) },
  { name: "the token answer is HTML", ends: "NotSent", run: cancel(full), token: { status: 200, body: html } },
  {
    name: "the token answer has no token",
    ends: "NotSent",
    run: cancel(full),
    token: ok({ token: entrusted.token }, TOKEN_ECHO)
  },
  { name: "the token request gets no answer", ends: "NotSent", run: cancel(full), token: "hangs up" },
  { name: "no server listens", ends: "NotSent", run: cancel(full), answers: ["unreachable"] },
  { name: "the connection is lost", ends: "OutcomeUnknown", run: cancel(full), answers: ["hangs up"] },
  { name: "a gateway answers", ends: "OutcomeUnknown", run: cancel(full), answers: [{ status: 502, body: html }] },
  {
    name: "the answer is about another payment",
    ends: "OutcomeUnknown",
    run: cancel(full),
    answers: [ok({ ...payment, imp_uid: "imp_000000000000" })]
  },
  { name: "the answer is HTML", ends: "MalformedResponse", run: cancel(full), answers: [{ status: 200, body: html }] },
  {
    name: "the answer is cut",
    ends: "MalformedResponse",
    run: cancel(full),
    answers: [{ status: 200, body: JSON.stringify({ code: 0, message: ECHO, response: payment }).slice(0, -9) }]
  },
  {
    name: "the code is a text",
    ends: "MalformedResponse",
    run: cancel(full),
    answers: [reply({ code: ECHO, message: ECHO, response: payment })]
  },
  { name: "the store fails", ends: "CancelConfirmed", run: cancel(full), answers: [ok(payment)], store: "fails" },
  { name: "the store dies", ends: "CancelConfirmed", run: cancel(full), answers: [ok(payment)], store: "dies" },
  { name: "the caller gives up", ends: "Interrupted", run: cancel(full), answers: ["hangs"] },
  { name: "the transport dies", ends: "Defect", run: cancel(full), transportDies: true },

  { name: "a payment is found", ends: "Found", run: findPayment(key), answers: [ok(payment)] },
  { name: "payments are found", ends: "Found", run: findPayments([key.impUid]), answers: [ok([payment])] },
  {
    name: "a payment is not found",
    ends: "PaymentNotFound",
    run: findPayment({ merchantUid: "order-7" }),
    answers: [rejection(-1, "존재하지 않는 결제정보입니다.", 404, LOOKUP_ECHO)]
  },
  {
    name: "a look-up is rejected for its token",
    ends: "Unauthorized",
    run: findPayment(key),
    answers: [rejection(-1, "Unauthorized", 401, LOOKUP_ECHO)]
  },
  {
    name: "a look-up is rejected for its key",
    ends: "CredentialsRejected",
    run: findPayments([key.impUid]),
    token: rejection(-1, "인증에 실패하였습니다.", 401, TOKEN_ECHO)
  },
  {
    name: "a look-up asks for something that is no id",
    ends: "InvalidRequest",
    run: findPayment({ impUid: { secret } as unknown as string })
  },
  { name: "a look-up finds no server listening", ends: "NotSent", run: findPayment(key), answers: ["unreachable"] },
  { name: "a look-up loses its connection", ends: "LookupFailed", run: findPayment(key), answers: ["hangs up"] },
  { name: "a look-up gets HTML", ends: "LookupFailed", run: findPayment(key), answers: [{ status: 200, body: html }] },
  {
    name: "a look-up is rejected",
    ends: "LookupFailed",
    run: findPayment(key),
    answers: [rejection(3, "지원되지 않는 상태값입니다.", 400, LOOKUP_ECHO)]
  },
  {
    name: "a look-up gets a payment it cannot read",
    ends: "LookupFailed",
    run: findPayments([key.impUid]),
    answers: [ok([{ ...payment, amount: ECHO, status: { ECHO } }])]
  },
  { name: "a look-up is given up", ends: "Interrupted", run: findPayment(key), answers: ["hangs"] }
]
