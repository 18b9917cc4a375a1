import { assert, describe, it } from "@effect/vitest"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { digestOf } from "./digest.ts"

describe("the digest of a group", () => {
  it("changes with every file that its mutants depend on, and with nothing else", () => {
    const root = mkdtempSync(join(tmpdir(), "portone-digest-"))
    const write = (name: string, text: string) => writeFileSync(join(root, name), text)
    const digest = () => digestOf(root, { dependsOn: ["src/**/*.ts", "test/**/*.*"] })
    mkdirSync(join(root, "src"))
    mkdirSync(join(root, "test"))
    write("src/one.ts", "1")
    write("test/one.test.ts", "1")
    const first = digest()

    write("other.ts", "1")
    write("test/passed.json", "1")
    assert.strictEqual(digest(), first)
    write("src/one.ts", "2")
    const second = digest()
    assert.notStrictEqual(second, first)
    write("test/two.test.ts", "")
    assert.notStrictEqual(digest(), second)
    write("src/one.ts", "1")
    rmSync(join(root, "test/two.test.ts"))
    assert.strictEqual(digest(), first)
    rmSync(root, { recursive: true })
  })
})
