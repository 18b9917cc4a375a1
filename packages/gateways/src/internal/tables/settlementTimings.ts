/**
 * When the customer gets the money after code 0, by PG and payment method: what PortOne documents.
 * The first row that fits a payment counts, and `fallback` fits every payment.
 */
import type { Bilingual } from "@effect-portone/core/Bilingual"
import type { Evidence } from "../evidence.ts"

/**
 * When the money arrives.
 */
export type Timing =
  | "at-once"
  | "next-business-day"
  | "seven-business-days"
  | "weekly-thursday"
  | "after-approval"
  | "after-callback"
  | "after-notice"
  | "unknown"

export interface SettlementTiming {
  readonly timing: Timing
  /** `pg_provider`; empty for any. */
  readonly pg: ReadonlyArray<string>
  /**
   * `pay_method`; `""` for any, `phone, later month` for a phone payment cancelled after its month.
   */
  readonly method: string
  /**
   * `completed`: the cancel is done at once. `accepted`: it is registered, and the money follows.
   * `approved-later`: done when the payment shows it with status `cancelled`. `notified-later`: the
   * answer is not the result, a webhook is.
   */
  readonly kind: "completed" | "accepted" | "approved-later" | "notified-later"
  readonly money: Bilingual
  readonly source: string
  readonly evidence: Exclude<Evidence, "obs">
}

const API = "API reference, POST /payments/cancel"
const ANY: ReadonlyArray<string> = []

const documented: ReadonlyArray<SettlementTiming> = [
  {
    timing: "after-approval",
    pg: ["paypal_v2"],
    method: "",
    kind: "approved-later",
    money: {
      english:
        "PayPal may approve the cancel later, or not at all; it is approved once the payment is cancelled and its history has the entry",
      korean:
        "페이팔이 나중에 승인하거나 승인하지 않을 수 있습니다. 결제가 cancelled이고 취소 내역에 있으면 승인된 것입니다"
    },
    source: `${API}, paypal_v2`,
    evidence: "doc"
  },
  {
    timing: "after-callback",
    pg: ["paymentwall"],
    method: "",
    kind: "approved-later",
    money: {
      english:
        "Paymentwall changes the payment when it calls PortOne back; no webhook is sent when the cancel is asked for",
      korean: "페이먼트월이 포트원에 통보하면 결제 상태가 바뀝니다. 취소를 요청한 시점에는 웹훅이 없습니다"
    },
    source: "Release note of 2023-07-17",
    evidence: "doc"
  },
  {
    timing: "after-notice",
    pg: ["smartro_v2"],
    method: "vbank",
    kind: "notified-later",
    money: {
      english: "Smartro pays to the refund account later and then reports to PortOne; the webhook reports the result",
      korean: "스마트로가 환불계좌로 입금한 뒤 결과를 통보합니다. 웹훅을 받은 뒤에 취소 완료로 처리하세요"
    },
    source: `${API}, smartro_v2`,
    evidence: "doc"
  },
  {
    timing: "after-notice",
    pg: ["kicc_v2", "kicc"],
    method: "wechat",
    kind: "notified-later",
    money: {
      english: "WeChat Pay cancels asynchronously; the webhook reports the result",
      korean: "위챗페이 취소는 비동기로 처리됩니다. 웹훅을 받은 뒤에 반영하세요"
    },
    source: "PortOne docs, KICC overseas payments; the pg_provider is inferred",
    evidence: "doc"
  },
  {
    timing: "seven-business-days",
    pg: ["daou"],
    method: "vbank",
    kind: "accepted",
    money: {
      english: "seven business days or more, because Kiwoom does it by hand; needs a special contract",
      korean: "키움페이 담당자가 수기로 처리하므로 7영업일 이상 걸립니다. 특약이 필요합니다"
    },
    source: `${API}, daou`,
    evidence: "doc"
  },
  {
    timing: "weekly-thursday",
    pg: ["mobilians"],
    method: "vbank",
    kind: "accepted",
    money: {
      english:
        "once a week: asked for until Tuesday, paid that Thursday; asked for from Wednesday on, paid the next Thursday",
      korean: "매주 한 번 입금됩니다. 화요일까지 접수하면 그 주 목요일, 수요일부터는 다음 주 목요일"
    },
    source: "PortOne help, refund dates: KG Financial",
    evidence: "doc"
  },
  {
    timing: "unknown",
    pg: ["danal_tpay", "danal"],
    method: "vbank",
    kind: "accepted",
    money: {
      english: "ask Danal: PortOne's help says that its virtual accounts cannot be refunded",
      korean: "다날에 확인하세요. 포트원 도움말은 다날 가상계좌 환불을 지원하지 않는다고 합니다"
    },
    source: "PortOne help, virtual accounts",
    evidence: "dis"
  },
  {
    timing: "next-business-day",
    pg: ANY,
    method: "vbank",
    kind: "accepted",
    money: {
      english:
        "the next business day according to the API reference, one to two business days according to PortOne's other pages; most PGs need a special contract",
      korean: "API 문서는 익영업일, 다른 문서는 1~2영업일이라고 합니다. 대부분의 PG사는 특약이 필요합니다"
    },
    source: "PortOne's reference: \"익영업일에 처리됩니다\"",
    evidence: "dis"
  },
  {
    timing: "next-business-day",
    pg: ["kcp"],
    method: "phone, later month",
    kind: "accepted",
    money: {
      english: "the next business day, to the refund account; needs a special contract with KCP",
      korean: "환불계좌로 익영업일에 입금됩니다. KCP와의 특약이 필요합니다"
    },
    source: `${API}, kcp`,
    evidence: "doc"
  },
  {
    timing: "at-once",
    pg: ANY,
    method: "card",
    kind: "completed",
    money: {
      english: "the cancel is done at once; when it shows on the statement is up to the card company",
      korean: "취소는 즉시 처리됩니다. 명세서 반영 시점은 카드사에 따라 다릅니다"
    },
    source: "PortOne's reference: \"즉시 취소처리\"",
    evidence: "doc"
  },
  {
    timing: "at-once",
    pg: ANY,
    method: "trans",
    kind: "completed",
    money: { english: "the cancel is done at once", korean: "취소는 즉시 처리됩니다" },
    source: "PortOne's reference: \"즉시 취소처리\"",
    evidence: "doc"
  },
  {
    timing: "at-once",
    pg: ANY,
    method: "phone",
    kind: "completed",
    money: { english: "the cancel is done at once", korean: "취소는 즉시 처리됩니다" },
    source: "PortOne's reference: \"즉시 취소처리\"",
    evidence: "doc"
  }
]

/** For a payment that no row is about. */
export const fallback: SettlementTiming = {
  timing: "unknown",
  pg: ANY,
  method: "",
  kind: "completed",
  money: {
    english: "the cancel is done; when the customer sees the money is not documented",
    korean: "취소는 처리되었습니다. 고객이 돈을 받는 시점은 문서에 없습니다"
  },
  source: "Not documented",
  evidence: "inf"
}

export const settlementTimings: ReadonlyArray<SettlementTiming> = [...documented, fallback]
