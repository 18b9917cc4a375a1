/**
 * Takes a CSV in: first every line is checked, then all are taken in, and a crash in between costs nothing but time.
 */
import { Effect, Result, Stream } from "effect"
import { SqlClient } from "effect/sql"
import { createHash } from "node:crypto"
import { open, stat } from "node:fs/promises"
import * as Csv from "./Csv.ts"
import { JobStore } from "./JobStore.ts"
import { Settings } from "./Settings.ts"
import { codeOf, Trouble } from "./Trouble.ts"

export interface Imported {
  /** The name under which its jobs can be counted. */
  readonly source: string
  readonly lines: number
  readonly fresh: number
  readonly refused: number
}

/**
 * Takes every line of a file in, in one transaction for some hundred lines, which also keeps the place. Nothing is taken in of a file that has a mistake.
 */
export const takeIn = Effect.fn("worker.import")(function*(file: string) {
  const source = yield* identify(file)
  const { bytes, line, rows } = yield* placeOf(source)
  // A place is kept only for a file that was checked to its end, and a changed file has another name.
  if (bytes === 0) yield* check(file)
  const store = yield* JobStore
  const sql = yield* SqlClient.SqlClient
  const { merchant } = yield* Settings
  let fresh = 0
  let refused = 0
  let taken = rows
  yield* Csv.lines(file, { bytes, line }).pipe(
    Stream.grouped(BATCH),
    Stream.runForEach((batch) =>
      Effect.gen(function*() {
        const jobs = batch.flatMap(({ job }) => Result.isSuccess(job) ? [job.success] : [])
        const result = yield* store.takeIn(jobs, source)
        const last = batch[batch.length - 1] ?? { bytes, line }
        taken += batch.length
        fresh += result.fresh
        refused += result.refused.length
        yield* sql`INSERT INTO refund_import ${
          sql.insert({ merchant, source, line: last.line, bytes: last.bytes, rows: taken })
        }
          ON CONFLICT (merchant, source) DO UPDATE SET line = excluded.line, bytes = excluded.bytes, rows = excluded.rows`
      }).pipe(sql.withTransaction)
    )
  )
  return { source, lines: taken, fresh, refused, resumed: rows } satisfies Imported & { readonly resumed: number }
})

// internal

const BATCH = 500
const SHOWN = 10

const check = Effect.fnUntraced(function*(file: string) {
  const mistakes: Array<string> = []
  let wrong = 0
  yield* Stream.runForEach(Csv.lines(file), ({ job, line }) =>
    Effect.sync(() => {
      if (Result.isSuccess(job)) return
      wrong++
      if (mistakes.length < SHOWN) mistakes.push(`  line ${line}: ${job.failure}`)
    }))
  if (wrong === 0) return
  const more = wrong > SHOWN ? [`  and ${wrong - SHOWN} more`] : []
  return yield* new Trouble({
    problem: [
      `Nothing was taken in, because ${
        wrong === 1 ? "a line" : `${wrong} lines`
      } of ${file} cannot be read as a refund:`,
      ...mistakes,
      ...more
    ].join("\n")
  })
})

const placeOf = Effect.fnUntraced(function*(source: string) {
  const sql = yield* SqlClient.SqlClient
  const { merchant } = yield* Settings
  const [row] = yield* sql<{ line: number | bigint; bytes: number | bigint; rows: number | bigint }>`
    SELECT line, bytes, rows FROM refund_import WHERE merchant = ${merchant} AND source = ${source}`
  return { line: Number(row?.line ?? 0), bytes: Number(row?.bytes ?? 0), rows: Number(row?.rows ?? 0) }
})

/** A name for this very file: its size, the time of its last change, and how it begins. */
const identify = (file: string) =>
  Effect.tryPromise({
    try: async () => {
      const { mtimeMs, size } = await stat(file)
      const handle = await open(file)
      try {
        const { buffer, bytesRead } = await handle.read(Buffer.alloc(65_536), 0, 65_536, 0)
        const hash = createHash("sha256").update(`${size} ${mtimeMs} `).update(buffer.subarray(0, bytesRead))
        return `csv:${hash.digest("hex").slice(0, 24)}`
      } finally {
        await handle.close()
      }
    },
    catch: (error) => new Trouble({ problem: `${file} cannot be read (${codeOf(error)}).` })
  })
