import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { assert, describe, it } from "vitest"
import { REJECTED } from "../src/server/api/checkout/cardRejection.ts"
import { HIDDEN_FIELDS } from "../src/server/api/payments/hiddenFields.ts"
import { TEXTS } from "../src/server/api/texts.ts"
import { ACTIONS } from "../src/server/control/actions.ts"
import { KINDS } from "../src/server/control/kinds.ts"
import { FAULTS } from "../src/server/faults/faultTable.ts"
import { SWITCHABLE } from "../src/server/rules/ruleSwitches.ts"

const readme = readFileSync(fileURLToPath(new URL("../README.md", import.meta.url)), "utf8")

/** The cells of the table under a heading, without its head. */
const table = (heading: string): ReadonlyArray<ReadonlyArray<string>> =>
  (readme.split(`## ${heading}\n`)[1]?.split("\n## ")[0] ?? "").split("\n").filter((line) => line.startsWith("|"))
    .slice(2).map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim()))

describe("README", () => {
  it("has the fault table of the code, row by row", () => {
    assert.deepStrictEqual(table("Faults"), FAULTS.map(({ applied, name, what }) => [`\`${name}\``, applied, what]))
  })

  it("has the table of rules of the code, row by row", () => {
    assert.deepStrictEqual(
      table("Rules"),
      SWITCHABLE.map(({ evidence, isStrict, name, what }) => [`\`${name}\``, evidence, isStrict ? "on" : "off", what])
    )
  })

  it("has every call of the control API, and only those", () => {
    const calls = table("Control API").flatMap(([cell = ""]) => {
      const path = /\/_sandbox\/([^`]+)/.exec(cell)?.[1]?.replace("{imp_uid}", ":id")
      return path === undefined ? [] : (cell.match(/GET|POST|DELETE/g) ?? []).map((method) => `${method} ${path}`)
    })

    assert.sameMembers(calls, Object.keys(ACTIONS))
  })

  it("has every hidden field", () => {
    const rows = table("Control API").filter(([cell = ""]) => !cell.includes("/_sandbox/"))

    assert.deepStrictEqual(
      rows.slice(-HIDDEN_FIELDS.length),
      HIDDEN_FIELDS.map(({ name, what }) => [`\`${name}\``, what])
    )
  })

  it("has every rejected card with its message", () => {
    const rows = (readme.split("### Card payments\n")[1] ?? "").split("\n").flatMap((line) => {
      const [, number, message] = /^\| `([\d-]+)` +\| (.+?) +\|$/.exec(line) ?? []
      return number === undefined ? [] : [[number.replaceAll("-", ""), message]]
    })

    assert.deepStrictEqual(rows, Array.from(REJECTED, ([number, name]) => [number, TEXTS[name].text]))
  })

  it("names every kind of payment", () => {
    const listed = /Kinds: ([^.]+)\./.exec(readme)?.[1]?.split(",").map((name) => name.trim().replaceAll("`", ""))

    assert.deepStrictEqual(listed, KINDS.map(({ name }) => name))
  })
})
