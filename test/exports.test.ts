import { assert, describe, it } from "@effect/vitest"
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describeApi, exportsOf, modulesOf, undocumented } from "./exports.ts"
import { packagesOf, readSources, root } from "./tree.ts"

const tree = readSources(root)
const published = packagesOf(tree).filter(({ manifest }) => manifest.private !== true)

describe("a public name", () => {
  for (const one of published) {
    it(`of ${one.short} has a doc comment`, () => {
      assert.deepStrictEqual(modulesOf(tree, one).flatMap(({ path }) => undocumented(tree, path)), [])
    })

    it(`of ${one.short} is listed in api.txt, so that adding or removing one is seen (pnpm api)`, () => {
      const path = join(root, one.folder, "api.txt")

      assert.strictEqual(existsSync(path) ? readFileSync(path, "utf8") : "", describeApi(tree, one))
    })
  }

  it("lies in a module that begins by saying what it is", () => {
    const silent = published.flatMap((one) => modulesOf(tree, one)).filter(({ path }) =>
      !/^(#!.*\n)?\/\*\*/.test(tree.get(path) ?? "")
    )

    assert.deepStrictEqual(silent.map(({ path }) => path), [])
  })
})

describe("reading exports", () => {
  const fixture = readSources(join(root, "test", "fixtures", "exports"))
  const names = (path: string) => exportsOf(fixture, path).map(({ name }) => name)

  it("finds every form of export", () => {
    assert.deepStrictEqual(names("packages/core/src/index.ts"), ["Amount", "won", "cancel", "Payment", "hidden"])
    assert.deepStrictEqual(names("packages/core/src/Amount.ts"), [
      "Amount",
      "Amount",
      "full",
      "full",
      "full",
      "Currency",
      "Money",
      "make"
    ])
  })

  it("finds what has no doc comment", () => {
    assert.deepStrictEqual(undocumented(fixture, "packages/core/src/index.ts"), [
      "packages/core/src/index.ts:7 Payment",
      "packages/core/src/index.ts:8 hidden"
    ])
    assert.deepStrictEqual(undocumented(fixture, "packages/core/src/Amount.ts"), [
      "packages/core/src/Amount.ts:7 Amount",
      "packages/core/src/Amount.ts:19 Money"
    ])
  })

  it("lists what the export map opens and nothing behind it", () => {
    const [core] = packagesOf(fixture)

    assert.isDefined(core)
    assert.strictEqual(
      describeApi(fixture, core),
      [
        "@effect-portone/core",
        "  Amount.*",
        "  Payment",
        "  cancel",
        "  hidden",
        "  won",
        "",
        "@effect-portone/core/Amount",
        "  Amount",
        "  Currency",
        "  Money",
        "  full",
        "  make",
        "",
        "@effect-portone/core/Cancel",
        "  cancel",
        ""
      ].join("\n")
    )
  })
})
