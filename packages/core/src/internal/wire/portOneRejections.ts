/**
 * PortOne's own texts: the allow-list of code 1. Only a text of this list keeps the certainty of
 * its code. Every other text may be a PG's that PortOne passed on, so it proves nothing.
 *
 * `evidence`: `obs` seen in public code or logs of the real API; `doc` stands in PortOne's
 * reference; `assumed` the text is not public and the pattern is a guess (SPEC.md A1, A2).
 */
import { compact, soundsLikePg } from "./rejectionJudgement.ts"

interface PortOneRejection {
  readonly family: string
  /** The text as seen; absent where it is not public. */
  readonly words?: string
  readonly matches: (message: string) => boolean
  /** The code with which it was seen; absent where that is not public. */
  readonly code?: 1
  readonly meaning:
    | "AlreadyCancelled"
    | "PaymentNotFound"
    | "ChecksumMismatch"
    | "MissingRefundAccount"
    | "CancelRejected"
  readonly evidence: "obs" | "doc" | "assumed"
}

// The whole message, so that no other sentence stands next to it.
const is = (words: string) => {
  const own = compact(words)
  return (message: string) => compact(message) === own
}

// Each pattern, no word but the listed ones, and no words of a PG, of a cancel that happened or of
// one that is in progress. A word that is not listed could say that money moved all the same.
const has = (words: RegExp, ...patterns: ReadonlyArray<RegExp>) => (message: string) => {
  const text = compact(message)
  return patterns.every((pattern) => pattern.test(text)) && text.replace(words, "") === "" && !soundsLikePg(message)
}

const COMMON =
  "sandbox|확인하세요|확인해주세요|확인바랍니다|확인해주시기바랍니다|또는|[은는이가을를과와의에도및원]|\\d+|" +
  "the|is|are|of|for|and|or|an|a"

// Words in their compact form, without blanks. A longer one stands before one that it begins with.
const wordsOf = (...words: ReadonlyArray<string>) => new RegExp([...words, COMMON].join("|"), "g")

const ABOUT_CHECKSUM = /* @__PURE__ */ wordsOf(
  "checksum|체크섬|값|검증|요청하신|요청|입력|전달|취소|결제|가능|금액|잔액|남은",
  "일치하지않습니다|일치하지않음|불일치합니다|불일치|다릅니다|다름|틀립니다|틀렸습니다|틀림|맞지않습니다",
  "올바르지않습니다|오류입니다|오류|실패하였습니다|실패했습니다|실패",
  "mismatch|doesnotmatch|notmatch|differs|different|differ|invalid|incorrect|wrong|failed|fail|error",
  "value|verification|validation|cancell?able|cancel|request|amount|balance|remaining|from|with"
)

const ABOUT_ACCOUNT = /* @__PURE__ */ wordsOf(
  "refund|holder|bank|account|tel|phone|number|name|code|virtual|payment|cancel|information|info|parameter|fields?",
  "환불|받을|계좌번호|계좌|예금주|은행|코드|연락처|전화번호|전화|번호|이름|가상계좌|결제|취소|정보|값|항목|반드시",
  "필요합니다|필요|필수입니다|필수|누락되었습니다|누락됐습니다|누락|없습니다|없음|입력해주셔야합니다|입력해주세요|입력하세요|입력",
  "지정해주셔야합니다|지정해주세요|지정하세요|지정|required|missing|mustbe|needed|empty"
)

const ABOUT_ID = /* @__PURE__ */ wordsOf(
  "지정해주셔야합니다|imp|merchant|uid|취소할|취소하실|결제건|결제|거래|주문번호|고유번호|번호|아이디|혹은|이나|중|하나"
)

export const portOneRejections: ReadonlyArray<PortOneRejection> = [
  {
    family: "already-cancelled",
    words: "이미 전액취소된 주문입니다.",
    matches: /* @__PURE__ */ is("이미 전액취소된 주문입니다."),
    meaning: "AlreadyCancelled",
    code: 1,
    evidence: "obs"
  },
  {
    family: "payment-not-found",
    words: "취소할 결제건이 존재하지 않습니다.",
    matches: /* @__PURE__ */ is("취소할 결제건이 존재하지 않습니다."),
    meaning: "PaymentNotFound",
    code: 1,
    evidence: "obs"
  },
  // The reference has this text as its example of an error message.
  {
    family: "payment-not-found",
    words: "존재하지 않는 결제정보입니다",
    matches: /* @__PURE__ */ is("존재하지 않는 결제정보입니다"),
    meaning: "PaymentNotFound",
    evidence: "doc"
  },
  {
    family: "checksum",
    matches: /* @__PURE__ */ has(
      ABOUT_CHECKSUM,
      /checksum|체크섬|잔액.*(일치하지|불일치)/,
      /일치하지|불일치|다릅|다르|틀[리린렸]|맞지|오류|실패|mismatch|notmatch|differ|invalid|incorrect|wrong|fail/
    ),
    meaning: "ChecksumMismatch",
    code: 1,
    evidence: "assumed"
  },
  {
    family: "refund-account",
    matches: /* @__PURE__ */ has(
      ABOUT_ACCOUNT,
      /refund(holder|bank|account|tel)|환불(받을)?계좌|예금주/,
      /필요|필수|누락|없[음습]|입력|지정|required|missing|mustbe|needed|empty/
    ),
    meaning: "MissingRefundAccount",
    code: 1,
    evidence: "assumed"
  },
  // Only the end of the text is known. This library never sends such a request.
  {
    family: "no-id",
    meaning: "CancelRejected",
    words: "…지정해주셔야합니다.",
    matches: /* @__PURE__ */ has(ABOUT_ID, /지정해주셔야합니다$/),
    evidence: "obs"
  }
]
