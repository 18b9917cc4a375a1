/**
 * The table of problems: status, title and detail of every error. A detail has what was wrong,
 * whether this request moved money, and what to do next. The sentences of the library's errors are
 * taken from the library where it has them.
 */
import type { Bilingual } from "@effect-portone/core"
import type { RefundOutcome } from "@effect-portone/refunds"
import { stateNames } from "../shop/stateNames.ts"
import type { RowError } from "./problematic.ts"

/** Whether this request moved money: `"no"` only where it cannot have sent anything. */
export type Moved = "no" | "unknown"

/** One error. An error with a `moneyMoved` of its own overrules that of its row. */
export interface Row<E> {
  readonly status: number
  readonly title: Bilingual
  readonly moneyMoved: Moved
  readonly detail: (error: E) => Bilingual
}

const text = (english: string, korean: string): Bilingual => ({ english, korean })
const MOVED: Readonly<Record<Moved, Bilingual>> = {
  no: text("This request moved no money.", "이 요청으로 환불된 금액은 없습니다."),
  unknown: text("It is not known whether money moved.", "실제로 환불됐는지 알 수 없습니다.")
}
const row = <E>(
  status: number,
  title: Bilingual,
  what: Bilingual | ((error: E) => Bilingual),
  next: Bilingual,
  moneyMoved: Moved = "no"
): Row<E> => ({
  status,
  title,
  moneyMoved,
  detail: (error) => {
    const { english, korean } = typeof what === "function" ? what(error) : what
    return text(
      `${english} ${MOVED[moneyMoved].english} ${next.english}`,
      `${korean} ${MOVED[moneyMoved].korean} ${next.korean}`
    )
  }
})
// The English message of the library says all three.
const messageRow = (
  status: number,
  title: Bilingual,
  what: string,
  next: string,
  moneyMoved: Moved = "no"
): Row<{ readonly message: string }> => ({
  status,
  title,
  moneyMoved,
  detail: ({ message }) => text(message, `${what} ${MOVED[moneyMoved].korean} ${next}`)
})

const newKey = text("Use a new key if it is still wanted.", "아직 필요하면 새 키로 요청하세요.")
const FIELDS: Readonly<Record<string, string>> = {
  merchant_uid: "주문번호(merchant_uid)",
  amount: "금액(amount)",
  currency: "통화(currency)"
}

/** By tag. An error that is missing here does not compile. */
export const problems: { readonly [T in RowError["_tag"]]: Row<Extract<RowError, { readonly _tag: T }>> } = {
  NotSignedIn: row(
    401,
    text("Not signed in", "로그인이 필요합니다"),
    text("The token is missing, wrong or too old.", "토큰이 없거나 틀리거나 만료되었습니다."),
    text("Send the token of a person who works in this shop.", "이 상점 직원의 토큰을 보내세요.")
  ),
  CrossSite: row(
    403,
    text("From another site", "다른 사이트의 요청입니다"),
    text("A page of another site may not do this.", "다른 사이트의 페이지에서는 할 수 없습니다."),
    text("Open the page of this shop and try again.", "이 상점의 페이지를 열어 다시 하세요.")
  ),
  TooManyTries: row(
    429,
    text("Too many tries", "시도가 너무 많습니다"),
    text(
      "Too many wrong tokens came from this address.",
      "이 주소에서 잘못된 토큰이 너무 많이 입력되었습니다."
    ),
    text("Wait some minutes, then try again.", "몇 분 뒤에 다시 시도하세요.")
  ),
  TooFast: row(
    429,
    text("Too fast", "요청이 너무 빠릅니다"),
    text(
      "More than 60 forms came from this person in a minute. Nothing was changed.",
      "한 사람이 1분에 60번 넘게 보냈습니다. 아무것도 바뀌지 않았습니다."
    ),
    text("Wait a minute, then send it again.", "1분 뒤에 다시 보내세요.")
  ),
  ChoiceMissing: row(
    400,
    text("Nothing chosen", "선택하지 않았습니다"),
    text(
      "The form does not say what was chosen. Nothing was changed.",
      "무엇을 선택했는지 알 수 없습니다. 아무것도 바뀌지 않았습니다."
    ),
    text("Go back and choose.", "뒤로 가서 선택하세요.")
  ),
  NoteMissing: row(
    400,
    text("Note needed", "메모가 필요합니다"),
    text(
      "The note is empty, is longer than 500 characters, or has characters that cannot be shown. Nothing was changed.",
      "메모가 비었거나 500자를 넘거나 표시할 수 없는 문자가 있습니다. 아무것도 바뀌지 않았습니다."
    ),
    text("Go back and change it.", "뒤로 가서 고치세요.")
  ),
  AddressUnreadable: row(
    400,
    text("Unreadable address", "주소를 읽을 수 없습니다"),
    text("The address is not UTF-8 in percent-encoding.", "주소가 퍼센트 인코딩된 UTF-8이 아닙니다."),
    text("Correct the address, then send the request again.", "주소를 고쳐서 다시 보내세요.")
  ),
  BodyUnreadable: row(
    400,
    text("Unreadable body", "본문을 읽을 수 없습니다"),
    text(
      "The body is not a JSON object in UTF-8, or has a name twice.",
      "본문이 UTF-8 JSON 객체가 아니거나 같은 이름이 두 번 있습니다."
    ),
    text("Correct it, then send it again.", "고쳐서 다시 보내세요.")
  ),
  BodyTooLarge: row(
    413,
    text("Body too large", "본문이 너무 큽니다"),
    text("The body is larger than a refund can be.", "본문이 허용된 크기를 넘습니다."),
    text("Send a smaller one.", "줄여서 다시 보내세요.")
  ),
  NotJson: row(
    415,
    text("Not JSON", "JSON이 아닙니다"),
    text("The body is not sent as application/json.", "본문의 형식이 application/json이 아닙니다."),
    text("Send it as application/json.", "application/json으로 보내세요.")
  ),
  NoSuchPage: row(
    404,
    text("Not found", "없는 주소입니다"),
    text("There is nothing at this address for this method.", "이 주소와 메서드에 해당하는 것이 없습니다."),
    text("Check the address and the method.", "주소와 메서드를 확인하세요.")
  ),
  Unexpected: {
    status: 500,
    title: text("Unexpected", "예상하지 못한 오류입니다"),
    moneyMoved: "unknown",
    detail: ({ incident }) =>
      text(
        `The server failed unexpectedly. ${MOVED.unknown.english} Send the request again with the same key: the refund happens once. The log has it as incident ${incident}.`,
        `예상하지 못한 오류가 발생했습니다. ${MOVED.unknown.korean} 같은 키로 다시 요청하세요. 한 번만 환불됩니다. 로그의 incident 번호는 ${incident}입니다.`
      )
  },
  Declined: row(
    409,
    text("Declined", "반려된 환불입니다"),
    text("A second person declined this refund.", "다른 사람이 이 환불을 반려했습니다."),
    text("Read the reason in its events.", "사유는 환불의 이벤트에서 확인하세요.")
  ),
  Withdrawn: row(
    409,
    text("Withdrawn", "철회된 환불입니다"),
    text("The person who requested this refund withdrew it.", "요청한 사람이 이 환불을 철회했습니다."),
    newKey
  ),
  Closed: row(
    409,
    text("Closed without a refund", "환불 없이 종결되었습니다"),
    text(
      "Two people compared with the PG and confirmed that nothing was refunded.",
      "두 사람이 PG사와 대조해 환불되지 않은 것을 확인했습니다."
    ),
    newKey
  ),
  OrderNotFound: row(
    404,
    text("No such order", "없는 주문입니다"),
    ({ orderId }) => text(`There is no order ${orderId}.`, `${orderId} 주문이 없습니다.`),
    text("Check the order number.", "주문번호를 확인하세요.")
  ),
  RefundNotFound: row(
    404,
    text("No such refund", "없는 환불입니다"),
    ({ key }) => text(`There is no refund with the key ${key}.`, `${key} 키로 시작된 환불이 없습니다.`),
    text("Check the key.", "키를 확인하세요.")
  ),
  ManagersOnly: row(
    403,
    text("For managers", "관리자만 할 수 있습니다"),
    text("Only a manager may do this.", "관리자만 할 수 있는 작업입니다."),
    text("Ask a manager to do this.", "관리자에게 요청하세요.")
  ),
  FourEyes: row(
    403,
    text("A second person is needed", "다른 사람의 승인이 필요합니다"),
    text(
      "A person does not approve a request of their own.",
      "환불을 요청한 사람은 승인할 수 없습니다."
    ),
    text("Ask another manager.", "다른 관리자에게 요청하세요.")
  ),
  NotYours: row(
    403,
    text("Another person's request", "다른 사람이 요청한 환불입니다"),
    text("Only the person who requested a refund withdraws it.", "환불을 요청한 사람만 철회할 수 있습니다."),
    text("Ask that person, or a manager to decline it.", "그 사람에게 요청하거나 관리자에게 반려를 요청하세요.")
  ),
  DailyLimitReached: row(
    403,
    text("Daily limit reached", "하루 한도를 넘습니다"),
    ({ currency, left }) =>
      text(
        `You may refund ${left} ${currency} more today.`,
        `오늘 더 환불할 수 있는 금액은 ${left} ${currency}입니다.`
      ),
    text("Ask a manager, or wait until tomorrow.", "관리자에게 요청하거나 내일 다시 하세요.")
  ),
  NoLimitForCurrency: row(
    403,
    text("No limit for this currency", "한도가 없는 통화입니다"),
    ({ currency }) =>
      text(
        `No limit is set for ${currency}, so refunds in it are not allowed.`,
        `${currency}의 한도가 정해지지 않아 환불할 수 없습니다.`
      ),
    text("Set a limit for the currency.", "이 통화의 한도를 설정하세요.")
  ),
  KeyUnusable: row(
    400,
    text("Idempotency-Key needed", "Idempotency-Key가 필요합니다"),
    text(
      "The Idempotency-Key is missing, or is not 8 to 64 letters, digits, -, _, . or ~.",
      "Idempotency-Key가 없거나 8~64자의 영문자, 숫자, -, _, ., ~가 아닙니다."
    ),
    text(
      "Store a key, then send it, the same for every repetition of this refund.",
      "키를 저장한 뒤 보내고, 같은 환불을 다시 요청할 때는 같은 키를 쓰세요."
    )
  ),
  FieldUnusable: row(
    422,
    text("A field is wrong", "입력이 잘못되었습니다"),
    ({ field, korean, problem }) => text(`${field} ${problem}.`, `${field}: ${korean}.`),
    text("Correct it, then send it again.", "고쳐서 다시 보내세요.")
  ),
  NothingLeft: row(
    409,
    text("Nothing left", "환불할 금액이 없습니다"),
    ({ orderId }) =>
      text(
        `Nothing of ${orderId} can be refunded: all of it was refunded, is in progress, or was never paid.`,
        `${orderId} 주문은 모두 환불되었거나 환불 중이거나 결제되지 않아 환불할 금액이 없습니다.`
      ),
    text("Look at the payment and the refunds of the order.", "주문의 결제 상태와 환불 내역을 확인하세요.")
  ),
  AmountAboveLeft: row(
    422,
    text("More than is left", "환불 가능 금액을 넘습니다"),
    ({ amount, currency, left }) =>
      text(
        `${amount} ${currency} is above the ${left} ${currency} that can still be refunded.`,
        `${amount} ${currency}은(는) 환불 가능한 ${left} ${currency}보다 큽니다.`
      ),
    text(
      "Look at the refunds of the order before you send a smaller amount.",
      "주문의 환불 내역을 확인한 뒤 금액을 줄여 요청하세요."
    )
  ),
  OrderChanged: row(
    409,
    text("Another refund came first", "다른 환불이 먼저 요청되었습니다"),
    text("Another refund of this order was requested since.", "그 사이에 이 주문의 다른 환불이 요청되었습니다."),
    text(
      "Look at the refunds of the order; if this one is still wanted, request it with a new key.",
      "주문의 환불 내역을 확인하고, 아직 필요하면 새 키로 요청하세요."
    )
  ),
  BalanceChanged: row(
    409,
    text("The balance has changed", "잔액이 바뀌었습니다"),
    text(
      "What is left of the payment has changed since you looked. Nothing was approved.",
      "확인한 뒤에 결제 잔액이 바뀌었습니다. 승인하지 않았습니다."
    ),
    text("Check the balance and the history, then decide.", "잔액과 내역을 확인하고 다시 결정하세요.")
  ),
  PaymentDiffers: row(
    409,
    text("Order and payment differ", "주문과 결제가 다릅니다"),
    ({ field, orderId }) =>
      text(
        `The payment of ${orderId} has another ${field} at PortOne.`,
        `${orderId} 주문과 포트원 결제의 ${FIELDS[field] ?? field}이(가) 다릅니다.`
      ),
    text("Compare before you refund.", "환불하기 전에 대조하세요.")
  ),
  StillAccepted: row(
    409,
    text("Accepted by PortOne", "포트원이 접수한 환불입니다"),
    text(
      "PortOne has accepted this refund before, so the money may be on its way, and it cannot be recorded as not refunded.",
      "포트원이 이미 접수해 환불이 진행 중일 수 있으므로 환불되지 않은 것으로 기록할 수 없습니다."
    ),
    text(
      "Ask PortOne. If PortOne confirms that it failed, refund it in PortOne's console and record it as refunded.",
      "포트원에 문의하세요. 실패했다고 확인받았다면 포트원 콘솔에서 환불한 뒤 환불된 것으로 기록하세요."
    )
  ),
  SealBroken: row(
    500,
    text("Sealed data cannot be opened", "암호화한 정보를 열 수 없습니다"),
    ({ key }) =>
      text(
        `What was sealed with refund ${key} was altered, or was sealed with another secret. Nothing was sent.`,
        `${key} 환불의 암호화한 정보가 바뀌었거나 다른 비밀 값으로 암호화되었습니다. 보낸 것은 없습니다.`
      ),
    text(
      "Decline the refund if it waits for approval, then request it with a new key.",
      "승인 대기 중이면 반려한 뒤 새 키로 요청하세요."
    )
  ),
  NotNow: row(
    409,
    text("Not in this state", "지금은 할 수 없습니다"),
    ({ key, state }) =>
      text(
        `Refund ${key} is ${state}, so this cannot be done now.`,
        `${key} 환불의 상태가 ‘${nameOf(state)}’이므로 지금은 할 수 없습니다.`
      ),
    text(
      "Read the refund: its state says what may be done.",
      "환불을 조회해 지금 상태에서 할 수 있는 일을 확인하세요."
    )
  ),
  ShuttingDown: row(
    503,
    text("Shutting down", "종료 중입니다"),
    text("The server is shutting down and starts no refund.", "서버가 종료 중이라 새로 시작하지 않습니다."),
    text("Send the request again with the same key in a moment.", "잠시 뒤 같은 키로 다시 요청하세요.")
  ),
  DatabaseFailed: row(
    503,
    text("Database not available", "데이터베이스를 쓸 수 없습니다"),
    text("The shop's database failed.", "데이터베이스 오류입니다."),
    text(
      "Send the request again with the same key: the refund happens once.",
      "같은 키로 다시 요청하세요. 한 번만 환불됩니다."
    ),
    "unknown"
  ),
  WebhookUnreadable: messageRow(
    400,
    text("Unreadable webhook", "웹훅을 읽을 수 없습니다"),
    "포트원 웹훅 본문이 아닙니다.",
    "포트원이 보낸 웹훅이라면 결제 ID로 조회하세요."
  ),
  InvalidRequest: messageRow(
    422,
    text("Invalid request", "취소할 수 없는 요청입니다"),
    "요청의 입력이 잘못되었습니다.",
    "고쳐서 다시 요청하세요."
  ),
  MissingRefundAccount: messageRow(
    422,
    text("Refund account needed", "환불계좌가 필요합니다"),
    "환불계좌가 없습니다.",
    "예금주, 은행, 계좌번호를 받아 함께 보내세요."
  ),
  CredentialsRejected: messageRow(
    500,
    text("API key rejected", "API 키가 거절되었습니다"),
    "포트원이 API 키를 거절했습니다.",
    "상점의 API 키와 시크릿 설정을 확인하세요."
  ),
  Unauthorized: messageRow(
    500,
    text("Access token rejected", "액세스 토큰이 거절되었습니다"),
    "포트원이 액세스 토큰을 거절했습니다.",
    "상점의 API 키, Tier, 허용 IP 설정을 확인하세요."
  ),
  PaymentNotFound: messageRow(
    409,
    text("Payment not found", "포트원에 없는 결제입니다"),
    "주문의 결제가 포트원에 없습니다.",
    "결제 ID를 확인하세요."
  ),
  AlreadyCancelled: messageRow(
    409,
    text("Already cancelled", "이미 전액 취소된 결제입니다"),
    "이미 전액 취소된 결제입니다.",
    "결제의 취소 내역을 확인하세요."
  ),
  ChecksumMismatch: messageRow(
    409,
    text("The balance differs", "취소 가능 잔액이 다릅니다"),
    "취소 가능 잔액이 다릅니다.",
    "결제를 다시 조회하세요."
  ),
  // After a rejection of a PG money may have moved, and both sentences of the library say so.
  CancelRejected: {
    status: 422,
    title: text("Rejected", "거절되었습니다"),
    moneyMoved: "unknown",
    detail: ({ message, messageKo }) => text(message, messageKo)
  },
  NotSent: messageRow(
    503,
    text("PortOne not reachable", "포트원에 연결할 수 없습니다"),
    "포트원에 연결하지 못해 취소를 보내지 않았습니다.",
    "잠시 뒤 다시 하세요."
  ),
  OutcomeUnknown: messageRow(
    202,
    text("Outcome unknown", "아직 알 수 없습니다"),
    "취소를 보냈지만 결과를 알 수 없습니다.",
    "환불의 상태를 조회하세요.",
    "unknown"
  ),
  MalformedResponse: messageRow(
    202,
    text("Outcome unknown", "아직 알 수 없습니다"),
    "응답을 해석할 수 없어 결과를 알 수 없습니다.",
    "환불의 상태를 조회하세요.",
    "unknown"
  ),
  // Also where a refund is looked up whose outcome is not known: of that it says nothing.
  LookupFailed: {
    status: 502,
    title: text("PortOne not readable", "포트원이 응답하지 않았습니다"),
    moneyMoved: "no",
    detail: ({ message }) =>
      text(message, "결제를 조회하지 못했습니다. 조회만 했으며 취소를 보내지 않았습니다. 잠시 뒤 다시 하세요.")
  },
  KeyReused: messageRow(
    422,
    text("Key cannot be used", "쓸 수 없는 키입니다"),
    "이 요청에는 쓸 수 없는 키입니다.",
    "먼저 이 키의 환불을 확인하고, 추가 환불일 때만 새 키를 쓰세요."
  ),
  InvalidRefund: messageRow(
    422,
    text("Invalid refund", "보낼 수 없는 환불입니다"),
    "입력이 잘못되었습니다.",
    "고쳐서 새 키로 요청하세요."
  ),
  // Only a definitive rejection ends a refund so.
  Rejected: {
    status: 422,
    title: text("Rejected", "거절되었습니다"),
    moneyMoved: "no",
    detail: ({ message, messageKo }) => text(message, messageKo)
  },
  NotRefunded: {
    status: 409,
    title: text("Not refunded", "환불되지 않았습니다"),
    moneyMoved: "no",
    detail: ({ proof }) => notRefunded[proof]
  }
}

// internal

const nameOf = (state: string): string =>
  (stateNames.korean as Readonly<Record<string, string>>)[state] ?? "알 수 없는 상태"

const notRefunded: Record<(typeof RefundOutcome.NotRefunded.Type)["proof"], Bilingual> = {
  NeverSent: text(
    "Nothing was sent. No money moved. If it is still wanted, send the request again with the same key.",
    `취소를 보내지 않았습니다. 환불된 금액은 없습니다. 아직 필요하면 같은 키로 다시 요청하세요.`
  ),
  FencedByOther: text(
    "Another cancel came first, so this refund moved no money. Look the payment up; use a new key if it is still wanted.",
    "다른 취소가 먼저 이루어져 이 환불로 환불된 금액은 없습니다. 결제를 확인하고, 아직 필요하면 새 키로 요청하세요."
  ),
  InsufficientBalance: text(
    "The balance is smaller than the amount. This refund moved no money. Look at the history of the payment.",
    "남은 금액이 요청한 금액보다 적습니다. 이 환불로 환불된 금액은 없습니다. 결제의 취소 내역을 확인하세요."
  )
}
