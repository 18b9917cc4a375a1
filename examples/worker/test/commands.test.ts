import { assert, describe, it } from "@effect/vitest"
import { readFileSync } from "node:fs"
import { worker } from "../src/commands.ts"

describe("the README", () => {
  for (const file of ["README.md", "README.ko.md"]) {
    it(`${file} lists every command, in one table`, () => {
      const text = readFileSync(new URL(`../${file}`, import.meta.url), "utf8")
      const [table = ""] = /\| `serve`[^]*?\n\n/.exec(text) ?? []
      const rows = table.trim().split("\n").map((row) => row.split("|")[1] ?? "")
      const listed = rows.flatMap((cell) => [...cell.matchAll(/`([a-z][a-z-]*)/g)].map(([, name]) => name))
      const names = worker.subcommands.flatMap(({ commands }) => commands.map(({ name }) => name))

      assert.deepStrictEqual([...new Set(listed)].toSorted(), names.toSorted())
    })
  }
})
