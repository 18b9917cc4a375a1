/**
 * The pages of `docs/` have the tables of the data, in both languages. `writeDocTables.ts` writes
 * them anew.
 */
import { assert, describe, it } from "@effect/vitest"
import { readdirSync, readFileSync } from "node:fs"
import { pages, tablesOf } from "./docTables.ts"

const docs = new URL("../../../docs/", import.meta.url)
const read = (name: string) => readFileSync(new URL(name, docs), "utf8")
const prose = (text: string) => text.replace(/```.*?```/gs, "")

for (const [page, tables] of Object.entries(pages)) {
  describe(page, () => {
    for (const [language, file] of [["en", `${page}.md`], ["ko", `${page}.ko.md`]] as const) {
      it(`has the tables of the data, cell by cell, in ${language}`, () => {
        const [shown, made] = [tablesOf(prose(read(file))), tables(language)]
        for (const [index, table] of made.entries()) assert.deepStrictEqual(shown[index], table)
        assert.isAtLeast(shown.length, made.length)
      })

      it(`shows a page that runs, in ${language}`, () => assert.match(read(file), /```ts\n/))
    }

    it("has the headings, tables and code of one language in the other", () => {
      const shape = (text: string) => ({
        headings: prose(text).match(/^#+ /gm),
        tables: tablesOf(prose(text)).map((table) => [table.length, table[0]?.length]),
        // Comments are in the language of their page, values are not.
        code: text.match(/```ts\n.*?```/gs)?.map((fence) => fence.replace(/^ *\/\/ (?!=>).*$/gm, "//"))
      })
      assert.deepStrictEqual(shape(read(`${page}.ko.md`)), shape(read(`${page}.md`)))
    })

    it("points to the other language", () => {
      assert.include(read(`${page}.md`), `(${page}.ko.md)`)
      assert.include(read(`${page}.ko.md`), `(${page}.md)`)
    })
  })
}

describe("a table that is wrong", () => {
  it("is found out by a single cell, and read whole with a bar inside a cell", () => {
    const text = "words\n\n| a | b |\n| - | - |\n| 1 | x \\| y |\n| 2 |   |\n\nmore\n\n| c |\n| - |\n| 3 |\n"
    assert.deepStrictEqual(tablesOf(text), [[["a", "b"], ["1", "x \\| y"], ["2", ""]], [["c"], ["3"]]])
  })
})

it("no page stands in docs/ in one language only", () => {
  const names = readdirSync(docs).filter((name) => name.endsWith(".md"))
  for (const page of Object.keys(pages)) {
    assert.include(names, `${page}.md`)
    assert.include(names, `${page}.ko.md`)
  }
})
