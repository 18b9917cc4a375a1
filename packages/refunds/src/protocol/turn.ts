/**
 * One step of a refund that a refund ledger stores: the stored record, the step, the record after
 * it. A ledger runs it as one transaction, so that a cancel is stored before its first byte leaves.
 */
import {
  blockingRefund,
  isFinal,
  isFoundByTag,
  type PaymentRecord,
  recordState,
  refundRecordOf,
  resume
} from "./paymentRecord.ts"
import type { Event, State, Step } from "./state.ts"
import { step } from "./step.ts"
import { finish } from "./transitions.ts"

/**
 * One turn of the protocol.
 */
export const turn = (
  record: PaymentRecord,
  key: string,
  state: State,
  event: Event
): readonly [Step, PaymentRecord] => {
  const known = refundRecordOf(record, key)
  const now = resume(record, key, state)
  const end = known?.outcome
  const isComparable = event._tag === "Read" || event._tag === "Unreadable" && record.currency !== undefined
  if (isComparable && known !== undefined && known.asked !== now.ask.amount) {
    return [finish(now, { _tag: "KeyReused", found: known.asked }), record]
  }
  if (isFinal(end)) return keep(record, key, step({ ...now, phase: "done", outcome: end }, event))
  if (event._tag !== "Read") {
    const next = step(now, event)
    // Where nothing was sent there is nothing to store. A plan whose cancel never left is stored as
    // if it had not been made; one that was sent is stored again if a person had it forgotten in
    // between.
    return now.sent === 0 ? [next, record] : keep(record, key, next)
  }
  const other = known?.plan === undefined ? blockingRefund(record, key, isFoundByTag(now.ask)) : undefined
  return other === undefined
    ? keep(record, key, step(now, event))
    : [step(now, { _tag: "Blocked", lasting: other.outcome !== undefined }), record]
}

// internal

const keep = (record: PaymentRecord, key: string, next: Step): readonly [Step, PaymentRecord] => [
  next,
  next.state.outcome?._tag === "KeyReused" ? record : recordState(record, key, next.state)
]
