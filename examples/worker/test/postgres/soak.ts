/**
 * Kills workers, and the database, in the middle of their work: `node
 * examples/worker/test/postgres/soak.ts [refunds] [--outages n] [--no-kills]`.
 *
 * Two `worker serve` share a PostgreSQL and refund a CSV, two lines of each payment, while
 * responses break. A random one of the two is killed with SIGKILL and started again, repeatedly. n
 * times the database is stopped, by a crash or in order, and started again. An import that fails
 * because of it is run again. In the end the sandbox ledger must contain every refund once.
 */
import { PgClient } from "@effect/sql-pg"
import { Effect, ManagedRuntime, Redacted } from "effect"
import { SqlClient } from "effect/sql"
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { hostname, tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout } from "node:timers/promises"
import { parseArgs } from "node:util"
import { isServer, postgres } from "../../../../packages/token-store/test/servers.ts"
import { keepForTests } from "../../../../test/keepForTests.ts"
import { breakAnswers, csvOf, payments, plan, wrongIn } from "../plan.ts"
import { sandbox as startSandbox, worker } from "../process.ts"
import { runner } from "./fleet.ts"
import { powerOf } from "./power.ts"

keepForTests()

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { outages: { type: "string", default: "0" }, "no-kills": { type: "boolean", default: false } }
})
const wanted = Number(positionals[0] ?? 1000)
const MINUTES = 10

const server = await postgres()
if (!isServer(server)) {
  console.error(server)
  process.exit(1)
}
const power = await powerOf(server.url)
const sandbox = await startSandbox()
const directory = mkdtempSync(join(tmpdir(), "refund-workers-"))
const file = join(directory, "refunds.csv")
const refunds = plan(wanted)
await sandbox.control("payments", payments(refunds).map((imp_uid) => ({ kind: "card", imp_uid, amount: 10_000 })))
writeFileSync(file, csvOf(refunds))
const env = {
  ...sandbox.env,
  WORKER_DATABASE_URL: server.url
}
const database = ManagedRuntime.make(PgClient.layer({ url: Redacted.make(server.url), maxConnections: 1 }))
const table = () =>
  database.runPromise(
    Effect.flatMap(SqlClient.SqlClient, (sql) =>
      sql<
        {
          readonly key: string
          readonly state: string
          readonly runner: string | null
          readonly at: number
          readonly attempts: number
          readonly round: number
        }
      >`
      SELECT key, state, runner, attempts, round, updated_at::float8 AS at FROM refund_job`)
  ).catch(() => [])

const runners = [runner(env), runner(env)]
const kills: Array<{ readonly at: number; readonly orphans: ReadonlyArray<string> }> = []
const outages: Array<{ readonly on: number }> = []
const sentences = new Set<string>()
const through = new AbortController()
const over = () => through.signal.aborted
const cancels = async (more: number) => {
  for (const before = await sandbox.cancels(); !over() && await sandbox.cancels() < before + more;) await setTimeout(20)
}

const importing = (async () => {
  for (;;) {
    const { child, end } = worker(["import", file], env)
    const stop = () => child.kill("SIGKILL")
    through.signal.addEventListener("abort", stop)
    const { code, err, out } = await end
    through.signal.removeEventListener("abort", stop)
    if (over()) return `not finished after ${MINUTES} minutes`
    // Only an import that waited for every job prints its totals.
    if (out.trim() !== "") return `${out.trim()} (exit code ${code})`
    sentences.add(err.trim().split("\n").at(-1) ?? "")
    await setTimeout(300)
  }
})().finally(() => through.abort())

const killing = (async () => {
  while (!over() && !values["no-kills"]) {
    // At a random time, but not before cancels continue after the last kill.
    await cancels(1 + Math.floor(Math.random() * 60))
    await setTimeout(Math.random() * 3000)
    const victim = runners[Math.floor(Math.random() * runners.length)]
    if (over() || victim === undefined || victim.pid() === undefined) continue
    const name = `${hostname()}/${victim.pid()}/`
    const at = Date.now()
    await victim.end("SIGKILL")
    const orphans = (await table()).filter(({ runner, state }) =>
      runner?.startsWith(name) === true && state === "running"
    )
    kills.push({ at, orphans: orphans.map(({ key }) => key) })
    await setTimeout(Math.random() * 2000)
    victim.start()
  }
})()

const stopping = (async () => {
  for (let n = 0; n < Number(values.outages); n++) {
    await cancels(Math.ceil(wanted / (Number(values.outages) + 2)))
    if (over()) return
    power.off(n % 2 === 0 ? "immediate" : "fast")
    await setTimeout(1000 + Math.random() * 4000)
    power.on()
    outages.push({ on: Date.now() })
  }
})()

const breaking = (async () => {
  for (; !over(); await cancels(30)) await breakAnswers(sandbox.control)
})()

const began = Date.now()
const limit = globalThis.setTimeout(() => through.abort(), MINUTES * 60_000)
const summary = await importing
clearTimeout(limit)
await Promise.all([killing, stopping, breaking])
const rows = await table()
const ends = await Promise.all(runners.map((runner) => runner.end("SIGTERM")))
const events = await worker(["events", "--verify"], env).end
console.log(events.out.trim(), events.err.trim())
await database.dispose()

const median = (numbers: ReadonlyArray<number>) =>
  seconds(numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? NaN)
const longest = (numbers: ReadonlyArray<number>) => seconds(Math.max(...numbers))
const seconds = (millis: number) => `${(millis / 1000).toFixed(1)} s`
const spread = (numbers: ReadonlyArray<number>) =>
  numbers.length === 0 ? "none" : `median ${median(numbers)}, longest ${longest(numbers)}`
const endOf = new Map(rows.map(({ at, key }) => [key, at]))
const times = rows.map(({ at }) => at).toSorted((a, b) => a - b)
const after = (at: number) => (times.find((time) => time > at) ?? NaN) - at
const owned = kills.map(({ at, orphans }) => orphans.map((key) => (endOf.get(key) ?? NaN) - at)).filter(({ length }) =>
  length > 0
)

const wrong = wrongIn(refunds, await sandbox.ledger())
const result = `${file}.result.csv`
const results = existsSync(result) ? readFileSync(result, "utf8").trim().split("\n").slice(1) : []
const notDone = results.filter((row) => !row.includes(",Succeeded,"))
const leaked = [...sentences, ...runners.map(({ log }) => log())].some((text) =>
  text.includes(new URL(server.url).password)
)
for (const line of [...wrong, ...notDone].slice(0, 20)) console.log(line)
for (const exit of runners.flatMap(({ exits }) => exits)) console.log(`a runner ended by itself with ${exit}`)
for (const sentence of sentences) console.log(`import printed: ${sentence}`)
console.log(summary)
const working = (times.at(-1) ?? NaN) - (times[0] ?? NaN)
console.log(
  `${wanted} refunds in ${seconds(Date.now() - began)}, ${
    (1000 * wanted / working).toFixed(0)
  } refunds/s between the first outcome and the last; ` +
    `${rows.reduce((sum, { attempts }) => sum + attempts, 0) - wanted} called more than once, ${
      rows.filter(({ round }) => round > 1).length
    } claimed more than once`
)
if (kills.length > 0) {
  console.log(
    `${kills.length} kills: next refund of any runner ${
      spread(kills.map(({ at }) => after(at)).filter((time) => time > 0))
    }; of the jobs of the killed runner, ` +
      `first ${spread(owned.map((times) => Math.min(...times)))}, last ${
        spread(owned.map((times) => Math.max(...times)))
      }`
  )
}
if (outages.length > 0) {
  console.log(
    `${outages.length} outages: next refund after the database is back ${spread(outages.map(({ on }) => after(on)))}`
  )
}
console.log(
  `${wrong.length} wrong in the sandbox ledger, ${notDone.length} of ${results.length} results not done; exits on SIGTERM: ${
    ends.map((end) => end?.code ?? end?.signal).join(", ")
  }`
)

await sandbox.close()
server.stop()
rmSync(directory, { recursive: true })
process.exitCode =
  wrong.length === 0 && notDone.length === 0 && results.length === wanted && !leaked && events.code === 0 &&
    summary.endsWith("(exit code 0)")
    ? 0
    : 1
