/**
 * Partial cancels: which PGs reject them, after how many, and for which payment methods.
 */
import type { Bilingual } from "@effect-portone/core/Bilingual"
import * as Option from "effect/Option"
import { ofCode } from "../../Card.ts"
import { rules } from "./rule.ts"

const API = "API reference, POST /payments/cancel"
const HELP = "PortOne help, payments that cannot be cancelled in part"

const vouchers = new Set(["cultureland", "culturegift", "smartculture", "booknlife"])
const inicis = new Set(["html5_inicis", "inicis"])

const cancelAll: Bilingual = {
  english: "cancel all of it with CancelRequest.full, and have the customer pay again for what stays sold",
  korean: "CancelRequest.full로 전액 취소한 뒤 남길 금액을 다시 결제받으세요"
}
const askPg: Bilingual = {
  english: "ask the PG whether your contract allows it, or cancel all of it",
  korean: "계약상 가능한지 PG사에 확인하거나 전액 취소하세요"
}

export const partRules = rules([
  {
    code: "phone-partial-ksnet",
    severity: "error",
    evidence: "doc",
    source: `${API}, ksnet: "휴대폰 결제는 부분취소가 불가능합니다"`,
    pg: "ksnet",
    method: "phone",
    field: "amount",
    problem: {
      english: "is a part, and KSNET cancels mobile phone payments as a whole only",
      korean: "KSNET 휴대폰 결제는 부분취소를 할 수 없습니다"
    },
    advice: cancelAll,
    applies: ({ isPartial, method, pg }) => isPartial && pg === "ksnet" && method === "phone"
  },
  {
    code: "phone-partial",
    severity: "warning",
    evidence: "doc",
    source: HELP + ": 휴대폰 부분취소는 KG이니시스와 KCP(요청 시)",
    pg: "all but html5_inicis, inicis, ksnet",
    method: "phone",
    field: "amount",
    problem: {
      english:
        "is a part, and parts of mobile phone payments are documented for KG Inicis, and on request for KCP, only",
      korean: "휴대폰 결제의 부분취소는 KG이니시스와 KCP(별도 요청)만 안내되어 있습니다"
    },
    advice: askPg,
    applies: ({ isPartial, method, pg }) =>
      isPartial && method === "phone" && !["html5_inicis", "inicis", "ksnet"].includes(pg)
  },
  {
    code: "ksnet-tenth-partial",
    severity: "error",
    evidence: "doc",
    source: `${API}, ksnet: "부분취소는 총 9번"`,
    pg: "ksnet",
    method: "all but phone",
    field: "amount",
    problem: {
      english: "is a tenth part, and KSNET cancels at most nine parts of a payment",
      korean: "KSNET의 부분취소는 결제당 9번까지입니다"
    },
    advice: {
      english: "give the rest back in another way, or all of it at once",
      korean: "남은 금액을 한 번에 취소하거나 다른 방법으로 환불하세요"
    },
    applies: ({ cancels, isPartial, method, pg }) => isPartial && pg === "ksnet" && method !== "phone" && cancels >= 9
  },
  {
    code: "ksnet-rest-after-nine",
    severity: "warning",
    evidence: "inf",
    source: `${API}, ksnet: "부분취소는 총 9번"; whether the last of ten counts is not documented`,
    pg: "ksnet",
    method: "all but phone",
    field: "amount",
    problem: {
      english: "is the rest after nine parts, and KSNET may count it as a tenth",
      korean: "부분취소 9번 뒤의 나머지입니다. KSNET이 10번째 부분취소로 셀 수 있습니다"
    },
    advice: { english: "expect that the PG may reject it", korean: "거절될 수 있으니 대비하세요" },
    applies: ({ cancels, isPartial, isSpent, method, pg }) =>
      !isPartial && !isSpent && pg === "ksnet" && method !== "phone" && cancels >= 9
  },
  {
    code: "voucher-partial-tosspayments",
    severity: "error",
    evidence: "doc",
    source: `${API}, tosspayments: "상품권인 결제건은 부분취소가 불가능합니다"`,
    pg: "tosspayments",
    method: [...vouchers].join(", "),
    field: "amount",
    problem: {
      english: "is a part, and Toss Payments cancels gift vouchers as a whole only",
      korean: "토스페이먼츠 상품권 결제는 부분취소를 할 수 없습니다"
    },
    advice: cancelAll,
    applies: ({ isPartial, method, pg }) => isPartial && pg === "tosspayments" && vouchers.has(method)
  },
  {
    code: "voucher-partial",
    severity: "warning",
    evidence: "inf",
    source: HELP + ": 상품권 (KG, 키움페이 도서문화상품권·스마트문상)",
    pg: "mobilians; daou (booknlife, smartculture)",
    method: [...vouchers].join(", "),
    field: "amount",
    problem: {
      english: "is a part of a gift voucher, which this PG cancels as a whole only, according to PortOne's help page",
      korean: "상품권 결제입니다. 이 PG사는 부분취소가 안 되는 것으로 안내되어 있습니다"
    },
    advice: askPg,
    applies: ({ isPartial, method, pg }) =>
      isPartial &&
      (pg === "mobilians" && vouchers.has(method) ||
        pg === "daou" && (method === "booknlife" || method === "smartculture"))
  },
  {
    code: "voucher-partial-inicis",
    severity: "warning",
    evidence: "dis",
    source: HELP +
      ": 상품권 (KG), not which KG; KG Inicis's own codes for vouchers know partial cancels and their limit",
    pg: "html5_inicis, inicis",
    method: [...vouchers].join(", "),
    field: "amount",
    problem: {
      english: "is a part of a gift voucher, and sources differ on whether KG Inicis cancels vouchers in part",
      korean: "상품권 결제입니다. KG이니시스 상품권의 부분취소가 되는지는 자료마다 다릅니다"
    },
    advice: askPg,
    applies: ({ isPartial, method, pg }) => isPartial && inicis.has(pg) && vouchers.has(method)
  },
  {
    code: "check-card-partial-smartro-v2-test",
    severity: "error",
    evidence: "doc",
    source: `${API}, smartro_v2, test mode: "체크카드 결제 건의 경우 전액 취소만 가능"`,
    pg: "smartro_v2 (test channel)",
    method: "card",
    field: "amount",
    problem: {
      english: "is a part, and Smartro's test channel cancels check cards as a whole only",
      korean: "스마트로 테스트 채널의 체크카드 결제는 전액 취소만 할 수 있습니다"
    },
    advice: {
      english: "cancel all of it, or test with a credit card",
      korean: "전액 취소하거나 신용카드로 테스트하세요"
    },
    applies: ({ isPartial, method, payment, pg }) =>
      isPartial && pg === "smartro_v2" && method === "card" && Option.contains(payment.sandbox, true) &&
      Option.contains(payment.cardType, "1")
  },
  {
    code: "nice-test-partial",
    severity: "warning",
    evidence: "doc",
    source: HELP + ": 나이스 테스트",
    pg: "nice, nice_v2 (test channel)",
    method: "",
    field: "amount",
    problem: {
      english: "is a part, and NICE's test channel does not show parts and rejects them for check cards",
      korean: "나이스페이먼츠 테스트 채널은 부분취소를 반영하지 않고, 체크카드는 거절합니다"
    },
    advice: { english: "test partial cancels elsewhere", korean: "부분취소는 다른 환경에서 테스트하세요" },
    applies: ({ isPartial, payment, pg }) =>
      isPartial && (pg === "nice" || pg === "nice_v2") && Option.contains(payment.sandbox, true)
  },
  {
    code: "escrow-partial",
    severity: "warning",
    evidence: "doc",
    source: HELP + ": 에스크로",
    pg: "",
    method: "",
    field: "amount",
    problem: {
      english: "is a part, and escrow payments are cancelled as a whole only, according to PortOne's help page",
      korean: "에스크로 결제는 부분취소가 안 되는 것으로 안내되어 있습니다"
    },
    advice: askPg,
    applies: ({ isPartial, payment }) => isPartial && Option.contains(payment.escrow, true)
  },
  {
    code: "overseas-card-partial",
    severity: "warning",
    evidence: "doc",
    source: HELP + ": 해외카드",
    pg: "",
    method: "card",
    field: "amount",
    problem: {
      english:
        "is a part, and payments by a foreign card are cancelled as a whole only, according to PortOne's help page",
      korean: "해외카드 결제는 부분취소가 안 되는 것으로 안내되어 있습니다"
    },
    advice: askPg,
    applies: ({ isPartial, payment }) =>
      isPartial && Option.exists(Option.flatMap(payment.cardCode, ofCode), (card) => card.kind === "overseas")
  },
  {
    code: "partial-by-contract-welcome",
    severity: "warning",
    evidence: "doc",
    source: `${API}, welcome: "부분 환불 사용 서비스 신청 고객사에 한해"`,
    pg: "welcome",
    method: "",
    field: "amount",
    problem: {
      english: "is a part, and Welcome Payments cancels parts only for shops that applied for it, method by method",
      korean: "웰컴페이먼츠의 부분취소는 지불수단별로 신청한 고객사만 쓸 수 있습니다"
    },
    advice: askPg,
    applies: ({ isPartial, pg }) => isPartial && pg === "welcome"
  }
])
