import { assert, describe, it } from "@effect/vitest"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout } from "node:timers/promises"
import { sandbox as started, worker } from "./process.ts"

/** Units: milliseconds. Far above the usual time, so that only a test that hangs reaches it. */
const LIMIT = 60_000

describe("signals", () => {
  it("a first SIGTERM waits for the cancel that has left, a second one ends the process", async () => {
    const sandbox = await started()
    const directory = mkdtempSync(join(tmpdir(), "refund-worker-"))
    try {
      await sandbox.control("payments", { kind: "card", imp_uid: "imp_1", amount: 1000 })
      // Longer than the limit of this test.
      await sandbox.control("faults", { route: "cancel", fault: "slow", ms: 2 * LIMIT })
      const { child, end, log } = worker(["submit", "a", "imp_1", "100"], {
        ...sandbox.env,
        PORTONE_TIMEOUT: "5 minutes",
        WORKER_DATABASE_FILE: join(directory, "refunds.db")
      })
      while (await sandbox.cancels() === 0) await setTimeout(20)
      child.kill("SIGTERM")
      await setTimeout(500)
      assert.isNull(child.exitCode, log())
      child.kill("SIGTERM")
      const { code } = await end
      assert.strictEqual(code, 1)
    } finally {
      await sandbox.close()
      rmSync(directory, { recursive: true })
    }
  }, LIMIT)
})
