/**
 * One of several processes that open a new file, migrate it and count in it at the same moment. It
 * starts when it reads a line from its standard input.
 *
 * Arguments: the database, and how often to count.
 */
import { SqliteClient } from "@effect-portone/sqlite"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Migrator from "effect/sql/Migrator"
import { SqlClient } from "effect/sql/SqlClient"
import { argv, stdin, stdout } from "node:process"

const [, , filename = "", times = "0"] = argv

// The test is about lost writes. On a busy machine the others may write for longer than 5 seconds.
const busyTimeout = "2 minutes"

const create = Effect.flatMap(
  SqlClient,
  (sql) => Effect.andThen(sql`CREATE TABLE counter (n INTEGER)`, sql`INSERT INTO counter VALUES (0)`)
)
const migrations = Layer.effectDiscard(
  Migrator.make({})({ loader: Migrator.fromRecord({ "0001_counter": create }) })
)

const count = Effect.gen(function*() {
  const sql = yield* SqlClient
  const increment = sql.withTransaction(Effect.gen(function*() {
    const [row] = yield* sql<{ n: number }>`SELECT n FROM counter`
    yield* Effect.yieldNow
    yield* sql`UPDATE counter SET n = ${(row?.n ?? 0) + 1}`
  }))
  for (let i = 0; i < Number(times); i++) yield* increment
})

stdout.write("ready\n")
await new Promise((resolve) => stdin.once("data", resolve))
stdin.destroy()
await Effect.runPromise(
  Effect.provide(count, Layer.provideMerge(migrations, SqliteClient.layer({ filename, busyTimeout })))
)
