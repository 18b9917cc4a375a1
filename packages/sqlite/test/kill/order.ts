/**
 * Watches the system calls of a writing process: before it says that a commit is done, the log is written and then synced.
 *
 * `node packages/sqlite/test/kill/order.ts`. Needs strace. The same process with `synchronous: "NORMAL"` must be seen not to sync.
 */
import { spawn, spawnSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { env, execPath, exit, kill } from "node:process"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"

const COMMITS = 50
const writer = fileURLToPath(new URL("writer.ts", import.meta.url))

if (spawnSync("strace", ["-V"]).error !== undefined) {
  console.log("strace is not here, so nothing was watched (apt-get install -y strace)")
  exit(env["REQUIRE_SERVICES"] === "1" ? 1 : 0)
}

/** How many commits were said, and how many of them after a sync of the log with nothing written to it since. */
const watch = async (synchronous: string) => {
  const directory = mkdtempSync(join(tmpdir(), "portone-order-"))
  const trace = join(directory, "trace")
  const calls = "trace=write,pwrite64,fsync,fdatasync"
  const program = [execPath, writer, join(directory, "shop.db"), String(COMMITS + 1), synchronous]
  // Its own group, because a killed strace would leave the writer behind.
  const child = spawn("strace", ["-f", "-y", "-qq", "-e", calls, "-e", "signal=none", "-o", trace, ...program], {
    detached: true,
    stdio: ["ignore", "pipe", "inherit"]
  })
  const gone = new Promise((resolve) => child.once("close", resolve))
  for await (const line of createInterface({ input: child.stdout })) if (line === "half") break
  kill(-Number(child.pid), "SIGKILL")
  await gone

  let [said, synced, isSynced] = [0, 0, false]
  for (const line of readFileSync(trace, "utf8").split("\n")) {
    if (/ pwrite64\(\d+<[^>]*shop\.db-wal>/.test(line)) isSynced = false
    else if (/ (?:fsync|fdatasync)\(\d+<[^>]*shop\.db-wal>\)\s+= 0$/.test(line)) isSynced = true
    else if (/ write\(1<[^>]*>, "\d+\\n"/.test(line)) {
      said++
      if (isSynced) synced++
    }
  }
  rmSync(directory, { recursive: true, force: true })
  return { said, synced }
}

const full = await watch("FULL")
const normal = await watch("NORMAL")
console.log(`FULL: ${full.synced} of ${full.said} commits were synced before they were said`)
console.log(`NORMAL: ${normal.synced} of ${normal.said}`)
if (full.said !== COMMITS || full.synced !== COMMITS || normal.said !== COMMITS || normal.synced > 1) exit(1)
