/**
 * P2, P3, P13: does the checksum prevent a second cancel?
 */
import { Effect } from "effect"
import { probe } from "./probe.ts"
import * as Raw from "./rawCancel.ts"
import { tally } from "./tally.ts"
import type { TestPayment } from "./TestPayment.ts"
import { describe, entriesWith } from "./TestPayment.ts"

/** P2. It comes first, because it decides whether a cancel may be sent again at all. */
export const manyAtOnce = (payment: TestPayment) => {
  const { amount, atOnce, settle } = payment.options
  return probe(
    {
      probe: "P2",
      question: "Of many cancels with one checksum, sent at once, is exactly one carried out?",
      sent: `${atOnce} cancels of ₩${amount} at the same time, all with the balance as checksum`,
      assumptions: ["A1", "A1'"]
    },
    Effect.gen(function*() {
      const before = yield* payment.freshLookUp
      if (before.balance < amount * 2) return { conclusion: "undecided", observed: [`only ₩${before.balance} is left`] }
      const results = yield* Effect.all(
        Array.from(
          { length: atOnce },
          (_, index) => payment.cancelPart({ amount, checksum: before.balance, reason: `probe P2 number ${index}` })
        ),
        { concurrency: "unbounded" }
      )
      // Waits for cancels that are carried out after their response.
      yield* Effect.sleep(settle)
      const after = yield* payment.lookUp
      const applied = Math.max(after.entries.length - before.entries.length, (before.balance - after.balance) / amount)
      return {
        conclusion: applied === 1 ? "holds" : applied > 1 ? "broken" : "undecided",
        observed: [
          `${applied} carried out, balance ₩${before.balance} → ₩${after.balance}`,
          ...tally(results.map(describe))
        ]
      }
    })
  )
}

/** P3. */
export const wrongChecksum = (payment: TestPayment) => {
  const { amount } = payment.options
  return probe(
    {
      probe: "P3",
      question: "Is a cancel with a wrong checksum rejected, and with which message?",
      sent: `₩${amount} with a checksum of one won less than the balance, twice: directly, and through the library`,
      assumptions: ["A1'"]
    },
    Effect.gen(function*() {
      const before = yield* payment.freshLookUp
      if (before.balance - 1 < amount) return { conclusion: "undecided", observed: [`only ₩${before.balance} is left`] }
      const part = { amount, checksum: before.balance - 1, reason: "probe P3" }
      const raw = yield* Raw.rawCancel({ imp_uid: payment.impUid, ...part })
      const between = yield* payment.lookUp
      const read = between.balance === before.balance ? describe(yield* payment.cancelPart(part)) : "not sent"
      const after = yield* payment.lookUp
      const moved = after.balance !== before.balance || after.entries.length !== before.entries.length
      return {
        conclusion: moved ? "broken" : raw.code === 0 ? "undecided" : "holds",
        observed: [
          Raw.describe(raw),
          `through the library: ${read}`,
          moved ? `balance ₩${before.balance} → ₩${after.balance}` : "no money moved"
        ]
      }
    })
  )
}

/**
 * P13. When the balance is too small for a second cancel, at most one may be carried out, even if
 * checksums are ignored.
 */
export const twoOverBalance = (payment: TestPayment) =>
  probe(
    {
      probe: "P13",
      question: "Of two equal cancels of more than half of the balance, is one carried out at most?",
      sent: "the same request twice, a millisecond apart",
      assumptions: ["A8"]
    },
    Effect.gen(function*() {
      const before = yield* payment.freshLookUp
      // One won stays for the probes that take all that is left.
      const amount = Math.floor(before.balance / 2) + 1
      if (amount >= before.balance) return { conclusion: "undecided", observed: [`only ₩${before.balance} is left`] }
      const part = { amount, checksum: before.balance, reason: "probe P13" }
      const results = yield* Effect.all(
        [payment.cancelPart(part), Effect.delay(payment.cancelPart(part), "1 millis")],
        { concurrency: "unbounded" }
      )
      yield* Effect.sleep(payment.options.settle)
      const after = yield* payment.lookUp
      const applied = Math.max(entriesWith(after, "probe P13").length, after.entries.length - before.entries.length)
      return {
        conclusion: applied > 1 || after.balance < 0 ? "broken" : applied === 1 ? "holds" : "undecided",
        observed: [
          `${applied} carried out, balance ₩${before.balance} → ₩${after.balance}`,
          ...tally(results.map(describe))
        ]
      }
    })
  )
