/**
 * P5, P10, P11, P12: can looks be believed?
 */
import { Effect, Fiber, Option } from "effect"
import type { Ground, Look } from "./Ground.ts"
import { probe } from "./probe.ts"

/** P5. */
export const readYourWrite = (ground: Ground) => {
  const { amount, reads } = ground.options
  return probe(
    {
      probe: "P5",
      question: "Does every look after a \"yes\" show the cancel?",
      asked: `a cancel of ₩${amount}, then ${reads} looks`,
      about: ["A2"]
    },
    Effect.gen(function*() {
      const before = yield* ground.steady
      if (before.balance < amount * 2) return { end: "undecided", seen: [`only ₩${before.balance} is left`] }
      const result = yield* ground.take({ amount, checksum: before.balance, reason: "probe P5" })
      if (result._tag === "Failure") return { end: "undecided", seen: [result.failure.message] }
      let old = 0
      let last = 0
      for (let nth = 1; nth <= reads; nth++) {
        const { balance, entries } = yield* ground.look
        if (balance < before.balance && entries.length > before.entries.length) continue
        old++
        last = nth
      }
      return {
        end: old === 0 ? "holds" : "broken",
        seen: [old === 0 ? "all of them did" : `${old} did not, the last of them was look ${last}`]
      }
    })
  )
}

/** P11 and P12: looks while cancels run. */
export const underLoad = (ground: Ground) => {
  const { amount } = ground.options
  const cancels = 3
  return probe(
    {
      probe: "P11",
      question: "Do balance and history of one look belong together, even while a cancel runs (P12)?",
      asked: `${cancels} cancels of ₩${amount} one after the other, looked at by four at a time`,
      about: ["A3"]
    },
    Effect.gen(function*() {
      const begun = ground.journal.length
      const first = yield* ground.steady
      if (first.balance < amount * (cancels + 1)) {
        return { end: "undecided", seen: [`only ₩${first.balance} is left`] }
      }
      const watch = yield* Effect.forkChild(
        Effect.all(Array.from({ length: 4 }, () => Effect.forever(ground.glance)), { concurrency: "unbounded" })
      )
      for (let nth = 0; nth < cancels; nth++) {
        const { balance } = yield* ground.steady
        yield* ground.take({ amount, checksum: balance, reason: "probe P11" })
      }
      yield* Fiber.interrupt(watch)
      yield* ground.look
      const looks = ground.journal.slice(begun)
      const torn = looks.filter((look) => !isWhole(look, first)).length
      const running = looks.filter(({ under }) => under === "load").length
      return {
        end: running === 0 ? "undecided" : torn === 0 ? "holds" : "broken",
        seen: [`${looks.length} looks, ${running} of them beside a cancel, ${torn} of which did not add up`]
      }
    })
  )
}

/** P10, over all looks of the run. */
export const history = (ground: Ground) =>
  probe(
    {
      probe: "P10",
      question: "Does the history only grow, at its end, and has each entry an id of its own?",
      asked: "nothing more: all looks of this run, one after the other",
      about: ["A2"]
    },
    Effect.gen(function*() {
      const last = yield* ground.steady
      const calm = ground.journal.filter(({ under }) => under === "rest")
      const changed = calm.filter((look) => !isBeginning(look, last)).length
      const ids = last.entries.flatMap(({ cancellationId }) => Option.toArray(cancellationId))
      const tids = last.entries.flatMap(({ pgTid }) => Option.toArray(pgTid))
      const twice = ids.length - new Set(ids).size
      return {
        end: last.entries.length < 2 ? "undecided" : changed > 0 || twice > 0 ? "broken" : "holds",
        seen: [
          `${calm.length} looks, ${changed} of which show what the last one does not`,
          `${last.entries.length} entries, ${ids.length} with a cancellation_id, ${twice} of them used before`,
          `${new Set(tids).size} different pg_tid among ${tids.length}`
        ]
      }
    })
  )

// internal

const taken = ({ entries }: Look) => entries.reduce((sum, { amount }) => sum + amount, 0)

// Whatever was paid: balance and history together make the same sum at every moment.
const isWhole = (look: Look, reference: Look) => look.balance + taken(look) === reference.balance + taken(reference)

// An old look is a beginning of the newest one; anything else was taken back, or changed its place.
const isBeginning = (look: Look, last: Look) =>
  look.entries.every((entry, nth) => {
    const now = last.entries[nth]
    return now !== undefined && now.amount === entry.amount &&
      Option.getOrUndefined(now.cancellationId) === Option.getOrUndefined(entry.cancellationId)
  })
