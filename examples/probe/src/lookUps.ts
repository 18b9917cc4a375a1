/**
 * P5, P10, P11, P12: are look-ups current and consistent?
 */
import { Effect, Fiber, Option } from "effect"
import { probe } from "./probe.ts"
import type { LookUp, TestPayment } from "./TestPayment.ts"

/** P5. */
export const readYourWrite = (payment: TestPayment) => {
  const { amount, reads } = payment.options
  return probe(
    {
      probe: "P5",
      question: "Does every look-up after a confirmed cancel show it?",
      sent: `a cancel of ₩${amount}, then ${reads} look-ups`,
      assumptions: ["A2"]
    },
    Effect.gen(function*() {
      const before = yield* payment.freshLookUp
      if (before.balance < amount * 2) return { conclusion: "undecided", observed: [`only ₩${before.balance} is left`] }
      const result = yield* payment.cancelPart({ amount, checksum: before.balance, reason: "probe P5" })
      if (result._tag === "Failure") return { conclusion: "undecided", observed: [result.failure.message] }
      let old = 0
      let last = 0
      for (let nth = 1; nth <= reads; nth++) {
        const { balance, entries } = yield* payment.lookUp
        if (balance < before.balance && entries.length > before.entries.length) continue
        old++
        last = nth
      }
      return {
        conclusion: old === 0 ? "holds" : "broken",
        observed: [old === 0 ? "all of them did" : `${old} did not, the last of them was look-up ${last}`]
      }
    })
  )
}

/** P11 and P12. */
export const underLoad = (payment: TestPayment) => {
  const { amount } = payment.options
  const cancels = 3
  return probe(
    {
      probe: "P11",
      question: "Are balance and payment history of one look-up consistent, also while a cancel runs (P12)?",
      sent: `${cancels} cancels of ₩${amount} one by one, with four look-ups at a time`,
      assumptions: ["A3"]
    },
    Effect.gen(function*() {
      const begun = payment.journal.length
      const first = yield* payment.freshLookUp
      if (first.balance < amount * (cancels + 1)) {
        return { conclusion: "undecided", observed: [`only ₩${first.balance} is left`] }
      }
      const watch = yield* Effect.forkChild(
        Effect.all(Array.from({ length: 4 }, () => Effect.forever(payment.lookUpUnderLoad)), {
          concurrency: "unbounded"
        })
      )
      for (let nth = 0; nth < cancels; nth++) {
        const { balance } = yield* payment.freshLookUp
        yield* payment.cancelPart({ amount, checksum: balance, reason: "probe P11" })
      }
      yield* Fiber.interrupt(watch)
      yield* payment.lookUp
      const lookUps = payment.journal.slice(begun)
      const inconsistent = lookUps.filter((one) => !isConsistent(one, first)).length
      const running = lookUps.filter(({ under }) => under === "load").length
      return {
        conclusion: running === 0 ? "undecided" : inconsistent === 0 ? "holds" : "broken",
        observed: [`${lookUps.length} look-ups, ${running} of them during a cancel; ${inconsistent} inconsistent`]
      }
    })
  )
}

/** P10, over all look-ups of the run. */
export const history = (payment: TestPayment) =>
  probe(
    {
      probe: "P10",
      question: "Does the payment history only grow, at its end, and has each entry a unique id?",
      sent: "nothing; compares all look-ups of this run",
      assumptions: ["A2"]
    },
    Effect.gen(function*() {
      const last = yield* payment.freshLookUp
      const atRest = payment.journal.filter(({ under }) => under === "rest")
      const changed = atRest.filter((one) => !isPrefix(one, last)).length
      const ids = last.entries.flatMap(({ cancellationId }) => Option.toArray(cancellationId))
      const tids = last.entries.flatMap(({ pgTid }) => Option.toArray(pgTid))
      const twice = ids.length - new Set(ids).size
      return {
        conclusion: last.entries.length < 2 ? "undecided" : changed > 0 || twice > 0 ? "broken" : "holds",
        observed: [
          `${atRest.length} look-ups, ${changed} of them with entries that the last one does not have`,
          `${last.entries.length} entries, ${ids.length} with a cancellation_id, ${twice} of them not unique`,
          `${new Set(tids).size} different pg_tid among ${tids.length}`
        ]
      }
    })
  )

// internal

const cancelled = ({ entries }: LookUp) => entries.reduce((sum, { amount }) => sum + amount, 0)

// The sum of balance and cancelled amounts never changes.
const isConsistent = (one: LookUp, reference: LookUp) =>
  one.balance + cancelled(one) === reference.balance + cancelled(reference)

// An old payment history is the beginning of the newest one, unless an entry was removed or moved.
const isPrefix = (one: LookUp, last: LookUp) =>
  one.entries.every((entry, nth) => {
    const now = last.entries[nth]
    return now !== undefined && now.amount === entry.amount &&
      Option.getOrUndefined(now.cancellationId) === Option.getOrUndefined(entry.cancellationId)
  })
