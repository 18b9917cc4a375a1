/**
 * P1: does PortOne return `reason` unchanged?
 */
import { RefundTag } from "@effect-portone/refunds"
import { Effect, Option } from "effect"
import { probe } from "./probe.ts"
import type { TestPayment } from "./TestPayment.ts"

const TAG = "PRQBE2TAG3XYCHECK2"

const reasons: ReadonlyArray<readonly [name: string, text: string]> = [
  ["the tag at the start", RefundTag.write(TAG, "단순 변심")],
  ["the tag alone", RefundTag.write(TAG, "")],
  ["256 characters", RefundTag.write(TAG, "가".repeat(256))],
  ["an emoji", RefundTag.write(TAG, "단순 변심 😀")],
  ["the tag at the end", `단순 변심 [${TAG}]`]
]

/** P1. Run it for each PG, because PGs treat `reason` differently. */
export const echo = (payment: TestPayment) => {
  const { amount } = payment.options
  return probe(
    {
      probe: "P1",
      question: "Does the payment history contain `reason`, at least the tag at its start?",
      sent: `${reasons.length} cancels of ₩${amount}: ${reasons.map(([name]) => name).join(", ")}`,
      assumptions: ["A4"]
    },
    Effect.gen(function*() {
      const observed: Array<string> = []
      let tags = 0
      let expected = 0
      for (const [name, text] of reasons) {
        const before = yield* payment.freshLookUp
        if (before.balance < amount * 2) {
          return { conclusion: "undecided", observed: [...observed, `only ₩${before.balance} is left`] }
        }
        const result = yield* payment.cancelPart({ amount, checksum: before.balance, reason: text })
        const after = yield* payment.freshLookUp
        const entry = after.entries[before.entries.length]
        if (entry === undefined) {
          observed.push(`${name}: no entry (${result._tag === "Success" ? "code 0" : result.failure._tag})`)
          continue
        }
        const returned = Option.getOrElse(entry.reason, () => "")
        const found = RefundTag.words(returned).includes(TAG)
        if (!name.endsWith("end")) {
          expected++
          if (found) tags++
        }
        observed.push(
          `${name}: ${found ? "tag found" : "tag NOT found"}, ${
            returned === text ? "unchanged" : `${[...text].length} characters became ${[...returned].length}`
          }`
        )
      }
      return { conclusion: expected === 0 ? "undecided" : tags === expected ? "holds" : "broken", observed }
    })
  )
}
