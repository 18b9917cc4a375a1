/**
 * How fast the worker is: `node examples/worker/test/measure.ts [refunds] [--pg]`.
 *
 * Prints refunds a second, each a look-up and a cancel, and the same of a client without the
 * worker, the size of a refund on disk, and how long their comparison takes. Then the memory of an
 * import of 1,000 and of 100,000 lines. `--pg` measures one worker on PostgreSQL instead of SQLite.
 */
import { AccessToken, cancel, CancelRequest, Credentials, findPayment, TokenStore } from "@effect-portone/core"
import { NodeTransport } from "@effect-portone/http"
import { SqliteClient } from "@effect-portone/sqlite"
import { PgClient } from "@effect/sql-pg"
import { Effect, Layer, Logger, Redacted } from "effect"
import { SqlClient } from "effect/sql"
import { execFileSync } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import { isServer, postgres } from "../../../packages/token-store/test/servers.ts"
import { dayAt } from "../src/reconcile/Day.ts"
import { csvOf, payments, plan } from "./plan.ts"
import { sandbox as startSandbox, worker } from "./process.ts"

const CONCURRENCY = 16
const POSTGRES = `SELECT relname AS name, pg_total_relation_size(oid)::float8 AS bytes FROM pg_class
  WHERE relkind = 'r' AND relname IN ('refund_job', 'portone_refund_ledger', 'refund_event') ORDER BY 1`
const SQLITE = `SELECT tbl_name AS name, sum(pgsize) AS bytes FROM dbstat JOIN sqlite_master USING (name)
  WHERE tbl_name IN ('refund_job', 'portone_refund_ledger', 'refund_event') GROUP BY 1 ORDER BY 1`
const wanted = Number(process.argv[2] ?? 1000)
const directory = mkdtempSync(join(tmpdir(), "refund-worker-"))
const file = join(directory, "refunds.csv")
const sandbox = await startSandbox()
const refunds = plan(wanted)
const sizes = (database: Layer.Layer<SqlClient.SqlClient, unknown>, statement: string) =>
  Effect.runPromise(
    Effect.flatMap(SqlClient.SqlClient, (sql) => sql.unsafe<{ name: string; bytes: number }>(statement)).pipe(
      Effect.provide(database)
    )
  )
const seed = (prefix: string) =>
  sandbox.control(
    "payments",
    payments(refunds).map((imp_uid) => ({ kind: "card", imp_uid: `${prefix}${imp_uid}`, amount: 10_000 }))
  )
await seed("")
await seed("bare_")
writeFileSync(file, csvOf(refunds))

const client = AccessToken.layer().pipe(
  Layer.provide([
    Credentials.layer({ impKey: Redacted.make(sandbox.key), impSecret: Redacted.make(sandbox.secret) }),
    TokenStore.layerMemory
  ]),
  Layer.provideMerge(NodeTransport.layer({ baseUrl: sandbox.url }))
)
const bare = Effect.forEach(payments(refunds), (imp_uid) =>
  Effect.andThen(
    findPayment({ impUid: `bare_${imp_uid}` }),
    cancel(CancelRequest.partial({ impUid: `bare_${imp_uid}`, amount: 1000, checksum: 10_000 }))
  ), { concurrency: CONCURRENCY, discard: true })
const since = performance.now()
await Effect.runPromise(bare.pipe(Effect.provide([client, Logger.layer([])])))
const limit = payments(refunds).length / ((performance.now() - since) / 1000)

const server = process.argv.includes("--pg") ? await postgres() : undefined
if (typeof server === "string") throw new Error(server)
const env = {
  ...sandbox.env,
  WORKER_CONCURRENCY: String(CONCURRENCY),
  ...(server === undefined
    ? { WORKER_DATABASE_FILE: join(directory, "refunds.db") }
    : { WORKER_DATABASE_URL: server.url })
}
const serving = server === undefined
  ? undefined
  : worker(["serve"], { ...env, WORKER_PORT: "0" })
const importing = worker(["import", file], env)
// Measures from the first cancel to the last, without the start of the process.
const before = await sandbox.cancels()
let first: number | undefined
let last = 0
let seen = before
const state = { over: false }
const ended = importing.end.finally(() => state.over = true)
while (!state.over) {
  await Promise.race([setTimeout(100), ended])
  const now = await sandbox.cancels()
  if (now > before) first ??= performance.now()
  if (now > seen) last = performance.now()
  seen = now
}
const { code, out } = await ended
serving?.child.kill("SIGTERM")
await serving?.end
const began = performance.now()
const compared = await worker(
  ["reconcile", "--day", dayAt(Date.now()).name, "--result", join(directory, "day.csv")],
  env
)
  .end
const seconds = (performance.now() - began) / 1000
const disk = server !== undefined && isServer(server)
  ? await sizes(PgClient.layer({ url: Redacted.make(String(server.url)) }), POSTGRES)
  : await sizes(SqliteClient.layer({ filename: join(directory, "refunds.db") }), SQLITE)
if (server !== undefined && isServer(server)) server.stop()
const rate = wanted / ((last - (first ?? last)) / 1000)
console.log(out.trim())
console.log(
  `${server === undefined ? "SQLite" : "PostgreSQL"}: ${
    rate.toFixed(0)
  } refunds/s with ${CONCURRENCY} at once (exit code ${code}); ` +
    `the sandbox answers ${limit.toFixed(0)} bare refunds/s`
)

console.log(
  `bytes on disk a refund, with indexes: ${
    disk.map(({ bytes, name }) => `${name} ${Math.round(bytes / wanted)}`).join(", ")
  }`
)

console.log(`${compared.out.split("\n")[0]} ${seconds.toFixed(1)} s with the start of the process`)

const importOnly = fileURLToPath(new URL("importOnly.ts", import.meta.url))
for (const lines of server === undefined ? [1000, 100_000] : []) {
  writeFileSync(file, csvOf(plan(lines)))
  process.stdout.write(execFileSync(process.execPath, [importOnly, file], { encoding: "utf8" }))
}
await sandbox.close()
rmSync(directory, { recursive: true })
