import { JsonLogger } from "@effect-portone/logging"
import { assert, it } from "@effect/vitest"
import { env } from "node:process"
import { entries } from "./entries.ts"
import { lineOf } from "./reference.ts"

const ENTRIES = env["LONG_TESTS"] === "1" ? 20_000 : 5000

it(`writes the same bytes as the plainest implementation, for ${ENTRIES} random entries`, () => {
  const next = entries(20261128)
  const seen = { faults: 0, masked: 0, spans: 0, withheld: 0, texts: 0 }

  for (let round = 0; round < ENTRIES; round++) {
    const { entry, options } = next()
    const line = JsonLogger.make(options).log(entry)

    assert.strictEqual(line, lineOf(options, entry))
    if (line.includes("\"faults\":")) seen.faults++
    if (line.includes("<card number>")) seen.masked++
    if (line.includes("\"spans\":")) seen.spans++
    if (line.includes("\"withheld\":")) seen.withheld++
    else seen.texts++
  }

  // The entries reach every branch often.
  for (const [what, count] of Object.entries(seen)) assert.isAbove(count, ENTRIES / 20, what)
})
