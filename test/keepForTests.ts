import { chmodSync, mkdtempSync, rmSync } from "node:fs"
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
  // PostgreSQL runs as a user without rights where the tests run as root.
  chmodSync(folder, 0o711)
  env["NODE_COMPILE_CACHE"] ??= join(folder, "compiled")
  env["PORTONE_TEST_CLUSTER"] = join(folder, "cluster")
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }))
}
