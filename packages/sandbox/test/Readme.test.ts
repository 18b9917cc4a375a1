import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { assert, describe, it } from "vitest"
import { FAULTS } from "../src/server/faults.ts"
import { KINDS } from "../src/server/kinds.ts"

const readme = readFileSync(fileURLToPath(new URL("../README.md", import.meta.url)), "utf8")

/** The cells of the table under a heading, without its head. */
const table = (heading: string): ReadonlyArray<ReadonlyArray<string>> =>
  (readme.split(`## ${heading}\n`)[1]?.split("\n## ")[0] ?? "").split("\n").filter((line) => line.startsWith("|"))
    .slice(2).map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim()))

describe("README", () => {
  it("has the fault table of the code, row by row", () => {
    assert.deepStrictEqual(table("Faults"), FAULTS.map(({ applied, name, what }) => [`\`${name}\``, applied, what]))
  })

  it("names every kind of payment", () => {
    const listed = /Kinds: ([^.]+)\./.exec(readme)?.[1]?.split(",").map((name) => name.trim().replaceAll("`", ""))

    assert.deepStrictEqual(listed, KINDS.map(({ name }) => name))
  })
})
