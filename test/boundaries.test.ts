import { assert, describe, it } from "@effect/vitest"
import { existsSync, readdirSync } from "node:fs"
import { join } from "node:path"
import { importsOf } from "./imports.ts"
import { rules } from "./rules.ts"
import { packagesOf, readSources, root } from "./tree.ts"

const sources = readSources(root)

describe("the packages", () => {
  for (const [name, rule] of Object.entries(rules)) {
    it(`keep ${name}: ${rule.says}`, () => {
      assert.deepStrictEqual(rule.broken(sources), [])
    })
  }

  it("are read whole, so that no file escapes the rules", () => {
    const read = packagesOf(sources).flatMap(({ files }) => files).filter((file) => file.startsWith("packages/"))
    const there = readdirSync(join(root, "packages")).flatMap((name) => {
      const folder = join(root, "packages", name, "src")
      const files = existsSync(folder) ? readdirSync(folder, { recursive: true, withFileTypes: true }) : []
      return files.filter((entry) => !entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name))
    })

    assert.deepStrictEqual(read.map((file) => join(root, file)).toSorted(), there.toSorted())
    assert.isAbove(read.length, 40)
  })

  it("import nothing that is not there", () => {
    const lost = importsOf(sources).filter(({ specifier, target }) =>
      target === undefined && (specifier.startsWith(".") || specifier.startsWith("@effect-portone/"))
    )

    assert.deepStrictEqual(lost.map(({ file, line, specifier }) => `${file}:${line} ${specifier}`), [])
  })
})

// Each fixture is a small repository that breaks one rule on purpose, next to code that only seems
// to break it.
describe("a rule can fail", () => {
  const expected: Readonly<Record<string, ReadonlyArray<string>>> = {
    B1: [
      "packages/core/src/Unstable.ts:1 imports effect",
      "packages/core/src/Unstable.ts:2 effect/Arbitrary is unstable",
      "packages/core/src/Unstable.ts:3 imports effect/http/HttpClient",
      "packages/core/src/Unstable.ts:4 effect/Schema: Headers is unstable",
      "packages/core/src/Unstable.ts:5 imports node:fs",
      "packages/core/src/Unstable.ts:6 leaves core: ../../http/src/index.ts"
    ],
    B2: [
      "packages/logging/src/index.ts:1 imports @effect-portone/core/internal/scrub",
      "packages/logging/src/index.ts:2 imports @effect-portone/http",
      "packages/logging/src/index.ts:3 imports pino",
      "packages/logging/src/index.ts:4 imports ../../core/src/internal/scrub.ts",
      "packages/logging/src/index.ts:7 imports @effect-portone/gateways",
      "packages/logging/src/index.ts:6 imports @effect-portone/token-store"
    ],
    B3: [
      "packages/refunds/package.json asks for @effect-portone/http",
      "packages/refunds/src/index.ts names @effect-portone/http",
      "packages/refunds/src/index.ts:2 imports @effect-portone/gateways",
      "packages/refunds/src/index.ts:5 imports ../../http/src/index.ts"
    ],
    B4: [
      "packages/sandbox/src/index.ts:2 imports ./Sandbox.ts",
      "packages/sandbox/src/server/cancel.ts:1 imports @effect-portone/core",
      "packages/sandbox/src/server/cancel.ts:2 imports effect/Effect"
    ],
    B5: [
      "packages/http/package.json asks for @effect-portone/sandbox",
      "packages/http/src/index.ts:1 imports @effect-portone/sandbox"
    ],
    B6: [
      "packages/core/src/internal/index.ts is a barrel",
      "packages/core/src/internal/all.ts is a barrel",
      "packages/http/src/index.ts:1 imports ../../core/src/internal/scrub.ts",
      "packages/http/src/index.ts:3 imports @effect-portone/core/internal/scrub",
      "packages/core/src/Amount.ts → packages/core/src/Payment.ts → packages/core/src/Amount.ts",
      "packages/core/src/Mirror.ts → packages/core/src/Types.ts → packages/core/src/Mirror.ts"
    ],
    B7: ["2 files: packages/core/src/Cancel.ts, packages/http/src/index.ts"],
    B8: [
      "packages/core/src/Cancel.ts:6 Effect.retry",
      "packages/core/src/Cancel.ts:3 imports effect/Schedule recurs",
      "packages/core/src/Cancel.ts:2 imports effect/Effect repeat",
      "packages/http/src/index.ts:3 HttpClient.retryTransient"
    ],
    B9: [
      "packages/core/package.json asks for @effect-portone/gateways",
      "packages/gateways/package.json asks for date-fns",
      "packages/core/src/index.ts:2 imports @effect-portone/gateways/CancelCheck",
      "packages/core/src/index.ts:4 imports ../../gateways/src/Settlement.ts",
      "packages/core/src/index.ts:6 imports @effect-portone/gateways",
      "packages/gateways/src/CancelCheck.ts:2 imports @effect-portone/core/internal/scrub",
      "packages/gateways/src/CancelCheck.ts:3 imports date-fns",
      "packages/gateways/src/CancelCheck.ts:8 imports @effect-portone/refunds"
    ]
  }

  for (const [name, rule] of Object.entries(rules)) {
    it(`${name} finds what its fixture does wrong, and nothing else`, () => {
      const fixture = readSources(join(root, "test", "fixtures", name))

      assert.sameMembers([...rule.broken(fixture)], [...expected[name] ?? ["no expectation"]])
    })
  }
})
