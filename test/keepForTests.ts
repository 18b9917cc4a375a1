import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { env } from "node:process"
import { removeServers } from "../packages/token-store/test/servers.ts"

/**
 * Threads and processes of the tests load the same files again and again, and their files use the
 * same servers. For as long as this process runs, Node keeps the files compiled, unless
 * `NODE_COMPILE_CACHE` names another folder, and a PostgreSQL server stays for the next file.
 */
export const keepForTests = (): void => {
  const folder = mkdtempSync(join(tmpdir(), "portone-tests-"))
  env["NODE_COMPILE_CACHE"] ??= join(folder, "compiled")
  const servers = env["PORTONE_TEST_SERVERS"] = `${folder}-`
  process.once("exit", () => {
    const removals = [
      () => removeServers(servers),
      () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
    ]
    for (const remove of removals) {
      try {
        remove()
      } catch {
        // A process that was started by a test still writes into it.
      }
    }
  })
}
