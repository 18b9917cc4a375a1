/**
 * What a long table costs: `node examples/worker/test/table.ts [jobs] [--pg] [--partitions]`.
 *
 * Prints the time of the statements that the worker repeats, with a thousand jobs and with so many
 * (default 1,000,000): half of them done, half of them waiting. With `--partitions`, the table is
 * in 16 parts by a hash of the key.
 */
import { PgClient } from "@effect/sql-pg"
import { ConfigProvider, Effect, Layer, Logger, Redacted } from "effect"
import { SqlClient } from "effect/sql"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { isServer, postgres } from "../../../packages/token-store/test/servers.ts"
import { JobStore } from "../src/jobs/JobStore.ts"
import * as Readings from "../src/watch/Readings.ts"
import * as Worker from "../src/Worker.ts"

const most = Number(process.argv[2] ?? 1_000_000)
const server = process.argv.includes("--pg") ? await postgres({ fsync: "on" }) : undefined
if (typeof server === "string") throw new Error(server)
const directory = mkdtempSync(join(tmpdir(), "refund-table-"))
/** As in `jobTable.ts`, but for its last words. */
const partitions =
  `CREATE TABLE refund_job (merchant TEXT NOT NULL, key TEXT NOT NULL, imp_uid TEXT NOT NULL, amount DOUBLE PRECISION NOT NULL,
  reason TEXT, fingerprint TEXT NOT NULL, source TEXT NOT NULL, state TEXT NOT NULL, round INTEGER NOT NULL,
  attempts INTEGER NOT NULL, sends INTEGER NOT NULL, outcome TEXT, runner TEXT, due_at BIGINT NOT NULL,
  created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL, PRIMARY KEY (merchant, key)) PARTITION BY HASH (key)`
const BATCH = 1000
const CLAIM = 64

/** Adds jobs until there are so many, and marks every second of the new ones as done. */
const grow = Effect.fnUntraced(function*(from: number, to: number) {
  const store = yield* JobStore
  const sql = yield* SqlClient.SqlClient
  for (let n = from; n < to; n += BATCH) {
    const jobs = Array.from({ length: Math.min(BATCH, to - n) }, (_, m) => n + m).map((n) => ({
      key: `refund-${String(n).padStart(8, "0")}`,
      impUid: `imp_${n}`,
      amount: 1000
    }))
    yield* store.add(jobs, "table")
    const done = jobs.filter((_, n) => n % 2 === 0).map(({ key }) => key)
    yield* sql`UPDATE refund_job SET state = 'done' WHERE merchant = 'merchant' AND ${sql.in("key", done)}`
  }
})

/** The median time of a statement. Units: milliseconds. */
const timed = Effect.fnUntraced(function*<A, E, R>(times: number, statement: (n: number) => Effect.Effect<A, E, R>) {
  const all: Array<number> = []
  for (let n = 0; n < times; n++) {
    const since = performance.now()
    yield* statement(n)
    all.push(performance.now() - since)
  }
  return all.toSorted((a, b) => a - b)[times >> 1] ?? Number.NaN
})

const measure = Effect.gen(function*() {
  const store = yield* JobStore
  const shards = server === undefined ? "all" : Array.from({ length: 32 }, (_, n) => n)
  const claimed = yield* timed(
    9,
    () =>
      Effect.flatMap(
        store.claim("me", CLAIM, { shards }),
        (jobs) =>
          Effect.forEach(jobs, (job) =>
            store.record(job, { state: "done", sends: 1, outcome: { outcome: "Succeeded", amount: 1 } }), {
            concurrency: "unbounded",
            discard: true
          })
      )
  )
  const orphans = yield* timed(9, () => store.makeOrphansDue(["me"], shards))
  const list = yield* timed(9, (n) => store.list({ after: `refund-${String(n * 100).padStart(8, "0")}`, most: 500 }))
  const waiting = yield* timed(9, () => store.list({ after: "", most: 500, state: "waiting" }))
  const rejected = yield* timed(3, () => store.list({ after: "", most: 500, state: "rejected" }))
  const count = yield* timed(3, () => Readings.read)
  const progress = yield* timed(3, () => store.open({ source: "table" }))
  return { claimed, orphans, list, waiting, rejected, count, progress }
})

const config = ConfigProvider.layer(ConfigProvider.fromUnknown({
  PORTONE_IMP_KEY: "key",
  ...(server === undefined
    ? { WORKER_DATABASE_FILE: join(directory, "refunds.db") }
    : { WORKER_DATABASE_URL: Redacted.value(Redacted.make(server.url)) })
}))
/** Made before the worker starts, which then adds its columns and indexes. */
const partitioned = Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient
  yield* sql.unsafe(partitions)
  for (let n = 0; n < 16; n++) {
    yield* sql.unsafe(
      `CREATE TABLE refund_job_${n} PARTITION OF refund_job FOR VALUES WITH (MODULUS 16, REMAINDER ${n})`
    )
  }
})
if (server !== undefined && process.argv.includes("--partitions")) {
  await Effect.runPromise(Effect.provide(partitioned, PgClient.layer({ url: Redacted.make(server.url) })))
}
const [short, long] = await Effect.runPromise(
  Effect.gen(function*() {
    yield* grow(0, BATCH)
    const short = yield* measure
    yield* grow(BATCH, most)
    return [short, yield* measure] as const
  }).pipe(Effect.provide(Worker.storage.pipe(Layer.provide([config, Logger.layer([])]))))
)

console.log(
  `${server === undefined ? "SQLite" : "PostgreSQL"}, median milliseconds with ${BATCH} and with ${most} jobs`
)
const titles = {
  claimed: `claim ${CLAIM} and store their outcomes`,
  orphans: "find orphans",
  list: "a page of 500",
  waiting: "a page of 500 that wait",
  rejected: "a page of a state that no job has",
  count: "read what the metrics show",
  progress: "progress of an import"
}
for (const [name, title] of Object.entries(titles) as ReadonlyArray<[keyof typeof titles, string]>) {
  console.log(`${title.padEnd(38)} ${short[name].toFixed(1).padStart(8)} ${long[name].toFixed(1).padStart(8)}`)
}
if (server !== undefined && isServer(server)) server.stop()
rmSync(directory, { recursive: true })
