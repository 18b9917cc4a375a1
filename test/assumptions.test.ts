/**
 * The assumptions of docs/exactly-once.md: each names the tests that show what happens without it.
 */
import { assert, describe, it } from "@effect/vitest"
import { join } from "node:path"
import { rows } from "../packages/refunds/test/explorer/configurations.ts"
import { readDocument } from "./documents.ts"

const pages = [
  { file: "docs/exactly-once.md", from: "## Assumptions", to: "## What may go wrong" },
  { file: "docs/exactly-once.ko.md", from: "## 가정", to: "## 발생할 수 있는 오류" }
]

// The cells of the last column, without the heads of the tables.
const testsOf = ({ file, from, to }: typeof pages[number]): ReadonlyArray<string> => {
  const text = readDocument(file)
  const section = text.slice(text.indexOf(`\n${from}\n`), text.indexOf(`\n${to}\n`))
  return (section.match(/^\|.*\|$/gm) ?? [])
    .filter((line, index, lines) => !isRule(line) && !isRule(lines[index + 1] ?? ""))
    .map((line) => line.split("|").at(-2)?.trim() ?? "")
}

const isRule = (line: string) => /^\|[\s|-]+\|$/.test(line)

const idsIn = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].flatMap(([, id = ""]) => id === "reason" ? [] : [id])

describe("an assumption of docs/exactly-once.md", () => {
  for (const page of pages) {
    const cells = testsOf(page)

    it(`names configurations that the explorer has: ${page.file}`, () => {
      const names = new Set(rows.map(({ name }) => name))

      assert.isAbove(cells.length, 30)
      assert.deepStrictEqual(cells.flatMap(idsIn).filter((id) => !names.has(id)), [])
    })

    it(`names tests that are in the file it links to: ${page.file}`, () => {
      const links = cells.flatMap((cell) => [...cell.matchAll(/\[([^\]]+)\]\(([^)]+)\)/g)])
      const wrong = links.filter(([, title = "", target = ""]) => !readDocument(join("docs", target)).includes(title))

      assert.isAbove(links.length, 4)
      assert.deepStrictEqual(wrong.map(([link]) => link), [])
    })

    it(`has a test, or says that there is none: ${page.file}`, () => {
      const silent = cells.filter((cell) => !/`[A-Z]\d|\]\(|^none\b|^없음/.test(cell))

      assert.deepStrictEqual(silent, [])
    })
  }

  it("is on a page with as many headings and rows of tables in both languages", () => {
    const [english, korean] = pages.map(({ file }) => {
      const prose = readDocument(file).replace(/```.*?```/gs, "")
      return { headings: prose.match(/^#+ /gm), rows: prose.match(/^\|.*\|$/gm)?.length }
    })

    assert.deepStrictEqual(korean, english)
  })

  it("has the same tests in both languages", () => {
    const [english, korean] = pages.map((page) => testsOf(page).map((cell) => [...idsIn(cell)].toSorted()))

    assert.deepStrictEqual(korean, english)
  })
})
