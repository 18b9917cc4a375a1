import { assert, describe, it } from "@effect/vitest"
import { spawnSync } from "node:child_process"
import { fileURLToPath } from "node:url"
import { leaksIn } from "./planted.ts"

describe("a process that crashes", { timeout: 120_000 }, () => {
  const crash = (how: string) => {
    const child = spawnSync(process.execPath, [fileURLToPath(new URL("crash.ts", import.meta.url)), how], {
      encoding: "utf8",
      timeout: 120_000
    })
    return { code: child.status, seen: child.stdout + child.stderr }
  }

  for (const how of ["rejection", "throw", "main", "defect"]) {
    it(`prints no planted secret (${how})`, () => {
      const { code, seen } = crash(how)

      assert.strictEqual(code, 1, seen)
      assert.include(seen, how === "defect" ? "TypeError" : "CancelRejected")
      assert.deepStrictEqual(leaksIn(seen), [])
    })
  }

  it("is found out if it prints one", () => {
    const { code, seen } = crash("leak")

    assert.strictEqual(code, 1, seen)
    assert.deepStrictEqual(leaksIn(seen), ["token"])
  })
})
