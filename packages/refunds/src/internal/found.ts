import type { Bilingual } from "@effect-portone/core/Bilingual"
import type { CancelEntry, Payment } from "@effect-portone/core/Payment"
import type { FoundRefund, NotRefunded, Open, Refunded } from "../FoundRefund.ts"
import { ownersOf } from "../protocol/history.ts"
import type { Outcome, Succeeded } from "../protocol/outcome.ts"
import { type PaymentRecord, type RefundRecord, refundRecordOf, storedUnder } from "../protocol/paymentRecord.ts"
import { isWhole, type Snapshot } from "../protocol/snapshot.ts"
import type { Tag } from "../RefundTag.ts"
import { confirmedOther, notRefunded, pending, rejected, sentencesOf } from "./report.ts"
import { currencyOf, entryOf, fromMinor, type ReadReason, snapshotOf, toMinor } from "./snapshot.ts"
import { isLocked, sentencesFor, undetermined } from "./undeterminedAdvice.ts"

interface Facts {
  readonly impUid: string
  readonly key: string
  readonly ids: Tag["ids"]
  readonly record: PaymentRecord
  readonly payment: Payment
  readonly readReason: ReadReason
  readonly hasLedger: boolean
}

/**
 * What the payment history and the ledger together say of a refund; undefined where the history
 * cannot be read or does not add up, and does not show the refund once. Pure.
 */
export const found = (facts: Facts): FoundRefund | undefined => {
  const { hasLedger, ids, impUid, key, record } = facts
  const known = refundRecordOf(record, storedUnder(record, ids)) ?? stoppedUnsent(record, ids)
  const outcome = known?.outcome
  const common = (...sentences: ReadonlyArray<Bilingual>) => ({
    impUid,
    key,
    isLocked: false,
    ...sentencesOf(impUid, key, sentences)
  })

  const snapshot = snapshotOf(facts.payment, facts.readReason)
  const tagged = entriesWithTag(facts, snapshot)
  // An old history next to a new balance shows nothing of a refund that it does not contain.
  if (tagged.length !== 1 && (snapshot === undefined || !isWhole(snapshot))) return undefined
  const made = refunded(facts, known, tagged)
  if (made !== undefined) return { ...common(made.text), ...made.finding, _tag: "Refunded" }
  if (known === undefined) {
    return { ...common(unseen(hasLedger)), _tag: "NotFound", next: hasLedger ? "call-again" : "compare-first" }
  }
  if (outcome?._tag === "Succeeded") return { ...common(takenBack), _tag: "TakenBack", next: "compare-first" }
  if (outcome?._tag === "NotRefunded") {
    const { next, text } = proved(outcome)
    return { ...common(text), _tag: "NotRefunded", next }
  }
  const { texts, ...state } = open(outcome, { hasLedger, wasSent: known.sent > 0 })
  return { ...common(...texts), ...state, _tag: "Open", sent: known.sent }
}

// internal

type Fields<A> = Omit<A, "_tag" | "impUid" | "key" | "isLocked" | "message" | "messageKo">

// A refund of which nothing was sent and that a person has to compare first, such as one that may
// be an equal cancel of the history.
const stoppedUnsent = (record: PaymentRecord, ids: Tag["ids"]): RefundRecord | undefined => {
  const stored = record.refunds[storedUnder(record, ids)]
  return stored?.outcome?._tag === "Undetermined" && undetermined[stored.outcome.cause].next !== "call-again"
    ? stored
    : undefined
}

// The history shows it by its tag, or as the entry that the ledger has stored.
const refunded = (
  facts: Facts,
  known: RefundRecord | undefined,
  tagged: ReadonlyArray<CancelEntry>
): { readonly finding: Fields<Refunded>; readonly text: Bilingual } | undefined => {
  const outcome = known?.outcome
  const stored = tagged.length > 0 || outcome?._tag !== "Succeeded" ? undefined : storedEntries(facts, outcome)
  if (tagged.length === 0 && stored === undefined) return undefined
  const entries = stored ?? tagged
  const currency = currencyOf(facts.payment)
  const amount = entries.length === 0 && outcome?._tag === "Succeeded"
    ? fromMinor(outcome.amount, currency)
    : fromMinor(entries.reduce((sum, { amount }) => sum + toMinor(amount, currency), 0), currency)
  const asked = known?.asked === "rest" ? known.plan?.amount : known?.asked
  const [next, text] = entries.length > 1
    ? ["stop", twice] as const
    : outcome?._tag === "NotRefunded"
    ? ["compare-first", contradicted] as const
    : asked !== undefined && asked !== toMinor(amount, currency)
    ? ["compare-first", () => confirmedOther(fromMinor(asked, currency), amount, currency)] as const
    : ["done", entries.length === 0 ? recorded : shown] as const
  return {
    finding: { next, amount, entries, certain: stored === undefined ? "tag" : "ledger" },
    text: text(`${amount} ${currency}`)
  }
}

const entriesWithTag = (
  { ids, payment, record }: Facts,
  snapshot: Snapshot | undefined
): ReadonlyArray<CancelEntry> => {
  const entries = snapshot?.entries ?? []
  const others = Object.keys(record.refunds).filter((id) => !ids.includes(id))
  const owned = ownersOf({ ask: { searchIds: ids }, others, claimed: [] }, entries)
  return payment.cancelHistory.filter((_, index) => owned[index]?.owner === "mine")
}

// An entry that the ledger could not name is taken for present as long as enough was cancelled.
const storedEntries = ({ payment }: Facts, { amount, entry }: Succeeded): ReadonlyArray<CancelEntry> | undefined => {
  if (entry === undefined) {
    return payment.cancelAmount >= fromMinor(amount, currencyOf(payment)) ? [] : undefined
  }
  const present = entryOf(payment, entry)
  return present === undefined ? undefined : [present]
}

const proved = (
  { passes, proof, rejection }: Extract<Outcome, { readonly _tag: "NotRefunded" }>
): { readonly next: NotRefunded["next"]; readonly text: Bilingual } =>
  proof === "OnlyAttemptRejected"
    ? { next: passes ? "call-again" : "stop", text: rejected(rejection ?? "", passes) }
    : notRefunded[proof]

const open = (outcome: Outcome | undefined, facts: { readonly hasLedger: boolean; readonly wasSent: boolean }): {
  readonly next: Open["next"]
  readonly isLocked: boolean
  readonly cause: Open["cause"]
  readonly texts: ReadonlyArray<Bilingual>
} => {
  if (outcome?._tag === "AcceptedPending") {
    return { next: "compare-first", isLocked: facts.hasLedger, cause: undefined, texts: [pending] }
  }
  if (outcome?._tag !== "Undetermined") {
    return { next: "call-again", isLocked: false, cause: undefined, texts: [sentNotSeen] }
  }
  const { cause } = outcome
  const { known, todo } = sentencesFor(cause, facts)
  return { next: undetermined[cause].next, isLocked: isLocked(cause, facts), cause, texts: [known, notSeen, todo] }
}

const shown = (amount: string): Bilingual => ({
  english: `the payment history shows the cancel of ${amount}. Nothing more is to do.`,
  korean: `취소 내역에 ${amount} 취소가 있습니다. 더 할 일은 없습니다.`
})

// The ledger could not name the entry, so it may be another one.
const recorded = (amount: string): Bilingual => ({
  english: `the ledger has recorded that PortOne confirmed the cancel of ${amount}, and the payment history shows ` +
    "cancels of at least this sum. Nothing more is to do.",
  korean:
    `환불 장부에 포트원이 ${amount} 취소를 확인했다고 기록돼 있고, 취소 내역의 합계도 그 이상입니다. 더 할 일은 없습니다.`
})

const twice = (amount: string): Bilingual => ({
  english: `the payment history shows more than one cancel of this refund, ${amount} in all. ` +
    "Stop, and check every cancel of this payment.",
  korean: `취소 내역에 이 환불의 취소가 둘 이상 있습니다(합계 ${amount}). ` +
    "다시 호출하지 말고 이 결제의 모든 취소를 확인하세요."
})

const contradicted = (amount: string): Bilingual => ({
  english: `the payment history shows the cancel of ${amount}, although the ledger has recorded that the refund was ` +
    "not made. Compare every cancel of this payment before anything else is refunded.",
  korean: `환불 장부에는 환불되지 않았다고 기록됐지만 취소 내역에 ${amount} 취소가 있습니다. ` +
    "다른 환불을 하기 전에 이 결제의 모든 취소를 대조하세요."
})

const takenBack: Bilingual = {
  english: "the ledger has recorded that the refund was made, and the payment history does not show it any more. " +
    "Ask PortOne whether the cancel was taken back (원복), or look again later: PortOne may have answered with an old " +
    "state.",
  korean: "환불 장부에는 환불된 것으로 기록됐지만 취소 내역에 그 취소가 없습니다. " +
    "취소가 원복되었는지 포트원에 확인하거나, 이전 상태가 조회된 것일 수 있으니 나중에 다시 조회하세요."
}

const sentNotSeen: Bilingual = {
  english: "a cancel was sent and the payment history does not show it. The call may still be running, or it was " +
    "stopped. Call `refundOnce` again with the same key; it looks the payment up before it sends anything.",
  korean: "취소를 보냈지만 취소 내역에 아직 없습니다. 호출이 진행 중이거나 중단되었을 수 있습니다. " +
    "같은 키로 `refundOnce`를 다시 호출하세요. 무엇이든 보내기 전에 결제를 먼저 조회합니다."
}

const notSeen: Bilingual = {
  english: "The payment history does not show the refund.",
  korean: "취소 내역에는 이 환불이 없습니다."
}

const unseen = (hasLedger: boolean): Bilingual => ({
  english: (hasLedger
    ? "neither the payment history nor the ledger has a cancel of this refund: "
    : "the payment history has no cancel of this refund. A cancel that was just sent may still arrive, and without a " +
      "ledger nothing is known of earlier calls. If one of this key ended with `compare-first` or `stop`, follow that " +
      "outcome. Otherwise: ") +
    "call `refundOnce` to make the refund; it looks the payment up before it sends anything.",
  korean: (hasLedger
    ? "취소 내역과 환불 장부에 이 환불의 취소가 없습니다. "
    : "취소 내역에 이 환불의 취소가 없습니다. 방금 보낸 취소는 나중에 나타날 수 있고, 환불 장부가 없어 이전 호출은 알 수 없습니다. " +
      "이 키의 이전 결과가 `compare-first`나 `stop`이었다면 그 안내를 따르고, 그렇지 않을 때에만 이어서 진행하세요. ") +
    "환불하려면 `refundOnce`를 호출하세요. 무엇이든 보내기 전에 결제를 먼저 조회합니다."
})
