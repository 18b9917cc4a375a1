/**
 * The texts with which PortOne and the payment gateways (PGs) reject a cancel, what each proves,
 * and rows that a shop adds.
 */
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { CancelRejected } from "./CancelError.ts"
import { pgTextCitations } from "./internal/pgTextCitations.ts"
import { RejectionRows } from "./internal/shopRejectionRows.ts"
import { portOneRejections } from "./internal/wire/portOneRejections.ts"
import {
  compact,
  type Hint as KnownHint,
  isCautioned,
  matchOf,
  type ShopRow
} from "./internal/wire/rejectionJudgement.ts"
import { toJson } from "./PortOneError.ts"

// Before the table, which is built of it.
const sourcesOfPortOne = {
  obs: "public code and test suites that ran against the real API",
  doc: "PortOne's reference of POST /payments/cancel, field message",
  assumed: "not public"
}

/**
 * Names of the PG texts that this library knows: the `hint` of a `CancelRejected`.
 */
export type Hint = KnownHint

/**
 * A text and its meaning.
 *
 * `evidence`: `obs` seen in public code, logs or threads about the real API; `doc` stands in a
 * public document of PortOne or of the PG; `inf` inferred; `assumed` the text is not public. That
 * PortOne passes a PG's text on unchanged is `obs` for KG Inicis, NICE and KakaoPay, `inf` for
 * others.
 */
export interface Rejection {
  readonly family: string
  /** The text as seen, in its own language; empty where it is not public. */
  readonly words: string
  /** The code with which it was seen: 1 of PortOne, −1 of a PG; undefined where not public. */
  readonly code: 1 | -1 | undefined
  /** `pg_provider`; empty for PortOne itself and for a text of more than one PG. */
  readonly pg: string
  readonly error:
    | "AlreadyCancelled"
    | "PaymentNotFound"
    | "ChecksumMismatch"
    | "MissingRefundAccount"
    | "CancelRejected"
  readonly moneyMoved: "no" | "unknown"
  /** What the text alone proves. PortOne's own texts prove something only together with code 1. */
  readonly proves: CancelRejected["proves"]
  /** Whether the obstacle passes; `"passes"` and `"stays"` follow from the source. */
  readonly obstacle: CancelRejected["obstacle"]
  /** The public document, repository or thread with the text. */
  readonly source: string
  readonly evidence: "obs" | "doc" | "inf" | "assumed"
  readonly hint: Hint | undefined
}

/**
 * The table of all texts. "Already cancelled" is in it twice: from PortOne it means that nothing
 * happened; from a PG it leaves that open.
 *
 * The table is an allow-list. A text proves `"not-executed"` only if the whole message is one of
 * these texts; only PortOne's usual frame, a code, white space, punctuation and another Unicode
 * form may differ. Every other text proves nothing, and so does a message that also holds words of
 * a timeout, of an earlier cancel, or of a failed connection.
 *
 * ```ts
 * import { Rejection } from "@effect-portone/core"
 *
 * const short = Rejection.rejections.find(({ hint }) => hint === "settlement-short")
 * short?.moneyMoved // => "unknown"
 * ```
 */
export const rejections: ReadonlyArray<Rejection> = [
  ...portOneRejections.map(({ code, evidence, family, meaning, words = "" }): Rejection => ({
    family,
    words,
    code,
    pg: "",
    error: meaning,
    moneyMoved: "no",
    proves: "nothing",
    obstacle: "unknown",
    source: sourcesOfPortOne[evidence],
    evidence,
    hint: undefined
  })),
  ...pgTextCitations.flatMap(({ hint, obstacle, proves, rows }) =>
    rows.map(({ code, evidence, pg, source, words }): Rejection => ({
      family: hint ?? "rejected-by-pg",
      words,
      code,
      pg,
      error: "CancelRejected",
      moneyMoved: "unknown",
      proves,
      obstacle,
      source,
      evidence,
      hint
    }))
  )
]

/**
 * A text that a shop adds.
 *
 * `words` is the text as seen. Without `matches` it is compared as the texts of the table are: the
 * whole message. `matches` gets the message in Unicode form NFKC, in lower case, without invisible
 * characters and with single blanks. `source` says where the shop saw the text.
 *
 * A row with `proves: "not-executed"` counts for texts that the table does not know. It never
 * overrules words of the table that prove nothing. A row with `proves: "nothing"` overrules the
 * table.
 */
export interface Row extends ShopRow {}

/**
 * The rows of the shop, which are asked before the table. The default has none.
 */
export const Rows: Context.Reference<ReadonlyArray<Row>> = RejectionRows

/**
 * A row that a shop added cannot be used. Nothing was sent.
 *
 * Cause: no words, no source, a matcher that throws, that does not match its own words, or that
 * matches everything; a row that proves `"not-executed"` for words that prove nothing.
 */
export class UnusableRejectionRow extends Schema.TaggedError<UnusableRejectionRow>()("UnusableRejectionRow", {
  /** 0-based. */
  index: Schema.Int,
  problem: Schema.String,
  korean: Schema.String
}) {
  readonly moneyMoved = "no" as const
  readonly resend = "safe" as const
  override get message() {
    return `Row ${this.index} of the shop's rejections cannot be used: ${this.problem}. No money moved; nothing ` +
      "was sent. Correct the row and start again."
  }
  get messageKo() {
    return `상점이 추가한 거절 문구 ${this.index}번을 쓸 수 없습니다: ${this.korean}. 아무것도 보내지 않았으므로 ` +
      "환불되지 않았습니다. 해당 항목을 고쳐 다시 시작하세요."
  }
  override toJSON() {
    return toJson(this)
  }
}

/**
 * Adds texts of a shop, for example of a PG that the table does not know.
 *
 * Fails with `UnusableRejectionRow` when it is built, before anything is sent. A matcher that
 * throws later makes the message prove nothing.
 *
 * ```ts
 * import { Rejection } from "@effect-portone/core"
 *
 * const layer = Rejection.layer([{
 *   words: "부분취소 미계약 상점",
 *   proves: "not-executed",
 *   obstacle: "stays",
 *   hint: "partial-not-allowed",
 *   source: "answer of the PG's support"
 * }])
 * ```
 */
export const layer = (rows: ReadonlyArray<Row>): Layer.Layer<never, UnusableRejectionRow> =>
  Layer.effect(
    RejectionRows,
    Effect.suspend(() => {
      const copies = rows.map((row) => ({ ...row }))
      const index = copies.findIndex((row) => problemOf(row) !== undefined)
      const problem = index < 0 ? undefined : problemOf(copies[index]!)
      return problem === undefined
        ? Effect.succeed(copies)
        : Effect.fail(new UnusableRejectionRow({ index, problem: problem[0], korean: problem[1] }))
    })
  )

// internal

// A matcher that answers yes to these answers yes to anything.
const ANYTHING = ["", "결제취소에 실패하였습니다.", "다른 말입니다", "another text"]

const problemOf = (row: Row): readonly [english: string, korean: string] | undefined => {
  const least = row.proves === "nothing" ? 2 : 4
  if (typeof row.words !== "string" || compact(row.words).length < least) {
    return [`words has fewer than ${least} letters`, `words가 ${least}글자보다 짧습니다`]
  }
  if (typeof row.source !== "string" || compact(row.source) === "") return ["source is empty", "source가 비어 있습니다"]
  if (row.proves !== "not-executed" && row.proves !== "nothing") {
    return ["proves must be \"not-executed\" or \"nothing\"", "proves는 \"not-executed\" 또는 \"nothing\"이어야 합니다"]
  }
  if (row.obstacle !== undefined && !["passes", "stays", "unknown"].includes(row.obstacle)) {
    return [
      "obstacle must be \"passes\", \"stays\" or \"unknown\"",
      "obstacle은 \"passes\", \"stays\", \"unknown\" 중 하나여야 합니다"
    ]
  }
  if (row.matches !== undefined && typeof row.matches !== "function") {
    return ["matches is not a function", "matches가 함수가 아닙니다"]
  }
  const answers = [row.words, ...ANYTHING].map((text) => matchOf(row, text))
  if (answers.some(Result.isFailure)) return ["matches throws", "matches가 예외를 던집니다"]
  const [own, ...others] = answers.map(Result.getOrElse(() => true))
  if (own !== true) return ["matches does not match the row's own words", "matches가 words와 일치하지 않습니다"]
  if (others.includes(true)) return ["matches every text", "matches가 모든 문구와 일치합니다"]
  return row.proves === "not-executed" && isCautioned(row.words)
    ? [
      "its words prove nothing by the table, and a row cannot overrule that",
      "words에 아무것도 증명하지 못하는 표현이 있어 \"not-executed\"로 둘 수 없습니다"
    ]
    : undefined
}
