/**
 * Kills workers in the middle of their work: `node examples/worker/test/soak.ts [refunds]`.
 *
 * A CSV of so many, two for each payment, is imported on SQLite while answers break. Whenever the process lives, it is killed with SIGKILL after a moment
 * drawn by chance, and started again with the same command, until it ends by itself. Then the sandbox's ledger must hold every refund once.
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

/** From a start to the next cancel that arrives. Units: milliseconds. */
const resumes: Array<number> = []
let kills = 0

/** Waits for the next cancel, and breaks some of the answers after it. */
const atWork = async (over: () => boolean): Promise<void> => {
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
    // Sometimes it is killed before it is at work again.
    if (Math.random() < 0.8) await atWork(() => over)
    await Promise.race([setTimeout(Math.random() * 3000), ended])
    if (!over && child.kill("SIGKILL")) kills++
    const { signal, ...rest } = await ended
    if (signal !== "SIGKILL") return rest
  }
}

const began = performance.now()
const { code, err, out } = await untilItEnds()
const seconds = (performance.now() - began) / 1000
const wrong = wrongIn(refunds, await sandbox.ledger())
const results = readFileSync(`${file}.result.csv`, "utf8").trim().split("\n").slice(1)
const untold = results.filter((row) => !row.includes(",Succeeded,")).length
resumes.sort((a, b) => a - b)
const at = (share: number) => ((resumes[Math.floor(share * (resumes.length - 1))] ?? NaN) / 1000).toFixed(1)
console.log(`${err.trim().split("\n").at(-1)}\n${out.trim()}`)
for (const line of wrong.slice(0, 20)) console.log(line)
console.log(
  `${refunds.length} refunds, ${kills} kills, ${
    seconds.toFixed(0)
  } s; ${wrong.length} wrong in the sandbox's ledger, ${untold} of ${results.length} results not ` +
    `told as done; from start to the next cancel: median ${at(0.5)} s, longest ${
      at(1)
    } s, Node's own start included; exit code ${code}`
)
await sandbox.close()
rmSync(directory, { recursive: true })
process.exitCode = code === 0 && wrong.length === 0 && untold === 0 && results.length === refunds.length ? 0 : 1
