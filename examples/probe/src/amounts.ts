/**
 * P8: what do amounts and checksums do that this library never sends? Last, because `amount: 0` may take all that is left.
 */
import { Effect } from "effect"
import type { Ground } from "./Ground.ts"
import { probe } from "./probe.ts"
import { inWords, rawCancel } from "./rawCancel.ts"

/** P8, the odd but harmless: each takes a small amount at most. */
export const oddNumbers = (ground: Ground) => {
  const { amount } = ground.options
  const odd: ReadonlyArray<readonly [string, (balance: number) => Readonly<Record<string, unknown>>]> = [
    ["checksum as text", (balance) => ({ amount, checksum: String(balance) })],
    ["a wrong checksum as text", (balance) => ({ amount, checksum: String(balance - 1) })],
    ["checksum 0", () => ({ amount, checksum: 0 })],
    ["checksum null", () => ({ amount, checksum: null })],
    ["half a won", (balance) => ({ amount: amount + 0.5, checksum: balance })]
  ]
  return probe(
    {
      probe: "P8",
      question: "What do odd amounts and checksums do?",
      asked: odd.map(([name]) => name).join(", "),
      about: []
    },
    Effect.gen(function*() {
      const seen: Array<string> = []
      for (const [name, fields] of odd) {
        const before = yield* ground.steady
        if (before.balance < amount * 3) return { end: "undecided", seen: [...seen, `only ₩${before.balance} is left`] }
        const answer = yield* rawCancel({ imp_uid: ground.impUid, reason: "probe P8", ...fields(before.balance) })
        const after = yield* ground.look
        seen.push(`${name}: ${inWords(answer)}; ₩${before.balance - after.balance} moved`)
      }
      return { end: "noted", seen }
    })
  )
}

/** P8, the dangerous: 0 and null in the place of an amount. */
export const zeroMeansAll = (ground: Ground) =>
  probe(
    {
      probe: "P8-zero",
      question: "Does an amount of 0 take everything that is left, as PortOne documents?",
      asked: "amount 0 with the balance as checksum; if that takes nothing, amount null",
      about: []
    },
    Effect.gen(function*() {
      const seen: Array<string> = []
      for (const amount of [0, null]) {
        const before = yield* ground.steady
        if (before.balance <= 0) return { end: "undecided", seen: [...seen, "nothing is left"] }
        const answer = yield* rawCancel({
          imp_uid: ground.impUid,
          amount,
          checksum: before.balance,
          reason: "probe P8"
        })
        const after = yield* ground.look
        seen.push(`amount ${amount}: ${inWords(answer)}; ₩${before.balance - after.balance} moved`)
        if (after.balance !== before.balance) {
          return { end: after.balance === 0 && amount === 0 ? "holds" : "broken", seen }
        }
      }
      return { end: "broken", seen }
    })
  )
