/**
 * P2, P3, P13: does the checksum keep a second cancel out?
 */
import { Effect } from "effect"
import type { Ground } from "./Ground.ts"
import { inWords, marked } from "./Ground.ts"
import { probe } from "./probe.ts"
import * as Raw from "./rawCancel.ts"
import { tally } from "./tally.ts"

/** P2. Decides whether sending again is safe at all, so it comes first. */
export const manyAtOnce = (ground: Ground) => {
  const { amount, atOnce, settle } = ground.options
  return probe(
    {
      probe: "P2",
      question: "Of many cancels with one checksum, sent at once, is exactly one carried out?",
      asked: `${atOnce} cancels of ₩${amount} at the same time, all with the balance as checksum`,
      about: ["A1", "A1'"]
    },
    Effect.gen(function*() {
      const before = yield* ground.steady
      if (before.balance < amount * 2) return { end: "undecided", seen: [`only ₩${before.balance} is left`] }
      const results = yield* Effect.all(
        Array.from(
          { length: atOnce },
          (_, index) => ground.take({ amount, checksum: before.balance, reason: `probe P2 number ${index}` })
        ),
        { concurrency: "unbounded" }
      )
      // What was let in late would come late.
      yield* Effect.sleep(settle)
      const after = yield* ground.look
      const applied = Math.max(after.entries.length - before.entries.length, (before.balance - after.balance) / amount)
      return {
        end: applied === 1 ? "holds" : applied > 1 ? "broken" : "undecided",
        seen: [
          `${applied} carried out, balance ₩${before.balance} → ₩${after.balance}`,
          ...tally(results.map(inWords))
        ]
      }
    })
  )
}

/** P3. */
export const wrongChecksum = (ground: Ground) => {
  const { amount } = ground.options
  return probe(
    {
      probe: "P3",
      question: "Is a cancel with a wrong checksum refused, and in which words?",
      asked:
        `₩${amount} with a checksum of one won less than the balance, twice: as it stands, and through the library`,
      about: ["A1'"]
    },
    Effect.gen(function*() {
      const before = yield* ground.steady
      if (before.balance - 1 < amount) return { end: "undecided", seen: [`only ₩${before.balance} is left`] }
      const part = { amount, checksum: before.balance - 1, reason: "probe P3" }
      const raw = yield* Raw.rawCancel({ imp_uid: ground.impUid, ...part })
      const between = yield* ground.look
      const read = between.balance === before.balance ? inWords(yield* ground.take(part)) : "not asked"
      const after = yield* ground.look
      const moved = after.balance !== before.balance || after.entries.length !== before.entries.length
      return {
        end: moved ? "broken" : raw.code === 0 ? "undecided" : "holds",
        seen: [
          Raw.inWords(raw),
          `the library reads that as: ${read}`,
          moved ? `balance ₩${before.balance} → ₩${after.balance}` : "no money moved"
        ]
      }
    })
  )
}

/** P13. Where two do not fit, not even a server without a checksum may do both. */
export const twoThatDoNotFit = (ground: Ground) =>
  probe(
    {
      probe: "P13",
      question: "Of two equal cancels of more than half of the balance, is one carried out at most?",
      asked: "the same request twice, a millisecond apart",
      about: ["A8"]
    },
    Effect.gen(function*() {
      const before = yield* ground.steady
      // One won stays for the probes that take all that is left.
      const amount = Math.floor(before.balance / 2) + 1
      if (amount >= before.balance) return { end: "undecided", seen: [`only ₩${before.balance} is left`] }
      const part = { amount, checksum: before.balance, reason: "probe P13" }
      const results = yield* Effect.all(
        [ground.take(part), Effect.delay(ground.take(part), "1 millis")],
        { concurrency: "unbounded" }
      )
      yield* Effect.sleep(ground.options.settle)
      const after = yield* ground.look
      const applied = Math.max(marked(after, "probe P13").length, after.entries.length - before.entries.length)
      return {
        end: applied > 1 || after.balance < 0 ? "broken" : applied === 1 ? "holds" : "undecided",
        seen: [
          `${applied} carried out, balance ₩${before.balance} → ₩${after.balance}`,
          ...tally(results.map(inWords))
        ]
      }
    })
  )
