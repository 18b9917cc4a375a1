import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { env } from "node:process"

/**
 * Threads and processes of the tests load the same files again and again. Node keeps them compiled
 * for as long as this process runs, or in the folder that `NODE_COMPILE_CACHE` names.
 */
export const keepCompiled = (): void => {
  if (env["NODE_COMPILE_CACHE"] !== undefined) return
  const folder = env["NODE_COMPILE_CACHE"] = mkdtempSync(join(tmpdir(), "portone-compiled-"))
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }))
}
