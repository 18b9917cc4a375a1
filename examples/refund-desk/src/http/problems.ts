/**
 * The table of problems: status, title and words of every error. Words that the library has are taken from it.
 */
import type { RefundOutcome } from "@effect-portone/refunds"
import type { Plain } from "./problem.ts"

/** English and Korean. */
export type Both = readonly [english: string, korean: string]

/** One error. */
export interface Row<E> {
  readonly status: number
  readonly title: Both
  readonly says: (error: E) => Both
}

const fixed = (status: number, title: Both, says: Both): Row<unknown> => ({ status, title, says: () => says })
const told = (status: number, title: Both, korean: string): Row<{ readonly message: string }> => ({
  status,
  title,
  says: ({ message }) => [message, korean]
})
const NOT_SENT = "돈은 움직이지 않았습니다."

/** By tag. An error that is added anywhere and forgotten here does not compile. */
export const problems: { readonly [T in Plain["_tag"]]: Row<Extract<Plain, { readonly _tag: T }>> } = {
  NotSignedIn: fixed(401, ["Not signed in", "로그인이 필요합니다"], [
    "Send the token of a person of this shop.",
    "이 가게 직원의 토큰을 보내세요."
  ]),
  CrossSite: fixed(403, ["From another site", "다른 사이트의 요청입니다"], [
    "A page of another site may not do this. Open the page of this shop and try again.",
    "다른 사이트의 페이지에서는 할 수 없습니다. 이 가게의 페이지를 열어 다시 하세요."
  ]),
  BodyUnreadable: fixed(400, ["Unreadable body", "본문을 읽을 수 없습니다"], [
    "The body is no JSON object in UTF-8. Nothing was begun.",
    "본문이 UTF-8로 된 JSON 객체가 아닙니다. 아무것도 시작하지 않았습니다."
  ]),
  BodyTooLarge: fixed(413, ["Body too large", "본문이 너무 큽니다"], [
    "The body is larger than a refund can be. Nothing was begun.",
    "본문이 허용된 크기를 넘습니다. 아무것도 시작하지 않았습니다."
  ]),
  NotJson: fixed(415, ["Not JSON", "JSON이 아닙니다"], [
    "Send the body as application/json.",
    "본문을 application/json으로 보내세요."
  ]),
  NoSuchPage: fixed(404, ["Nothing here", "없는 주소입니다"], [
    "There is nothing at this address for this method.",
    "이 주소와 메서드에 해당하는 것이 없습니다."
  ]),
  Unexpected: fixed(500, ["Unexpected", "예상하지 못한 오류입니다"], [
    "Something nobody expected happened. If a refund was being asked for, ask again with the same key: it happens once.",
    "예상하지 못한 일이 일어났습니다. 환불을 요청하던 중이었다면 같은 키로 다시 요청하세요. 한 번만 환불됩니다."
  ]),
  Declined: fixed(409, ["Declined", "반려된 환불입니다"], [
    "A second person has declined this refund. No money moved.",
    `다른 사람이 이 환불을 반려했습니다. ${NOT_SENT}`
  ]),
  Closed: fixed(409, ["Ended without giving back", "환불 없이 종결되었습니다"], [
    "A manager has compared and found that this refund was not given back. Ask under a new key if it is still wanted.",
    "관리자가 대조한 결과 환불되지 않았습니다. 아직 필요하면 새 키로 요청하세요."
  ]),
  OrderNotFound: {
    status: 404,
    title: ["No such order", "없는 주문입니다"],
    says: ({ orderId }) => [`There is no order ${orderId}.`, `${orderId} 주문이 없습니다.`]
  },
  RefundNotFound: {
    status: 404,
    title: ["No such refund", "없는 환불입니다"],
    says: ({ key }) => [`No refund was begun under ${key}.`, `${key} 키로 시작된 환불이 없습니다.`]
  },
  NotYourStore: fixed(403, ["Another store's order", "다른 매장의 주문입니다"], [
    "A clerk gives back for orders of the own store only.",
    "매장 직원은 자기 매장의 주문만 환불할 수 있습니다."
  ]),
  ManagersOnly: fixed(403, ["For managers", "관리자만 할 수 있습니다"], [
    "Ask a manager to do this.",
    "관리자에게 요청하세요."
  ]),
  FourEyes: fixed(403, ["A second person is needed", "다른 사람의 승인이 필요합니다"], [
    "Whoever asked for a refund does not approve it. Ask another manager.",
    "환불을 요청한 사람은 승인할 수 없습니다. 다른 관리자에게 요청하세요."
  ]),
  DailyLimitReached: {
    status: 403,
    title: ["Daily limit reached", "하루 한도를 넘습니다"],
    says: ({ currency, left }) => [
      `You may give back ${left} ${currency} more today. No money moved.`,
      `오늘 더 환불할 수 있는 금액은 ${left} ${currency}입니다. ${NOT_SENT}`
    ]
  },
  NoLimitForCurrency: {
    status: 403,
    title: ["No limit for this currency", "한도가 없는 통화입니다"],
    says: ({ currency }) => [
      `Nobody has set a limit for ${currency}, so nothing is given back in it.`,
      `${currency}의 한도가 정해지지 않아 환불할 수 없습니다.`
    ]
  },
  KeyUsed: {
    status: 422,
    title: ["Key used for another request", "이미 다른 요청에 쓰인 키입니다"],
    says: ({ key }) => [
      `${key} belongs to another request. Take a new key for a new refund. No money moved.`,
      `${key} 키는 다른 요청의 것입니다. 새 환불에는 새 키를 쓰세요. ${NOT_SENT}`
    ]
  },
  KeyUnusable: fixed(400, ["Idempotency-Key needed", "Idempotency-Key가 필요합니다"], [
    "Send an Idempotency-Key of 8 to 64 letters, digits, -, _, . or ~, the same for every repetition of this refund.",
    "8~64자의 영문자, 숫자, -, _, ., ~로 된 Idempotency-Key를 보내세요. 같은 환불을 다시 요청할 때는 같은 키를 씁니다."
  ]),
  FieldUnusable: {
    status: 422,
    title: ["A field is wrong", "입력이 잘못되었습니다"],
    says: ({ field, korean, problem }) => [`${field} ${problem}. No money moved.`, `${field}: ${korean}. ${NOT_SENT}`]
  },
  NothingLeft: {
    status: 409,
    title: ["Nothing left", "환불할 금액이 없습니다"],
    says: ({ orderId }) => [
      `Everything of ${orderId} was given back, or is on its way.`,
      `${orderId} 주문은 모두 환불되었거나 환불 중입니다.`
    ]
  },
  AmountAboveLeft: {
    status: 422,
    title: ["More than is left", "환불 가능 금액을 넘습니다"],
    says: ({ amount, currency, left }) => [
      `${amount} ${currency} is above the ${left} that can still be given back. No money moved.`,
      `${amount} ${currency}은(는) 환불 가능한 ${left}보다 큽니다. ${NOT_SENT}`
    ]
  },
  PaymentDiffers: {
    status: 409,
    title: ["Order and payment differ", "주문과 결제가 다릅니다"],
    says: ({ field, orderId }) => [
      `The payment of ${orderId} has another ${field} at PortOne. No money moved. Compare before anything is given back.`,
      `${orderId} 주문과 포트원 결제의 ${field}가 다릅니다. ${NOT_SENT} 먼저 대조하세요.`
    ]
  },
  NotNow: {
    status: 409,
    title: ["Not in this state", "지금은 할 수 없습니다"],
    says: ({ key, state }) => [`Refund ${key} is ${state}.`, `${key} 환불의 상태는 ${state}입니다.`]
  },
  ShuttingDown: fixed(503, ["Closing", "종료 중입니다"], [
    "The shop is closing and begins nothing new. Ask again with the same key in a moment.",
    "서버가 종료 중이라 새로 시작하지 않습니다. 잠시 뒤 같은 키로 다시 요청하세요."
  ]),
  DatabaseFailed: fixed(503, ["Database not available", "데이터베이스를 쓸 수 없습니다"], [
    "The shop's database did not do what was asked. Ask again with the same key: the refund happens once.",
    "데이터베이스 오류입니다. 같은 키로 다시 요청하세요. 한 번만 환불됩니다."
  ]),
  WebhookUnreadable: told(400, ["No webhook", "웹훅이 아닙니다"], "웹훅 본문을 읽을 수 없습니다."),
  InvalidRequest: told(
    422,
    ["It cannot work", "취소할 수 없는 요청입니다"],
    `요청의 입력이 잘못되었습니다. ${NOT_SENT}`
  ),
  MissingRefundAccount: told(
    422,
    ["Refund account needed", "환불계좌가 필요합니다"],
    `예금주, 은행, 계좌번호를 받아 함께 보내세요. ${NOT_SENT}`
  ),
  CredentialsRejected: told(
    500,
    ["API key refused", "API 키가 거절되었습니다"],
    `가게의 API 키와 시크릿 설정을 확인하세요. ${NOT_SENT}`
  ),
  Unauthorized: told(
    500,
    ["Access token refused", "액세스 토큰이 거절되었습니다"],
    `가게의 API 키, Tier, 허용 IP 설정을 확인하세요. ${NOT_SENT}`
  ),
  PaymentNotFound: told(
    409,
    ["Payment not known", "포트원에 없는 결제입니다"],
    `주문의 결제가 포트원에 없습니다. ${NOT_SENT} 결제 번호를 확인하세요.`
  ),
  AlreadyCancelled: told(
    409,
    ["Cancelled already", "이미 전액 취소된 결제입니다"],
    "이 요청으로 움직인 돈은 없습니다."
  ),
  ChecksumMismatch: told(
    409,
    ["The balance is another", "취소 가능 잔액이 다릅니다"],
    "이 요청으로 움직인 돈은 없습니다. 결제를 다시 조회하세요."
  ),
  CancelRejected: told(422, ["Refused", "거절되었습니다"], `포트원이 취소를 거절했습니다. ${NOT_SENT}`),
  NotSent: told(
    503,
    ["PortOne not reachable", "포트원에 연결할 수 없습니다"],
    `아무것도 보내지 않았습니다. ${NOT_SENT} 잠시 뒤 다시 하세요.`
  ),
  OutcomeUnknown: told(
    202,
    ["Not known yet", "아직 알 수 없습니다"],
    "보냈지만 결과를 알 수 없습니다. 상태 주소를 조회하세요."
  ),
  MalformedResponse: told(
    202,
    ["Not known yet", "아직 알 수 없습니다"],
    "응답을 읽을 수 없어 결과를 알 수 없습니다. 상태 주소를 조회하세요."
  ),
  LookupFailed: told(
    502,
    ["PortOne did not answer", "포트원이 응답하지 않았습니다"],
    `결제를 조회하지 못했습니다. ${NOT_SENT} 잠시 뒤 다시 하세요.`
  ),
  KeyReused: told(
    422,
    ["Key used for another amount", "이미 다른 금액에 쓰인 키입니다"],
    "이 요청으로 움직인 돈은 없습니다. 새 환불에는 새 키를 쓰세요."
  ),
  InvalidRefund: told(422, ["It cannot be sent", "보낼 수 없는 환불입니다"], `입력이 잘못되었습니다. ${NOT_SENT}`),
  Rejected: {
    status: 422,
    title: ["Refused", "거절되었습니다"],
    says: ({ rejection }) => [rejection, `취소가 거절되었습니다. ${NOT_SENT}`]
  },
  NotRefunded: {
    status: 409,
    title: ["Not given back", "환불되지 않았습니다"],
    says: ({ proof }) => notRefunded[proof]
  }
}

const notRefunded: Record<(typeof RefundOutcome.NotRefunded.Type)["proof"], Both> = {
  NeverSent: ["Nothing was sent. No money moved.", `아무것도 보내지 않았습니다. ${NOT_SENT}`],
  FencedByOther: [
    "Another cancel came between, so this one was not carried out. Look at the payment; ask under a new key if it is still wanted.",
    "다른 취소가 먼저 이루어져 이 환불은 실행되지 않았습니다. 결제를 확인하고, 아직 필요하면 새 키로 요청하세요."
  ],
  InsufficientBalance: [
    "Less is left of the payment than was asked for. This refund moved no money.",
    "결제에 남은 금액이 요청보다 적습니다. 이 환불로 움직인 돈은 없습니다."
  ]
}
