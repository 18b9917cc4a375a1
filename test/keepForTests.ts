import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { env } from "node:process"

/**
 * Threads and processes of the tests load the same files and start the same servers again and
 * again. For as long as this process runs, Node keeps these files compiled, unless
 * `NODE_COMPILE_CACHE` names another folder, and the tests keep one new cluster of PostgreSQL to
 * copy.
 */
export const keepForTests = (): void => {
  const folder = mkdtempSync(join(tmpdir(), "portone-tests-"))
  env["NODE_COMPILE_CACHE"] ??= join(folder, "compiled")
  env["PORTONE_TEST_CLUSTER"] = join(folder, "cluster")
  process.once("exit", () => {
    try {
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
    } catch {
      // A process that was started by a test still writes into it.
    }
  })
}
