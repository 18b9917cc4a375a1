/**
 * PortOne's own texts. They only name a rejection that code 1 already states, so a wrong match
 * never says more about money than the code does.
 *
 * `evidence`: `obs` seen in public code or logs of the real API; `assumed` the text is not public
 * and the pattern is a guess (SPEC.md A1, A2).
 */
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
  readonly evidence: "obs" | "assumed"
}

const holds = (part: string) => (message: string) => message.includes(part)

export const portOneRejections: ReadonlyArray<PortOneRejection> = [
  {
    family: "already-cancelled",
    words: "이미 전액취소된 주문입니다.",
    matches: holds("이미 전액취소된 주문"),
    meaning: "AlreadyCancelled",
    code: 1,
    evidence: "obs"
  },
  {
    family: "payment-not-found",
    words: "취소할 결제건이 존재하지 않습니다.",
    matches: holds("취소할 결제건이 존재하지 않습니다"),
    meaning: "PaymentNotFound",
    code: 1,
    evidence: "obs"
  },
  {
    family: "checksum",
    matches: (message) => /checksum|체크섬/i.test(message) || (message.includes("잔액") && message.includes("일치")),
    meaning: "ChecksumMismatch",
    code: 1,
    evidence: "assumed"
  },
  {
    family: "refund-account",
    matches: (message) =>
      /refund_(holder|bank|account|tel)/i.test(message) || /환불\s?(받을\s?)?계좌/.test(message) ||
      message.includes("예금주"),
    meaning: "MissingRefundAccount",
    code: 1,
    evidence: "assumed"
  },
  // Only the end of the text is known. This library never sends such a request.
  {
    family: "no-id",
    meaning: "CancelRejected",
    words: "…지정해주셔야합니다.",
    matches: (message) => /지정해주셔야\s?합니다/.test(message),
    evidence: "obs"
  }
]
