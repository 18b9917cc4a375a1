/**
 * What a look-up stores of a refund that the payment history shows: the proof that it was made, or
 * a contradiction that people have to resolve.
 */
import { Amount } from "@effect-portone/core"
import type { FoundRefund } from "@effect-portone/refunds"
import { Option } from "effect"
import type { Ending, RefundRecord } from "../shop/RefundRecord.ts"

/** A refund, and its last stored outcome also where its state has moved on since. */
type Row = Pick<RefundRecord, "impUid" | "key" | "amount" | "currency" | "state"> & {
  readonly known?: Ending | undefined
}

/**
 * Was the refund confirmed by people, or contradicted? Then its cancel in the history may be a
 * second one.
 */
export const isDoubted = ({ known, state }: Row): boolean =>
  state === "by-hand" || known?._tag === "Undetermined" && known.cause === "BrokenInvariant"

/**
 * The ending to store; nothing where the history does not show the refund, or shows what is stored.
 * `others`, for a doubted refund: the cancels of the payment that no other refund accounts for.
 *
 * Units: major units.
 */
export const foundEnding = (row: Row, found: FoundRefund.FoundRefund, others = 0): Ending | undefined => {
  if (found._tag !== "Refunded") return undefined
  const { amount, entries, isLocked, message, messageKo } = found
  const common = { impUid: row.impUid, key: row.key, sends: 0, isLocked, lastError: Option.none(), message, messageKo }
  const contradiction = contradictionOf(row, found, others)
  if (contradiction !== undefined) {
    const { known } = row
    return known?._tag === "Undetermined" && known.evidence === contradiction.evidence
      ? undefined
      : { ...common, ...contradiction, _tag: "Undetermined", cause: "BrokenInvariant", next: "stop" }
  }
  return {
    ...common,
    _tag: "Succeeded",
    // PortOne may show another amount, as with a promotion. A person compares it.
    next: amount === row.amount ? "done" : "compare-first",
    amount,
    asked: row.amount,
    certain: found.certain === "tag" ? "tag" : "answer",
    entry: Option.fromUndefinedOr(entries[0])
  }
}

// internal

const contradictionOf = (
  { amount, currency, impUid, key }: Row,
  found: FoundRefund.Refunded,
  others: number
): { readonly evidence: string; readonly message?: string; readonly messageKo?: string } | undefined => {
  const shown = found.entries.map((entry) => entry.amount).join(", ")
  const cancels = `the payment history has ${found.entries.length} of this refund: ${shown} ${currency}`
  if (found.next === "stop") return { evidence: cancels }
  // The ledger has recorded that it was not made.
  if (found.next === "compare-first" && found.amount === amount) {
    return { evidence: `${cancels}, and the ledger has none` }
  }
  // Enough was cancelled elsewhere for the refund that people have confirmed.
  if (others <= 0 || Amount.subtract(others, amount) < 0) return undefined
  return {
    evidence: `${cancels}, and cancels of ${others} ${currency} that belong to no refund`,
    message:
      `Refund ${key} of ${impUid}: two people confirmed it by hand, and the payment history shows a cancel of it ` +
      "and another one that may be the one they confirmed. It may have been made twice. Check every cancel of this " +
      "payment before anything else is refunded.",
    messageKo:
      `결제 ${impUid}, 환불 ${key}: 두 사람이 환불된 것으로 확인했는데, 취소 내역에 이 환불의 취소와 두 사람이 확인한 ` +
      "것일 수 있는 다른 취소가 함께 있습니다. 두 번 환불됐을 수 있습니다. 다른 환불을 하기 전에 이 결제의 모든 취소를 " +
      "대조하세요."
  }
}
