/**
 * P1: what becomes of `reason`?
 */
import { RefundTag } from "@effect-portone/refunds"
import { Effect, Option } from "effect"
import type { Ground } from "./Ground.ts"
import { probe } from "./probe.ts"

const TAG = "PRQBE2TAG3XY"

const reasons: ReadonlyArray<readonly [name: string, text: string]> = [
  ["the tag in front", RefundTag.write(TAG, "단순 변심")],
  ["the tag alone", RefundTag.write(TAG, "")],
  ["256 characters", RefundTag.write(TAG, "가".repeat(256))],
  ["an emoji", RefundTag.write(TAG, "단순 변심 😀")],
  ["the tag at the end", `단순 변심 [${TAG}]`]
]

/** P1, once for each PG: what one does with `reason` says nothing about another. */
export const echo = (ground: Ground) => {
  const { amount } = ground.options
  return probe(
    {
      probe: "P1",
      question: "Does `reason` come back in the history, at least as far as the tag in front of it?",
      asked: `${reasons.length} cancels of ₩${amount}: ${reasons.map(([name]) => name).join(", ")}`,
      about: ["A4"]
    },
    Effect.gen(function*() {
      const seen: Array<string> = []
      let tags = 0
      let asked = 0
      for (const [name, text] of reasons) {
        const before = yield* ground.steady
        if (before.balance < amount * 2) return { end: "undecided", seen: [...seen, `only ₩${before.balance} is left`] }
        const result = yield* ground.take({ amount, checksum: before.balance, reason: text })
        const after = yield* ground.steady
        const entry = after.entries[before.entries.length]
        if (entry === undefined) {
          seen.push(`${name}: no entry (${result._tag === "Success" ? "code 0" : result.failure._tag})`)
          continue
        }
        const back = Option.getOrElse(entry.reason, () => "")
        const found = RefundTag.read(back) === TAG
        if (!name.endsWith("end")) {
          asked++
          if (found) tags++
        }
        seen.push(
          `${name}: ${found ? "tag found" : "tag NOT found"}, ${
            back === text ? "unchanged" : `${[...text].length} characters became ${[...back].length}`
          }`
        )
      }
      return { end: asked === 0 ? "undecided" : tags === asked ? "holds" : "broken", seen }
    })
  )
}
