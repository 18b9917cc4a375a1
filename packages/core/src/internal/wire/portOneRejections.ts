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

// Each pattern, and no words of a PG, of a cancel that happened or of one that is in progress.
const has = (...patterns: ReadonlyArray<RegExp>) => (message: string) => {
  const text = compact(message)
  return patterns.every((pattern) => pattern.test(text)) && !soundsLikePg(message)
}

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
    matches: /* @__PURE__ */ has(/지정해주셔야합니다$/),
    evidence: "obs"
  }
]
