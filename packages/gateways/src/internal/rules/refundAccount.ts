/**
 * Refund accounts: which cancels need one, which need a phone number in it, and whether the bank
 * code is one of this PG's.
 */
import type { Bilingual } from "@effect-portone/core/Bilingual"
import { isCode, judge } from "../../Bank.ts"
import { type Facts, isSmartroTransfer, needsAccount } from "./facts.ts"
import { rules } from "./rule.ts"

const API = "API reference, POST /payments/cancel"

const askForAccount: Bilingual = {
  english: "ask the customer for holder, bank and account number, and send them with RefundAccount.make",
  korean: "고객에게 예금주, 은행, 계좌번호를 받아 RefundAccount.make로 보내세요"
}
const askForPhone: Bilingual = {
  english: "ask the customer for the account holder's phone number and send it as refundAccount.phone",
  korean: "예금주의 연락처를 받아 refundAccount.phone으로 보내세요"
}

const code = ({ request }: Facts) => request.refundAccount?.bank ?? ""
const judged = (facts: Facts) => judge(facts.pg, code(facts))
const isForeign = (facts: Facts) => {
  const judgement = judged(facts)
  return facts.hasAccount && needsAccount(facts) && judgement._tag === "foreign" ? judgement : undefined
}

export const accountRules = rules([
  {
    code: "refund-account-vbank",
    severity: "error",
    evidence: "doc",
    source: `${API}, refund_holder, refund_bank, refund_account; "가상계좌 취소시 필수"`,
    pg: "",
    method: "vbank",
    field: "refundAccount",
    problem: {
      english: "is missing, and the payment was made to a virtual account",
      korean: "환불계좌가 없습니다. 가상계좌 결제의 취소에는 환불계좌가 필요합니다"
    },
    advice: askForAccount,
    isMissingAccount: true,
    applies: (facts) => facts.method === "vbank" && needsAccount(facts) && !facts.hasAccount
  },
  {
    code: "refund-account-kcp-phone",
    severity: "error",
    evidence: "doc",
    source: `${API}, kcp: "휴대폰소액결제 익월 환불"`,
    pg: "kcp",
    method: "phone",
    field: "refundAccount",
    problem: {
      english: "is missing, and KCP refunds a mobile phone payment of an earlier month to a bank account only",
      korean: "환불계좌가 없습니다. KCP 휴대폰 결제를 결제월이 지나 환불하려면 환불계좌가 필요합니다"
    },
    advice: {
      english: `${askForAccount.english}; KCP requires a special contract for it`,
      korean: `${askForAccount.korean} (KCP와의 특약이 필요합니다)`
    },
    isMissingAccount: true,
    applies: (facts) => facts.method === "phone" && needsAccount(facts) && !facts.hasAccount
  },
  {
    code: "refund-account-smartro-v2-transfer",
    severity: "error",
    evidence: "doc",
    source: `${API}, smartro_v2: "가상계좌, 계좌이체 거래건 환불시 필수입력입니다"`,
    pg: "smartro_v2",
    method: "trans",
    field: "refundAccount",
    problem: {
      english: "is missing, and Smartro (smartro_v2) needs one for a bank transfer too",
      korean: "환불계좌가 없습니다. 스마트로(smartro_v2)는 계좌이체 취소에도 환불계좌가 필요합니다"
    },
    advice: askForAccount,
    isMissingAccount: true,
    applies: (facts) => isSmartroTransfer(facts.pg, facts.method) && !facts.hasAccount
  },
  {
    code: "refund-phone-smartro",
    severity: "error",
    evidence: "doc",
    source: `${API}, refund_tel, smartro and smartro_v2`,
    pg: "smartro, smartro_v2",
    method: "vbank, trans (smartro_v2)",
    field: "refundAccount.phone",
    problem: {
      english: "is missing, and Smartro needs the account holder's phone number",
      korean: "예금주 연락처가 없습니다. 스마트로는 refund_tel이 필요합니다"
    },
    advice: askForPhone,
    isMissingAccount: true,
    applies: (facts) =>
      (facts.pg === "smartro" && facts.method === "vbank" || facts.pg === "smartro_v2") && needsAccount(facts) &&
      facts.hasAccount && !facts.hasPhone
  },
  {
    code: "refund-phone-smartro-transfer",
    severity: "warning",
    evidence: "dis",
    source: `${API}, refund_tel, smartro: marked required without a payment method`,
    pg: "smartro",
    method: "trans",
    field: "refundAccount.phone",
    problem: {
      english: "is missing, and by one reading of the documents the old Smartro requires it for every cancel",
      korean: "예금주 연락처가 없습니다. 문서를 달리 읽으면 구 스마트로는 모든 취소에 refund_tel을 요구합니다"
    },
    advice: askForPhone,
    applies: (facts) => facts.pg === "smartro" && facts.method === "trans" && !facts.hasPhone
  },
  {
    code: "refund-phone-vbank",
    severity: "warning",
    evidence: "dis",
    source: `${API}, refund_tel: one page says virtual accounts, another says Smartro only`,
    pg: "",
    method: "vbank",
    field: "refundAccount.phone",
    problem: {
      english: "is missing, and one of PortOne's pages requires it for every virtual account",
      korean: "예금주 연락처가 없습니다. 포트원 문서 한 곳은 모든 가상계좌 취소에 필수라고 합니다"
    },
    advice: askForPhone,
    applies: (facts) =>
      facts.method === "vbank" && needsAccount(facts) && facts.hasAccount && !facts.hasPhone &&
      !facts.pg.startsWith("smartro")
  },
  {
    code: "refund-bank-of-another-pg",
    severity: "error",
    evidence: "doc",
    source: "PG사별 은행코드",
    pg: "html5_inicis, kcp, tosspayments, danal_tpay, nice, kicc, smartro, settle, daou, nice_v2, welcome",
    method: "vbank, phone (kcp)",
    field: "refundAccount.bank",
    problem: { english: "is written as another PG writes its bank codes", korean: "다른 PG사의 은행코드입니다" },
    advice: {
      english: "send this PG's own code; Bank.refundCode finds it by name",
      korean: "이 PG사의 은행코드를 보내세요. Bank.refundCode로 찾을 수 있습니다"
    },
    applies: (facts) => isForeign(facts)?.evidence === "doc",
    describe: (facts) => rightCode(facts)
  },
  {
    code: "refund-bank-unlisted",
    severity: "warning",
    evidence: "inf",
    source: "PG사별 은행코드",
    pg: "",
    method: "vbank, phone (kcp), trans (smartro_v2)",
    field: "refundAccount.bank",
    problem: {
      english: "is not in this PG's list of bank codes, or does not look like a bank code",
      korean: "이 PG사의 은행코드표에 없거나 은행코드로 보이지 않습니다"
    },
    advice: {
      english: "check the code with the PG; lists grow, so it may be right",
      korean: "PG사에 코드를 확인하세요. 표에 아직 없는 새 코드일 수도 있습니다"
    },
    applies: (facts) => {
      const { _tag } = judged(facts)
      return facts.hasAccount && needsAccount(facts) &&
        (_tag === "unlisted" || _tag === "unknown" && !isCode(code(facts)) || isForeign(facts)?.evidence === "inf")
    },
    describe: (facts) => rightCode(facts)
  },
  {
    code: "refund-bank-trap",
    severity: "warning",
    evidence: "doc",
    source: "PG사별 은행코드: 키움페이 numbers its banks on its own",
    pg: "daou",
    method: "vbank",
    field: "refundAccount.bank",
    problem: {
      english: "11, 12 or 31 means another bank at Kiwoom than everywhere else",
      korean: "키움페이의 11, 12, 31은 다른 PG사와 다른 은행입니다"
    },
    advice: {
      english: "make sure that the bank is the one Kiwoom means",
      korean: "키움페이가 뜻하는 은행이 맞는지 확인하세요"
    },
    applies: (facts) => trap(facts) !== undefined,
    describe: (facts) => {
      const found = trap(facts)
      return {
        english: `${
          code(facts)
        } is ${found?.bank.english} at Kiwoom, and ${found?.trap?.english} almost everywhere else`,
        korean: `${
          code(facts)
        }은(는) 키움페이에서는 ${found?.bank.korean}, 다른 PG사에서는 ${found?.trap?.korean}입니다`
      }
    }
  }
])

const trap = (facts: Facts) => {
  const judgement = judged(facts)
  return facts.hasAccount && needsAccount(facts) && judgement._tag === "listed" && judgement.trap !== undefined
    ? judgement
    : undefined
}

const rightCode = (facts: Facts): Bilingual => {
  const judgement = judged(facts)
  const shown = isCode(code(facts)) ? code(facts) : "given"
  if (judgement._tag === "foreign") {
    const { also, bank, right } = judgement
    return {
      english: `${shown} is not a code of ${facts.pg}: ${bank.english} is ${right} here${
        also === undefined ? "" : `, ${also.bank.english} is ${also.right}`
      }`,
      korean: `${shown}은(는) ${facts.pg}의 은행코드가 아닙니다. ${bank.korean}의 코드는 ${right}${
        also === undefined ? "" : `, ${also.bank.korean}의 코드는 ${also.right}`
      }입니다`
    }
  }
  if (judgement._tag === "unlisted" && judgement.bank !== undefined) {
    const { bank, right } = judgement
    return right === undefined
      ? {
        english: `${shown} stands for ${bank.english} elsewhere, and ${facts.pg} does not list that bank`,
        korean: `${shown}은(는) 다른 곳의 ${bank.korean} 코드이고, ${facts.pg}의 표에는 이 은행이 없습니다`
      }
      : {
        english: `${shown} is not in the list of ${facts.pg}; if ${bank.english} is meant, it is ${right} here`,
        korean: `${shown}은(는) ${facts.pg}의 표에 없습니다. ${bank.korean}이라면 코드는 ${right}입니다`
      }
  }
  return judgement._tag === "unknown"
    ? {
      english: "does not look like a bank code (1 to 4 digits or upper-case letters)",
      korean: "은행코드로 보이지 않습니다(숫자나 영문 대문자 1~4자)"
    }
    : {
      english: `${shown} is not in the list of ${facts.pg}`,
      korean: `${shown}은(는) ${facts.pg}의 은행코드표에 없습니다`
    }
}
