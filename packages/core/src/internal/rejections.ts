/**
 * Provider text → what it means. One table; the evidence column says why a row is believed.
 *
 * Text may only make a verdict more cautious than the code alone. A row for code 1 may name the refusal; it may never claim more than code 1 does,
 * which is that PortOne itself refused and nothing happened.
 *
 * Evidence: `obs` seen in public code or logs of the real API; `assumed` the text is not public, the pattern is a guess (SPEC.md A1, A2).
 */
export interface Rejection {
  readonly meaning: "AlreadyCancelled" | "PaymentNotFound" | "ChecksumMismatch" | "MissingRefundAccount"
  readonly matches: (words: string) => boolean
  readonly evidence: "obs" | "assumed"
}

export const refusedByPortOne: ReadonlyArray<Rejection> = [
  // "이미 전액취소된 주문입니다."
  { meaning: "AlreadyCancelled", matches: (words) => words.includes("이미 전액취소된 주문"), evidence: "obs" },
  // "취소할 결제건이 존재하지 않습니다."
  {
    meaning: "PaymentNotFound",
    matches: (words) => words.includes("취소할 결제건이 존재하지 않습니다"),
    evidence: "obs"
  },
  {
    meaning: "ChecksumMismatch",
    matches: (words) => /checksum|체크섬/i.test(words) || (words.includes("잔액") && words.includes("일치")),
    evidence: "assumed"
  },
  {
    meaning: "MissingRefundAccount",
    matches: (words) =>
      /refund_(holder|bank|account|tel)/i.test(words) || /환불\s?(받을\s?)?계좌/.test(words) ||
      words.includes("예금주"),
    evidence: "assumed"
  }
]

/**
 * Does this read like a PG's refusal passed on, or like a PG that says it was cancelled before? Then nobody can say whether money moved.
 *
 * Seen: "결제취소에 실패하였습니다. [500626|기 취소 거래]", "… 해당거래 취소실패(기취소성공) …", "결제취소에 실패하였습니다.(requested cancel amount …)".
 */
export const soundsLikePg = (words: string): boolean =>
  words.includes("결제취소에 실패") || /기\s?취소/.test(words) || /이미\s?취소/.test(words) ||
  /time\s?-?out|타임\s?아웃|시간\s?초과|응답\s?(없|지연)/i.test(words) ||
  words.includes("\uFFFD")
