import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { env } from "node:process"
import { stopShared } from "../packages/token-store/test/servers.ts"

/**
 * Threads and processes of the tests load the same files and start the same servers again and
 * again. For as long as this process runs, Node keeps these files compiled, unless
 * `NODE_COMPILE_CACHE` names another folder, and all tests share one PostgreSQL server.
 */
export const keepForTests = (): void => {
  const folder = mkdtempSync(join(tmpdir(), "portone-tests-"))
  env["NODE_COMPILE_CACHE"] ??= join(folder, "compiled")
  const shared = env["PORTONE_TEST_POSTGRES"] = join(folder, "postgres.json")
  process.once("exit", () => {
    try {
      stopShared(shared)
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
    } catch {
      // A process that was started by a test still writes into it.
    }
  })
}
