/**
 * Watches the system calls of a writing process: before it reports a commit, the log is written and
 * then synced. Also where several fibers' statements share a commit.
 *
 * `node packages/sqlite/test/kill/order.ts`. Needs strace. As a control, the same process with
 * `synchronous: "NORMAL"` must be seen not to sync.
 */
import { spawn, spawnSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { env, execPath, exit, kill } from "node:process"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"

const COMMITS = 50
const FIBERS = 8
const writer = fileURLToPath(new URL("writer.ts", import.meta.url))

if (spawnSync("strace", ["-V"]).error !== undefined) {
  console.log("strace is missing, so no system calls were watched (apt-get install -y strace)")
  exit(env["REQUIRE_SERVICES"] === "1" ? 1 : 0)
}

/** Counts the reported commits, and those of them whose log was synced after its last write. */
const watch = async (synchronous: string, fibers = 0) => {
  const directory = mkdtempSync(join(tmpdir(), "portone-order-"))
  const trace = join(directory, "trace")
  const calls = "trace=write,pwrite64,fsync,fdatasync"
  const program = [execPath, writer, join(directory, "shop.db"), String(COMMITS + 1), synchronous, String(fibers)]
  // A process group, because the writer would go on after strace is killed.
  const child = spawn("strace", ["-f", "-y", "-qq", "-e", calls, "-e", "signal=none", "-o", trace, ...program], {
    detached: true,
    stdio: ["ignore", "pipe", "inherit"]
  })
  const gone = new Promise((resolve) => child.once("close", resolve))
  for await (const line of createInterface({ input: child.stdout })) if (line === "half") break
  kill(-Number(child.pid), "SIGKILL")
  await gone

  let [reported, synced, syncs, isSynced] = [0, 0, 0, false]
  for (const line of readFileSync(trace, "utf8").split("\n")) {
    if (/ pwrite64\(\d+<[^>]*shop\.db-wal>/.test(line)) isSynced = false
    else if (/ (?:fsync|fdatasync)\(\d+<[^>]*shop\.db-wal>\)\s+= 0$/.test(line)) {
      isSynced = true
      syncs++
    } else if (/ write\(1<[^>]*>, "\d+\\n"/.test(line)) {
      reported++
      if (isSynced) synced++
    }
  }
  rmSync(directory, { recursive: true, force: true })
  return { reported, synced, syncs }
}

const full = await watch("FULL")
const grouped = await watch("FULL", FIBERS)
const normal = await watch("NORMAL")
console.log(`FULL: ${full.synced} of ${full.reported} commits were synced before they were reported`)
console.log(
  `FULL, ${FIBERS} fibers: ${grouped.synced} of ${grouped.reported} statements were synced before they were reported, ` +
    `with ${grouped.syncs} syncs`
)
console.log(`NORMAL: ${normal.synced} of ${normal.reported}`)
if (full.reported !== COMMITS || full.synced !== COMMITS || normal.reported !== COMMITS || normal.synced > 1) exit(1)
// When the last fiber stops, the statements of the others may not have returned yet.
if (grouped.reported < COMMITS - FIBERS || grouped.synced !== grouped.reported) exit(1)
if (grouped.syncs >= grouped.reported) exit(1)
