/**
 * Writes the tables of `docs/` anew from the data: `node packages/gateways/test/writeDocTables.ts`,
 * then `pnpm format`. `Docs.test.ts` compares them.
 */
import { readFileSync, writeFileSync } from "node:fs"
import { markdown, pages, type Table } from "./docTables.ts"

const docs = new URL("../../../docs/", import.meta.url)

// A part is a fence, or text up to the next fence; bars in a fence are no table.
const replaceTables = (page: string, tables: ReadonlyArray<Table>): string => {
  const left = [...tables]
  return page.split(/(^```.*?^```$)/gms).map((part) =>
    part.startsWith("```")
      ? part
      : part.replace(/(?:^\|.*\n)+/gm, (table) => {
        const next = left.shift()
        return next === undefined ? table : `${markdown(next)}\n`
      })
  ).join("")
}

for (const [page, tables] of Object.entries(pages)) {
  for (const [language, name] of [["en", `${page}.md`], ["ko", `${page}.ko.md`]] as const) {
    const file = new URL(name, docs)
    writeFileSync(file, replaceTables(readFileSync(file, "utf8"), tables(language)))
  }
}
