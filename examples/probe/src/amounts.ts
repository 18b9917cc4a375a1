/**
 * P8: what happens with amounts and checksums that this library never sends?
 *
 * These probes come last, because `amount: 0` may cancel everything that is left.
 */
import { Effect } from "effect"
import { probe } from "./probe.ts"
import { describe, rawCancel } from "./rawCancel.ts"
import type { TestPayment } from "./TestPayment.ts"

/** P8. Each of these requests cancels a small amount at most. */
export const unusualNumbers = (payment: TestPayment) => {
  const { amount } = payment.options
  const requests: ReadonlyArray<readonly [string, (balance: number) => Readonly<Record<string, unknown>>]> = [
    ["checksum as text", (balance) => ({ amount, checksum: String(balance) })],
    ["a wrong checksum as text", (balance) => ({ amount, checksum: String(balance - 1) })],
    ["checksum 0", () => ({ amount, checksum: 0 })],
    ["checksum null", () => ({ amount, checksum: null })],
    ["half a won", (balance) => ({ amount: amount + 0.5, checksum: balance })]
  ]
  return probe(
    {
      probe: "P8",
      question: "What happens with unusual amounts and checksums?",
      sent: requests.map(([name]) => name).join(", "),
      assumptions: []
    },
    Effect.gen(function*() {
      const observed: Array<string> = []
      for (const [name, fields] of requests) {
        const before = yield* payment.freshLookUp
        if (before.balance < amount * 3) {
          return { conclusion: "undecided", observed: [...observed, `only ₩${before.balance} is left`] }
        }
        const answer = yield* rawCancel({ imp_uid: payment.impUid, reason: "probe P8", ...fields(before.balance) })
        const after = yield* payment.lookUp
        observed.push(`${name}: ${describe(answer)}; ₩${before.balance - after.balance} cancelled`)
      }
      return { conclusion: "noted", observed }
    })
  )
}

/** P8 with 0 and null as the amount, which may cancel everything. */
export const zeroMeansAll = (payment: TestPayment) =>
  probe(
    {
      probe: "P8-zero",
      question: "Does an amount of 0 cancel everything that is left, as PortOne documents?",
      sent: "amount 0 with the balance as checksum; if nothing is cancelled, amount null",
      assumptions: []
    },
    Effect.gen(function*() {
      const observed: Array<string> = []
      for (const amount of [0, null]) {
        const before = yield* payment.freshLookUp
        if (before.balance <= 0) return { conclusion: "undecided", observed: [...observed, "nothing is left"] }
        const answer = yield* rawCancel({
          imp_uid: payment.impUid,
          amount,
          checksum: before.balance,
          reason: "probe P8"
        })
        const after = yield* payment.lookUp
        observed.push(`amount ${amount}: ${describe(answer)}; ₩${before.balance - after.balance} cancelled`)
        if (after.balance !== before.balance) {
          return { conclusion: after.balance === 0 && amount === 0 ? "holds" : "broken", observed }
        }
      }
      return { conclusion: "broken", observed }
    })
  )
