import { globSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { assert, describe, it } from "vitest"

const root = fileURLToPath(new URL("../src/", import.meta.url))

/** What the files of a pattern import from outside this package. */
const imports = (pattern: string): ReadonlyArray<string> => [
  ...new Set(
    globSync(pattern, { cwd: root }).flatMap((file) =>
      [...readFileSync(root + file, "utf8").matchAll(/^(?:import|export|\}) .*?from "([^"]+)"|^import "([^"]+)"/gm)]
        .map(([, from, alone]) => from ?? alone ?? "")
    ).filter((specifier) => !specifier.startsWith(".")).map((specifier) => specifier.split("/").slice(0, 2).join("/"))
  )
]

describe("the package", () => {
  it("has a server of Node alone, a layer that needs effect, and suites for adapters that need core", () => {
    const server = [...imports("server/**/*.ts"), ...imports("{index,command,bin}.ts")]
    assert.include(server, "node:http")
    assert.deepStrictEqual(server.filter((name) => !name.startsWith("node:")), [])
    const layer = imports("Sandbox.ts")
    assert.isNotEmpty(layer)
    assert.deepStrictEqual(layer.filter((name) => !name.startsWith("effect/")), [])
    const others = imports("conformance/*.ts").filter((name) => !name.startsWith("effect"))
    assert.deepStrictEqual(others.filter((name) => !name.startsWith("node:")), ["@effect-portone/core"])
  })
})
