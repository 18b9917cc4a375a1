/**
 * Provider text → what it means. The file is long because all texts are in two tables.
 *
 * A text may only make a verdict more cautious than the code alone. A row of PortOne may name the
 * rejection; it never claims more than code 1, which is that PortOne rejected and nothing
 * happened. A row of a PG removes even that, because a PG may have cancelled and its response was
 * lost.
 *
 * `evidence`: `obs` seen in public code or logs of the real API; `doc` quoted by PortOne's own
 * help; `inf` inferred; `assumed` the text is not public and the pattern is a guess (SPEC.md A1,
 * A2).
 */
import type { CancelRejected } from "../../CancelError.ts"

/**
 * Names of the PG texts that this library knows.
 */
export type Hint = NonNullable<CancelRejected["hint"]>

interface Row {
  /** The text as seen; absent where it is not public. */
  readonly words?: string
  readonly matches: (message: string) => boolean
  readonly evidence: "obs" | "doc" | "inf" | "assumed"
}

interface PortOneRejection extends Row {
  readonly family: string
  /** The code with which it was seen; absent where that is not public. */
  readonly code?: 1
  readonly meaning:
    | "AlreadyCancelled"
    | "PaymentNotFound"
    | "ChecksumMismatch"
    | "MissingRefundAccount"
    | "CancelRejected"
}

interface PgRejection extends Row {
  /** The name of its family; absent for texts that say only that a PG rejected. */
  readonly hint?: Hint
  /** `pg_provider`; absent for texts of more than one PG. */
  readonly pg?: string
  /** The code with which it was seen; absent where that is not public. */
  readonly code?: -1
  /** Absent: the text proves nothing. */
  readonly proves?: "not-executed"
  /** Absent: unknown. */
  readonly obstacle?: "passes" | "stays"
}

const holds = (part: string) => (message: string) => message.includes(part)
const fits = (pattern: RegExp) => (message: string) => pattern.test(message)

/**
 * PortOne's own texts.
 */
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
    matches: fits(/지정해주셔야\s?합니다/),
    evidence: "obs"
  }
]

/**
 * Texts of PGs. The first row that matches decides the hint.
 */
export const pgRejections: ReadonlyArray<PgRejection> = [
  {
    hint: "already-cancelled-at-pg",
    words: "결제취소에 실패하였습니다. [500626|기 취소 거래]",
    matches: fits(/기\s?취소/),
    code: -1,
    pg: "html5_inicis",
    evidence: "obs"
  },
  {
    hint: "already-cancelled-at-pg",
    words: "결제취소에 실패하였습니다. 해당거래 취소실패(기취소성공) : 전화 문의(1661-0808)",
    matches: fits(/기취소성공/),
    code: -1,
    pg: "nice",
    evidence: "obs"
  },
  {
    hint: "already-cancelled-at-pg",
    words: "이미 취소된 거래",
    matches: fits(/이미\s?취소/),
    evidence: "inf"
  },
  {
    hint: "settlement-short",
    words: "결제취소에 실패하였습니다. 취소금액이 미정산 금액보다 큽니다.",
    matches: fits(/취소\s?금액이 미정산 금액보다/),
    code: -1,
    pg: "nice",
    proves: "not-executed",
    obstacle: "passes",
    evidence: "obs"
  },
  {
    hint: "settlement-short",
    words: "[8178] 취소 금액보다 상계가능 정산금액 부족 으로 취소 불가합니다 KCP 또는 상점으로 문의해 주십시오",
    matches: fits(/상계가능 정산금액 부족|\[8178\]/),
    pg: "kcp",
    proves: "not-executed",
    obstacle: "passes",
    evidence: "doc"
  },
  {
    hint: "settlement-short",
    words: "[9029] 상점의 취소가능 금액이 부족합니다.",
    matches: fits(/취소가능 금액이 부족|\[9029\]/),
    pg: "daou",
    proves: "not-executed",
    obstacle: "passes",
    evidence: "doc"
  },
  {
    hint: "settlement-short",
    words: "취소불가 상태입니다",
    matches: holds("취소불가 상태입니다"),
    pg: "danal_tpay, danal",
    evidence: "doc"
  },
  {
    hint: "above-balance-at-pg",
    words: "결제취소에 실패하였습니다.(requested cancel amount is bigger than cancelable amount)",
    matches: fits(/cancel amount is bigger than cancel+able amount/i),
    pg: "kakaopay",
    proves: "not-executed",
    obstacle: "stays",
    evidence: "obs"
  },
  {
    hint: "partial-not-allowed",
    words: "테스트 MID 사용시 체크카드 거래인 경우에는 부분취소 불가능 거래(전체취소 요망)",
    matches: fits(/부분취소 불가능/),
    pg: "nice (test channel)",
    proves: "not-executed",
    obstacle: "stays",
    evidence: "doc"
  },
  {
    hint: "partial-not-allowed",
    words: "500503|간편결제 부분취소 제한 가맹점",
    matches: fits(/부분취소 제한/),
    pg: "html5_inicis",
    proves: "not-executed",
    obstacle: "stays",
    evidence: "doc"
  },
  {
    hint: "no-deposit",
    words: "요청하신 건에 대해 입금된 내역이 없습니다",
    matches: holds("입금된 내역이 없습니다"),
    proves: "not-executed",
    evidence: "doc"
  },
  {
    hint: "pg-timeout",
    matches: fits(/time\s?-?out|타임\s?아웃|시간\s?초과|응답\s?(없|지연)/i),
    evidence: "inf"
  },
  // PortOne puts this before the text of most PGs. Last, so that the other rows are matched first.
  {
    words: "결제취소에 실패하였습니다. …",
    matches: holds("결제취소에 실패"),
    code: -1,
    evidence: "obs"
  }
]

/**
 * Whether a message is a PG's rejection that PortOne passed on, or cannot be read. Then no code
 * proves that no money moved.
 */
export const soundsLikePg = (message: string): boolean =>
  message.includes("\uFFFD") || pgRejections.some((row) => row.matches(message) || row.matches(folded(message)))

/**
 * The hint for a PG's message. The rows of `already-cancelled-at-pg` come first, so a message with
 * such a text always has that hint.
 */
export const hintFor = (message: string): Hint | undefined =>
  pgRejections.find((row) => row.matches(message) || row.matches(folded(message)))?.hint

/**
 * What a PG's message proves, and whether the obstacle passes. A message that has any text of which
 * the table does not say "not-executed" proves nothing.
 */
export const judgementOf = (message: string): Pick<CancelRejected, "proves" | "obstacle"> => {
  const rows = pgRejections.filter((row) =>
    row.hint !== undefined && (row.matches(message) || row.matches(folded(message)))
  )
  const proven = rows.length > 0 && rows.every((row) => row.proves === "not-executed")
  return {
    proves: proven ? "not-executed" : "nothing",
    obstacle: (proven ? rows[0]?.obstacle : undefined) ?? "unknown"
  }
}

// The same words in another Unicode form, or with invisible characters between them.
const folded = (message: string) => message.normalize("NFKC").replace(/[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu, "")
