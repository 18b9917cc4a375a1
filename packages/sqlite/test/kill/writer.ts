/**
 * Commits refunds until it is killed, and reports each: a line with the number of the refund.
 *
 * Arguments: the database; the number of the refund in whose transaction it prints `half` and
 * stops, 0 for none; `NORMAL` to sync less; how many fibers write at the same time outside
 * transactions, 0 for one that writes in transactions.
 */
import { SqliteClient } from "@effect-portone/sqlite"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import { SqlClient } from "effect/sql/SqlClient"
import { writeSync } from "node:fs"
import { argv } from "node:process"

const [, , filename = "", half = "0", mode, fibers = "0"] = argv
const synchronous = mode === "NORMAL" ? mode : undefined

// Not through a buffer of this process, which a kill would lose. A pipe whose reader is busy is
// full for a moment.
const report = (line: string) =>
  Effect.try({ try: () => writeSync(1, `${line}\n`), catch: (cause) => cause as NodeJS.ErrnoException }).pipe(
    Effect.retry({ while: ({ code }) => code === "EAGAIN", schedule: Schedule.spaced("1 millis") }),
    Effect.orDie
  )

const write = Effect.gen(function*() {
  const sql = yield* SqlClient
  yield* sql`CREATE TABLE IF NOT EXISTS refunds (id INTEGER PRIMARY KEY, amount INTEGER NOT NULL)`
  yield* sql`CREATE TABLE IF NOT EXISTS total (id INTEGER PRIMARY KEY CHECK (id = 1), amount INTEGER NOT NULL)`
  yield* sql`INSERT INTO total VALUES (1, 0) ON CONFLICT DO NOTHING`
  const [last] = yield* sql<{ id: number }>`SELECT coalesce(max(id), 0) AS id FROM refunds`
  for (let id = (last?.id ?? 0) + 1;; id++) {
    yield* sql`INSERT INTO refunds ${sql.insert({ id, amount: 3000 })}`.pipe(
      Effect.andThen(id === Number(half) ? Effect.andThen(report("half"), Effect.never) : Effect.void),
      Effect.andThen(sql`UPDATE total SET amount = amount + 3000`),
      sql.withTransaction
    )
    yield* report(String(id))
  }
})

const writeTogether = Effect.gen(function*() {
  const sql = yield* SqlClient
  yield* sql`CREATE TABLE IF NOT EXISTS grouped (id INTEGER PRIMARY KEY)`
  const [last] = yield* sql<{ id: number }>`SELECT coalesce(max(id), 0) AS id FROM grouped`
  let id = last?.id ?? 0
  const one = Effect.gen(function*() {
    for (;;) {
      const own = ++id
      if (own === Number(half)) yield* report("half")
      if (Number(half) > 0 && own >= Number(half)) yield* Effect.never
      yield* sql`INSERT INTO grouped VALUES (${own})`
      yield* report(String(own))
    }
  })
  yield* Effect.all(Array.from({ length: Number(fibers) }, () => one), { concurrency: "unbounded" })
})

// Keeps the process running while it has stopped.
setInterval(() => {}, 60_000)
await Effect.runPromise(
  Effect.provide(fibers === "0" ? write : writeTogether, SqliteClient.layer({ filename, synchronous }))
)
