/**
 * Kills workers in the middle of their work: `node examples/worker/test/soak.ts [refunds]`.
 *
 * Imports a CSV of so many refunds, two of each payment, on SQLite, while responses break. The
 * process is killed with SIGKILL after a random time and started again with the same command, until
 * it ends by itself. Then the sandbox ledger must contain every refund once.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout } from "node:timers/promises"
import { breakAnswers, csvOf, payments, plan, wrongIn } from "./plan.ts"
import { sandbox as startSandbox, worker } from "./process.ts"

const refunds = plan(Number(process.argv[2] ?? 1000))
const directory = mkdtempSync(join(tmpdir(), "refund-worker-"))
const file = join(directory, "refunds.csv")
writeFileSync(file, csvOf(refunds))
const sandbox = await startSandbox()
await sandbox.control("payments", payments(refunds).map((imp_uid) => ({ kind: "card", imp_uid, amount: 10_000 })))

/**
 * So many kills at most. A slow machine would make a few refunds between two of them, and the same
 * ones would be hit until their cancels are used up, which ends for a person.
 */
const KILLS = refunds.length / 40
/** From a start to the next cancel that the sandbox receives. Units: milliseconds. */
const resumes: Array<number> = []
let kills = 0

/** Waits for the next cancel, and breaks some of the responses after it. */
const nextCancel = async (over: () => boolean): Promise<void> => {
  const [since, before] = [performance.now(), await sandbox.cancels()]
  while (!over()) {
    await setTimeout(20)
    if (await sandbox.cancels() === before) continue
    resumes.push(performance.now() - since)
    await breakAnswers(sandbox.control)
    return
  }
}

const untilItEnds = async () => {
  for (;;) {
    const { child, end } = worker(["import", file], {
      ...sandbox.env,
      WORKER_DATABASE_FILE: join(directory, "refunds.db")
    })
    let over = false
    const ended = end.finally(() => over = true)
    // In one of five cases the kill may come before the first cancel.
    if (Math.random() < 0.8) await nextCancel(() => over)
    await Promise.race([setTimeout(Math.random() * 1000), ended])
    if (!over && kills < KILLS && child.kill("SIGKILL")) kills++
    const { signal, ...rest } = await ended
    if (signal !== "SIGKILL") return rest
  }
}

const began = performance.now()
const { code, err, out } = await untilItEnds()
const seconds = (performance.now() - began) / 1000
const wrong = wrongIn(refunds, await sandbox.ledger())
const events = await worker(["events", "--verify"], {
  ...sandbox.env,
  WORKER_DATABASE_FILE: join(directory, "refunds.db")
}).end
const results = readFileSync(`${file}.result.csv`, "utf8").trim().split("\n").slice(1)
const open = results.filter((row) => !row.includes(",Succeeded,"))
resumes.sort((a, b) => a - b)
const at = (share: number) => ((resumes[Math.floor(share * (resumes.length - 1))] ?? NaN) / 1000).toFixed(1)
console.log(events.out.trim(), events.err.trim())
console.log(`${err.trim().split("\n").at(-1)}\n${out.trim()}`)
for (const line of [...wrong.slice(0, 20), ...open.slice(0, 20)]) console.log(line)
console.log(
  `${refunds.length} refunds, ${kills} kills, ${
    seconds.toFixed(0)
  } s; ${wrong.length} wrong in the sandbox ledger, ${open.length} of ${results.length} results not ` +
    `done; from start to the next cancel: median ${at(0.5)} s, longest ${
      at(1)
    } s, Node's own start included; exit code ${code}`
)
await sandbox.close()
rmSync(directory, { recursive: true })
process.exitCode = code === 0 && events.code === 0 && wrong.length === 0 && open.length === 0 &&
    results.length === refunds.length
  ? 0
  : 1
