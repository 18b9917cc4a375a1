/**
 * How long the refunds of a killed worker wait: `node examples/worker/test/postgres/failOver.ts
 * [refunds] [--limit seconds]`.
 *
 * Two `worker serve` share a PostgreSQL. One of them is killed with SIGKILL in the middle of its
 * refunds and not started again. Prints when the other has the first and the last outcome of those
 * that the killed one had begun. With a limit, the exit code is 1 if the last comes later.
 */
import { PgClient } from "@effect/sql-pg"
import { Effect, ManagedRuntime, Redacted } from "effect"
import { SqlClient } from "effect/sql"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { hostname, tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout } from "node:timers/promises"
import { parseArgs } from "node:util"
import { isServer, postgres } from "../../../../packages/token-store/test/servers.ts"
import { keepForTests } from "../../../../test/keepForTests.ts"
import { csvOf, payments, plan, wrongIn } from "../plan.ts"
import { sandbox as startSandbox, worker } from "../process.ts"
import { runner } from "./fleet.ts"

keepForTests()

const { positionals, values } = parseArgs({ allowPositionals: true, options: { limit: { type: "string" } } })
const server = await postgres()
if (!isServer(server)) {
  console.error(server)
  process.exit(1)
}
const sandbox = await startSandbox()
const directory = mkdtempSync(join(tmpdir(), "refund-workers-"))
const file = join(directory, "refunds.csv")
const refunds = plan(Number(positionals[0] ?? 3000))
await sandbox.control("payments", payments(refunds).map((imp_uid) => ({ kind: "card", imp_uid, amount: 10_000 })))
writeFileSync(file, csvOf(refunds))
const env = { ...sandbox.env, WORKER_DATABASE_URL: server.url }
const database = ManagedRuntime.make(PgClient.layer({ url: Redacted.make(server.url), maxConnections: 1 }))
const query = <A extends object>(run: (sql: SqlClient.SqlClient) => Effect.Effect<ReadonlyArray<A>, unknown>) =>
  database.runPromise(Effect.flatMap(SqlClient.SqlClient, run))

const [killed, other] = [runner(env), runner(env)]
const importing = worker(["import", file], env)
const ofKilled = () =>
  query<{ readonly key: string }>((sql) =>
    sql`SELECT key FROM refund_job WHERE state = 'running' AND runner LIKE ${`${hostname()}/${killed.pid()}/%`}`
  ).catch(() => [])

// Both own their shards by now, and the killed one has refunds in progress.
while (await sandbox.cancels() < refunds.length / 10) await setTimeout(20)
while ((await ofKilled()).length === 0) await setTimeout(5)
await killed.end("SIGKILL")
const at = performance.now()
const orphans = (await ofKilled()).map(({ key }) => key)
const ends: Array<number> = []
const open = new Set(orphans)
while (open.size > 0) {
  const rows = await query<{ readonly key: string }>((sql) =>
    sql`SELECT key FROM refund_job WHERE ${sql.in("key", [...open])} AND state IN ('done', 'rejected', 'needs-review')`
  )
  for (const { key } of rows) {
    open.delete(key)
    ends.push((performance.now() - at) / 1000)
  }
  await setTimeout(50)
}
await importing.end
await other.end("SIGTERM")
const wrong = wrongIn(refunds, await sandbox.ledger())
const last = ends.at(-1) ?? 0
console.log(
  `${orphans.length} refunds of the killed worker: the first outcome after ${ends[0]?.toFixed(1)} s, the last after ${
    last.toFixed(1)
  } s; ${wrong.length} wrong in the sandbox ledger`
)
await database.dispose()
await sandbox.close()
server.stop()
rmSync(directory, { recursive: true })
process.exitCode = wrong.length === 0 && last <= Number(values.limit ?? Infinity) ? 0 : 1
