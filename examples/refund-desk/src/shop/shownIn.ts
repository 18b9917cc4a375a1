/**
 * Which refunds that were made the payment history shows.
 */
import { Amount, type Payment } from "@effect-portone/core"
import { Option } from "effect"
import { MADE, type RefundRecord } from "./RefundRecord.ts"

/**
 * By the key of each refund that was made. Every cancel of the history counts for one refund:
 * the one whose entry was stored or whose tag it has, otherwise one of the same amount.
 *
 * `ownerOf`: the key of the refund whose tag a reason has.
 */
export const shownIn = (
  payment: Payment.Payment,
  refunds: ReadonlyArray<RefundRecord>,
  ownerOf: (reason: string | undefined) => string | undefined
): ReadonlyMap<string, boolean> => {
  const made = refunds.filter(({ state }) => MADE.includes(state))
  const entries = payment.cancelHistory.map((entry) => ({
    ...entry,
    owner: ownerOf(Option.getOrUndefined(entry.reason))
  }))
  const shown = new Map<string, boolean>()
  for (const refund of made) {
    const id = entryIdOf(refund)
    const at = entries.findIndex(({ cancellationId, owner }) =>
      owner === refund.key || id !== undefined && Option.contains(cancellationId, id)
    )
    if (at !== -1) entries.splice(at, 1)
    // One whose entry was seen, and is not there any more, is no other entry.
    if (at !== -1 || id !== undefined) shown.set(refund.key, at !== -1)
  }
  const proved = Amount.sum(made.filter(({ state }) => state === "succeeded").map(amountOf))
  for (const refund of made.filter(({ key }) => !shown.has(key))) {
    const at = entries.findIndex(({ amount, owner }) => owner === undefined && amount === amountOf(refund))
    if (at !== -1) entries.splice(at, 1)
    // A proved one without an entry may be in another form, as long as enough was cancelled.
    shown.set(refund.key, at !== -1 || refund.state === "succeeded" && payment.cancelAmount >= proved)
  }
  return shown
}

/** The id of a refund's entry in the payment history, where one was seen. */
export const entryIdOf = ({ outcome }: RefundRecord): string | undefined =>
  outcome?._tag === "Succeeded"
    ? Option.getOrUndefined(Option.flatMap(outcome.entry, ({ cancellationId }) => cancellationId))
    : undefined

// internal

const amountOf = ({ amount, outcome }: RefundRecord): number => outcome?._tag === "Succeeded" ? outcome.amount : amount
