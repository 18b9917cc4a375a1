/**
 * The payment as a whole: whether it can be cancelled at all, and what NaverPay's review requires.
 */
import * as Option from "effect/Option"
import { type Rule, rules } from "./rule.ts"

const API = "API reference, POST /payments/cancel"

/**
 * Tried before all other rules, and alone: if it applies, they would be about the wrong payment.
 */
export const anotherPayment: Rule<"another-payment"> = {
  code: "another-payment",
  severity: "error",
  evidence: "doc",
  source: "PortOne's reference: with both ids, imp_uid counts",
  pg: "",
  method: "",
  field: "payment",
  problem: { english: "is not the one the request names", korean: "요청한 결제와 다른 결제 정보입니다" },
  advice: { english: "hand over the payment that is to be cancelled", korean: "취소할 결제의 정보를 넘기세요" },
  applies: ({ payment, request }) =>
    request.impUid === undefined ? request.merchantUid !== payment.merchantUid : request.impUid !== payment.impUid
}

export const stateRules = rules([
  {
    code: "vbank-unpaid",
    severity: "error",
    evidence: "doc",
    source: "API reference, DELETE /vbanks/{imp_uid}; PortOne's reference: \"승인된 결제를 취소합니다\"",
    pg: "",
    method: "vbank",
    field: "payment",
    problem: {
      english: "is a virtual account without a deposit yet, and a cancel is for approved payments",
      korean: "아직 입금되지 않은 가상계좌입니다. 결제취소는 승인된 결제에만 할 수 있습니다"
    },
    advice: {
      english:
        "revoke the account with DELETE /vbanks/{imp_uid}; look the payment up again first if a deposit may have come in since",
      korean:
        "DELETE /vbanks/{imp_uid}로 가상계좌를 말소하세요. 그 사이 입금되었을 수 있다면 먼저 결제를 다시 조회하세요"
    },
    applies: ({ isUnpaidVbank }) => isUnpaidVbank
  },
  {
    code: "not-approved",
    severity: "warning",
    evidence: "inf",
    source:
      "PortOne's reference: \"승인된 결제를 취소합니다\"; some PGs approve a payment after it was ready or failed",
    pg: "",
    method: "",
    field: "payment",
    problem: {
      english: "does not look approved, and a cancel is for approved payments",
      korean: "승인되지 않은 결제로 보입니다. 결제취소는 승인된 결제에만 할 수 있습니다"
    },
    advice: { english: "look the payment up again", korean: "결제를 다시 조회하세요" },
    applies: ({ isUnpaidVbank, status }) => !isUnpaidVbank && (status === "ready" || status === "failed")
  },
  {
    code: "convenience-store-inicis-jp",
    severity: "error",
    evidence: "doc",
    source: "PortOne docs, KG Inicis Japan: \"편의점 결제의 경우 결제 취소를 지원하지 않습니다\"",
    pg: "inicis_jp",
    method: "cvs",
    field: "payment",
    problem: {
      english: "was made at a convenience store in Japan, and KG Inicis does not cancel those",
      korean: "일본 편의점 결제는 취소를 지원하지 않습니다"
    },
    advice: { english: "give the money back in another way", korean: "다른 방법으로 환불하세요" },
    applies: ({ method, pg }) => pg === "inicis_jp" && method === "cvs"
  },
  {
    code: "escrow-welcome",
    severity: "warning",
    evidence: "doc",
    source: "PortOne docs, Welcome Payments, escrow",
    pg: "welcome",
    method: "",
    field: "payment",
    problem: {
      english: "is in escrow, which Welcome Payments lets a shop cancel only after the buyer declined, or by contract",
      korean: "웰컴페이먼츠 에스크로 결제는 구매자가 구매거절을 해야 취소할 수 있습니다(별도 협의 시 예외)"
    },
    advice: {
      english: "have the buyer decline the purchase, or ask Welcome Payments",
      korean: "구매자의 구매거절을 받거나 웰컴페이먼츠와 협의하세요"
    },
    applies: ({ payment, pg }) => pg === "welcome" && Option.contains(payment.escrow, true)
  },
  {
    code: "vbank-danal",
    severity: "warning",
    evidence: "dis",
    source:
      "PortOne help, two pages: 다날 가상계좌 환불 미지원; yet PG사별 은행코드 lists refund codes for Danal, and Danal's own codes know refunded virtual accounts",
    pg: "danal_tpay, danal",
    method: "vbank",
    field: "payment",
    problem: {
      english:
        "is a virtual account at Danal, which PortOne's help says cannot be refunded; Danal's own codes say otherwise",
      korean:
        "다날 가상계좌입니다. 포트원 도움말은 환불을 지원하지 않는다고 하지만, 다날 오류코드표에는 환불이 있습니다"
    },
    advice: {
      english: "ask Danal, or give the money back by bank transfer",
      korean: "다날에 문의하거나 계좌이체로 직접 환불하세요"
    },
    applies: ({ isUnpaidVbank, method, pg }) =>
      method === "vbank" && (pg === "danal_tpay" || pg === "danal") && !isUnpaidVbank
  },
  {
    code: "vbank-test",
    severity: "warning",
    evidence: "doc",
    source: "PortOne help, testing virtual accounts: \"요청하신 건에 대해 입금된 내역이 없습니다\"",
    pg: "any test channel",
    method: "vbank",
    field: "payment",
    problem: {
      english: "is a virtual account of a test channel, where no money was paid in and PGs reject the refund",
      korean: "테스트 채널의 가상계좌입니다. 실제 입금이 없어 PG사가 환불을 거절합니다"
    },
    advice: {
      english: "expect a rejection here, and test the refund with the sandbox",
      korean: "거절을 예상하고, 환불은 샌드박스로 테스트하세요"
    },
    applies: ({ isUnpaidVbank, method, payment }) =>
      method === "vbank" && Option.contains(payment.sandbox, true) && !isUnpaidVbank
  },
  {
    code: "naverpay-reason",
    severity: "warning",
    evidence: "doc",
    source:
      `${API}, naverpay: without it the shop does not pass NaverPay's review; what the API does is not documented`,
    pg: "naverpay",
    method: "",
    field: "reason",
    problem: {
      english: "is missing or blank, and NaverPay's review requires it",
      korean: "취소 사유가 없거나 비어 있습니다. 네이버페이 검수에서 필수입니다"
    },
    advice: { english: "send the real reason of the cancel", korean: "실제 취소 사유를 보내세요" },
    applies: ({ pg, request }) => pg === "naverpay" && (request.reason ?? "").trim() === ""
  },
  {
    code: "naverpay-requester",
    severity: "warning",
    evidence: "doc",
    source: `${API}, naverpay: extra.requester, by default admin`,
    pg: "naverpay",
    method: "",
    field: "requester",
    problem: {
      english: "is missing, and NaverPay's review requires it",
      korean: "취소 요청자(extra.requester)가 없습니다. 네이버페이 검수에서 필수입니다"
    },
    advice: {
      english: "send customer or admin, depending on which of them asked for the refund",
      korean: "환불을 요청한 쪽을 customer나 admin으로 보내세요"
    },
    applies: ({ pg, request }) => pg === "naverpay" && request.requester === undefined
  }
])
