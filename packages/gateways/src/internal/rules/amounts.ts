/**
 * Amounts: what is left, tax-free parts, VAT, promotions.
 */
import { unchecked } from "@effect-portone/core/CancelRequest"
import { rules } from "./rule.ts"

const API = "API reference, POST /payments/cancel"
const noDefaultTaxFree = new Set(["kcp", "kcp_quick", "kicc", "nice", "payco"])
const takesVat = new Set(["nice", "html5_inicis", "welcome", "nice_v2"])

export const amountRules = rules([
  {
    code: "nothing-left",
    severity: "error",
    evidence: "doc",
    source: "Cancelling a payment: what can be cancelled is amount − cancel_amount; \"이미 전액취소된 주문입니다.\"",
    pg: "",
    method: "",
    field: "payment",
    problem: { english: "was already cancelled in full", korean: "이미 전액 취소된 결제입니다" },
    advice: {
      english: "find the cancel that did it in its cancel history",
      korean: "취소 내역에서 어느 취소였는지 확인하세요"
    },
    applies: ({ hasPromotion, isSpent }) => isSpent && !hasPromotion
  },
  {
    code: "amount-above-balance",
    severity: "error",
    evidence: "doc",
    source: "Cancelling a payment: what can be cancelled is amount − cancel_amount",
    pg: "",
    method: "",
    field: "amount",
    problem: { english: "is above what is left of the payment", korean: "취소 금액이 남은 금액보다 큽니다" },
    advice: { english: "cancel no more than is left", korean: "남은 금액까지만 취소하세요" },
    applies: ({ amount, balance, hasPromotion, isSpent }) => amount > balance && !isSpent && !hasPromotion,
    describe: ({ amount, balance }) => ({
      english: `${amount} is above the ${balance} that is left of the payment`,
      korean: `취소 금액 ${amount}이(가) 남은 금액 ${balance}보다 큽니다`
    })
  },
  {
    code: "amount-above-balance-promotion",
    severity: "warning",
    evidence: "doc",
    source: "Cancelling a payment with a promotion: amounts are counted before the discount",
    pg: "",
    method: "",
    field: "amount",
    problem: {
      english: "is above amount − cancel_amount, which need not be the order's balance where a promotion applies",
      korean: "취소 금액이 amount − cancel_amount보다 큽니다. 프로모션 결제에서는 주문 기준 잔액과 다를 수 있습니다"
    },
    advice: {
      english: "compare it with what is left of the order before the discount",
      korean: "할인 전 주문 기준의 남은 금액과 비교하세요"
    },
    applies: ({ amount, balance, hasPromotion, isSpent }) => hasPromotion && (amount > balance || isSpent)
  },
  {
    code: "checksum-not-balance",
    severity: "warning",
    evidence: "doc",
    source: `${API}, checksum: "검증에 실패하면 트랜잭션을 수행하지 않습니다"`,
    pg: "",
    method: "",
    field: "checksum",
    problem: {
      english: "is not what is left of this payment; one of the two is stale",
      korean: "checksum이 이 결제의 남은 금액과 다릅니다. 둘 중 하나가 오래된 값입니다"
    },
    advice: {
      english: "look the payment up again and use its balance",
      korean: "결제를 다시 조회해 남은 금액을 쓰세요"
    },
    applies: ({ balance, hasPromotion, request }) =>
      request.checksum !== unchecked && request.checksum !== balance && !hasPromotion,
    describe: ({ balance, request }) => ({
      english: `${request.checksum} is not the ${balance} that is left of this payment; one of the two is stale`,
      korean:
        `checksum ${request.checksum}이(가) 이 결제의 남은 금액 ${balance}와(과) 다릅니다. 둘 중 하나가 오래된 값입니다`
    })
  },
  {
    code: "tax-free-missing",
    severity: "warning",
    evidence: "doc",
    source:
      `${API}, tax_free: five PGs do not take a missing value as 0; the payment does not show whether any of it was tax-free`,
    pg: "kcp, kcp_quick, kicc, nice, payco",
    method: "",
    field: "taxFree",
    problem: {
      english: "is missing, and this PG does not take that as 0: a tax-free payment would be cancelled wrongly",
      korean: "면세금액이 없습니다. 이 PG사는 누락을 0원으로 처리하지 않으므로 면세 결제라면 반드시 보내야 합니다"
    },
    advice: {
      english: "send how much of this cancel is tax-free, 0 if nothing is",
      korean: "이번 취소 금액 중 면세금액을 보내세요. 없으면 0"
    },
    applies: ({ pg, request }) => noDefaultTaxFree.has(pg) && request.taxFree === undefined
  },
  {
    code: "tax-free-missing-mixed",
    severity: "warning",
    evidence: "doc",
    source: `${API}, tax_free, smartro_v2 (partial cancels) and welcome (부가세업체정함)`,
    pg: "smartro_v2, welcome",
    method: "",
    field: "taxFree",
    problem: {
      english: "is missing, and this PG requires it if a part of the payment was tax-free",
      korean: "면세금액이 없습니다. 면세금액이 포함된 결제라면 이 PG사에는 반드시 보내야 합니다"
    },
    advice: {
      english: "send how much of this cancel is tax-free, 0 if nothing is",
      korean: "이번 취소 금액 중 면세금액을 보내세요. 없으면 0"
    },
    applies: ({ isPartial, pg, request }) =>
      request.taxFree === undefined && (pg === "welcome" || pg === "smartro_v2" && isPartial)
  },
  {
    code: "tax-free-above-amount",
    severity: "warning",
    evidence: "inf",
    source: `${API}, tax_free: "(부분)취소요청금액 중 면세금액"`,
    pg: "",
    method: "",
    field: "taxFree",
    problem: { english: "is above the amount it is a part of", korean: "면세금액이 취소 금액보다 큽니다" },
    advice: { english: "send the tax-free part of this cancel", korean: "이번 취소 금액에 포함된 면세금액을 보내세요" },
    applies: ({ amount, request }) => request.taxFree !== undefined && request.taxFree > amount
  },
  {
    code: "vat-missing",
    severity: "warning",
    evidence: "doc",
    source: `${API}, vat_amount: "결제 시 부가세를 지정했던 경우 필수"; the payment does not show whether it was`,
    pg: "nice, html5_inicis, welcome, nice_v2; tosspay_v2 (partial)",
    method: "",
    field: "vatAmount",
    problem: {
      english: "is missing, and this PG needs it if VAT was given at payment",
      korean: "부가세가 없습니다. 결제할 때 부가세를 지정했다면 반드시 보내야 합니다"
    },
    advice: {
      english: "if VAT was given at payment, send the VAT of this cancel",
      korean: "결제 때 부가세를 지정했다면 이번 취소 금액의 부가세를 보내세요"
    },
    applies: ({ isPartial, pg, request }) =>
      request.vatAmount === undefined && (takesVat.has(pg) || pg === "tosspay_v2" && isPartial)
  },
  {
    code: "vat-not-taken",
    severity: "warning",
    evidence: "doc",
    source: `${API}, vat_amount: PGs that support it; kakaopay does not`,
    pg: "all but nice, html5_inicis, welcome, nice_v2, tosspay_v2",
    method: "",
    field: "vatAmount",
    problem: {
      english: "is given, and this PG is not among those that take it",
      korean: "부가세를 보냈지만 이 PG사는 지원 목록에 없습니다"
    },
    advice: {
      english: "leave vatAmount out unless the PG says otherwise",
      korean: "PG사가 달리 안내하지 않았다면 vatAmount를 빼세요"
    },
    applies: ({ pg, request }) =>
      request.vatAmount !== undefined && pg !== "" && !takesVat.has(pg) && pg !== "tosspay_v2"
  },
  {
    code: "promotion-order-basis",
    severity: "warning",
    evidence: "doc",
    source: "Cancelling a payment with a promotion",
    pg: "",
    method: "",
    field: "amount",
    problem: {
      english:
        "and checksum are counted before the discount where a promotion applies, and a cancel that breaks its policy is rejected",
      korean:
        "프로모션 결제입니다. amount와 checksum은 할인 전 주문 기준이며, 남는 금액이 프로모션 정책에 어긋나면 취소가 거절됩니다"
    },
    advice: {
      english: "count both before the discount, and decide on retainPromotion",
      korean: "두 값을 할인 전 기준으로 계산하고 retainPromotion을 정하세요"
    },
    applies: ({ hasPromotion }) => hasPromotion
  },
  {
    code: "promotion-same-option",
    severity: "warning",
    evidence: "doc",
    source: "Cancelling a payment with a promotion: later cancels only with the option of the first",
    pg: "",
    method: "",
    field: "retainPromotion",
    problem: {
      english: "must be what the first cancel of this payment used, and the payment does not show what that was",
      korean: "이 결제의 첫 취소와 같은 retain_promotion 값이어야 하는데, 결제 정보에는 그 값이 없습니다"
    },
    advice: { english: "send the value of the first cancel", korean: "첫 취소 때와 같은 값을 보내세요" },
    applies: ({ cancels, hasPromotion }) => hasPromotion && cancels > 0
  }
])
