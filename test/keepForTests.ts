import { accessSync, chmodSync, constants, mkdtempSync, rmSync, statfsSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { env } from "node:process"
import { removeServers } from "../packages/token-store/test/servers.ts"

/**
 * Processes of the tests load the same modules again and again, and many test files need
 * PostgreSQL. For as long as this process runs, Node keeps the modules compiled, unless
 * `NODE_COMPILE_CACHE` names another folder, and a server that was started for one test file stays
 * for the next. All temporary files are in one folder, in memory where Linux has a file system
 * there: the tests make and remove thousands.
 */
export const keepForTests = (): void => {
  const parent = env["TMPDIR"] === undefined && hasRoom(IN_MEMORY) ? IN_MEMORY : tmpdir()
  const folder = mkdtempSync(join(parent, "portone-tests-"))
  // The servers run as a user without rights, who has to reach their folders in this one.
  chmodSync(folder, 0o711)
  env["TMPDIR"] = folder
  env["NODE_COMPILE_CACHE"] ??= join(folder, "compiled")
  const servers = env["PORTONE_TEST_SERVERS"] = join(folder, "server-")
  process.once("exit", () => {
    const removals = [
      () => removeServers(servers),
      () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
    ]
    for (const remove of removals) {
      try {
        remove()
      } catch {
        // A process that a test has started still writes there.
      }
    }
  })
}

const IN_MEMORY = "/dev/shm"

// Containers often give it 64 MB; the tests fill 250 MB.
const hasRoom = (folder: string) => {
  try {
    accessSync(folder, constants.W_OK)
    const { bavail, bsize } = statfsSync(folder)
    return bavail * bsize > 2 * 1024 ** 3
  } catch {
    return false
  }
}
