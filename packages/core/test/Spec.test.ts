/**
 * SPEC.md and the tests name the same rows, so that each row leads to its tests.
 */
import { assert, describe, it } from "@effect/vitest"
import { readdirSync, readFileSync } from "node:fs"

const here = new URL("./", import.meta.url)
const spec = readFileSync(new URL("../SPEC.md", here), "utf8")
const rows = Array.from(spec.matchAll(/^\| ([GREPHCA]\d+) +\|/gm), (match) => match[1] ?? "")

// The rows about PGs have their tests in gateways.
const folders = [here, new URL("../../gateways/test/", here)]
const sources = folders.flatMap((folder) =>
  readdirSync(folder).filter((name) => name.endsWith(".test.ts") && name !== "Spec.test.ts").map((name) =>
    readFileSync(new URL(name, folder), "utf8")
  )
).join("\n")
// Ids at the start of a title, and ids that a table of cases puts there.
const titled = Array.from(
  sources.matchAll(/(?:it|describe|it\.effect)\(\s*["`]((?:[GREPHCA]\d+ )+)/g),
  (match) => match[1] ?? ""
)
const listed = Array.from(sources.matchAll(/\[\s*"([GREPHCA]\d+)",/g), (match) => match[1] ?? "")
const tested = new Set([...titled.flatMap((ids) => ids.trim().split(" ")), ...listed])

describe("SPEC.md", () => {
  it("has rows for requests, answers, fields, history, contradictions and assumptions", () => {
    const count = (letter: string) => rows.filter((id) => id.startsWith(letter)).length
    assert.deepStrictEqual(["G", "R", "E", "P", "H", "C", "A"].map(count), [3, 15, 3, 55, 6, 15, 16])
    assert.strictEqual(new Set(rows).size, rows.length)
  })

  for (const id of rows) {
    it(`row ${id} has a test whose title starts with it`, () => assert.isTrue(tested.has(id)))
  }

  it("is not behind the tests: no test names a row that does not exist", () => {
    assert.deepStrictEqual(Array.from(tested).filter((id) => !rows.includes(id)), [])
  })

  it("names every request parameter of PortOne's reference", () => {
    for (
      const name of [
        "imp_uid",
        "merchant_uid",
        "amount",
        "tax_free",
        "checksum",
        "reason",
        "refund_holder",
        "refund_bank",
        "refund_account",
        "refund_tel"
      ]
    ) {
      assert.include(spec, `\`${name}\``)
    }
  })
})
