/**
 * What the allow-list of PG texts costs: how many of the texts that are known of a PG end a refund
 * without a person.
 */
import { Rejection } from "@effect-portone/core"
import { RefundLedger, refundOnce } from "@effect-portone/refunds"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { readFileSync } from "node:fs"
import { scripted } from "./scripted.ts"
import { short } from "./shop.ts"

const texts = Rejection.rejections.filter(({ code, pg, words }) => code !== 1 && pg !== "" && words !== "")

/** A refund that the PG rejects in these words each time. */
const rejectedWith = (words: string) => {
  const body = JSON.stringify({ code: -1, message: words, response: null })
  const { live, world } = scripted({ cancel: () => ({ status: 200, body }) })
  return refundOnce({ impUid: "imp_1", key: "k", amount: 3000 }, { timers: short }).pipe(
    Effect.map(({ _tag }) => ({ _tag, arrived: world.arrived.length })),
    Effect.provide(Layer.merge(live, RefundLedger.layerMemory()))
  )
}

describe("the texts of PGs", () => {
  it.live("end without a person where the list has a source, and are sent once in any case", () =>
    Effect.gen(function*() {
      const counts = new Map<string, { known: number; ended: number }>()
      for (const { pg, proves, words } of texts) {
        const { _tag, arrived } = yield* rejectedWith(words)
        assert.deepStrictEqual([_tag, arrived], [proves === "not-executed" ? "Rejected" : "Undetermined", 1], words)
        const { ended, known } = counts.get(pg) ?? { known: 0, ended: 0 }
        counts.set(pg, { known: known + 1, ended: ended + (_tag === "Rejected" ? 1 : 0) })
      }

      const rows = [...counts].toSorted(([a, one], [b, other]) => other.known - one.known || (a < b ? -1 : 1)).map(
        ([pg, { ended, known }]) => [pg, known, ended].map(String)
      )
      for (const page of ["exactly-once", "exactly-once.ko"]) {
        assert.deepStrictEqual(tableIn(page), rows, page)
      }
    }))
})

// The rows whose first cell is the code of a PG.
const tableIn = (page: string): ReadonlyArray<ReadonlyArray<string>> => {
  const text = readFileSync(new URL(`../../../docs/${page}.md`, import.meta.url), "utf8")
  return [...text.matchAll(/^\| `([a-z\d_]+(?:, [a-z\d_]+)*)` +\| (\d+) +\| (\d+) +\|$/gm)].map(([, ...cells]) => cells)
}
