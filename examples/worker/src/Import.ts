/**
 * Imports a CSV: checks every line first, then adds all of them. After a crash the next run
 * resumes.
 */
import { Effect, Result, Stream } from "effect"
import { SqlClient } from "effect/sql"
import { createHash } from "node:crypto"
import { open, stat } from "node:fs/promises"
import * as Csv from "./Csv.ts"
import { JobStore } from "./JobStore.ts"
import { Settings } from "./Settings.ts"
import { codeOf, StartupError } from "./StartupError.ts"

export interface Imported {
  /** The `source` of its jobs. */
  readonly source: string
  readonly lines: number
  /** How many jobs were new. */
  readonly added: number
  /** How many keys were in use for another refund. */
  readonly conflicts: number
  /** How many lines an earlier run had added. */
  readonly resumed: number
}

/**
 * Adds every line of a file, or none if one is invalid.
 *
 * One transaction adds some hundred lines and stores the position after them.
 */
export const importFile = Effect.fn("worker.import")(function*(file: string) {
  const source = yield* identify(file)
  const { bytes, line, rows } = yield* positionOf(source)
  // A position is stored only after the whole file was checked, and a changed file has another
  // source.
  if (bytes === 0) yield* check(file)
  const store = yield* JobStore
  const sql = yield* SqlClient.SqlClient
  const { merchant } = yield* Settings
  let added = 0
  let conflicts = 0
  let read = rows
  yield* Csv.lines(file, { bytes, line }).pipe(
    Stream.grouped(BATCH),
    Stream.runForEach((batch) =>
      Effect.gen(function*() {
        const jobs = batch.flatMap(({ job }) => Result.isSuccess(job) ? [job.success] : [])
        const result = yield* store.add(jobs, source)
        const last = batch[batch.length - 1] ?? { bytes, line }
        read += batch.length
        added += result.added
        conflicts += result.conflicts.length
        yield* sql`INSERT INTO refund_import ${
          sql.insert({ merchant, source, line: last.line, bytes: last.bytes, rows: read })
        }
          ON CONFLICT (merchant, source) DO UPDATE SET line = excluded.line, bytes = excluded.bytes, rows = excluded.rows`
      }).pipe(sql.withTransaction)
    )
  )
  return { source, lines: read, added, conflicts, resumed: rows } satisfies Imported
})

// internal

const BATCH = 500
const SHOWN = 10

const check = Effect.fnUntraced(function*(file: string) {
  const shown: Array<string> = []
  let invalid = 0
  yield* Stream.runForEach(Csv.lines(file), ({ job, line }) =>
    Effect.sync(() => {
      if (Result.isSuccess(job)) return
      invalid++
      if (shown.length < SHOWN) shown.push(`  line ${line}: ${job.failure}`)
    }))
  if (invalid === 0) return
  const more = invalid > SHOWN ? [`  and ${invalid - SHOWN} more`] : []
  return yield* new StartupError({
    problem: [
      `Nothing was imported: ${invalid === 1 ? "one line" : `${invalid} lines`} of ${file} ${
        invalid === 1 ? "is not a valid refund" : "are not valid refunds"
      }.`,
      ...shown,
      ...more
    ].join("\n")
  })
})

const positionOf = Effect.fnUntraced(function*(source: string) {
  const sql = yield* SqlClient.SqlClient
  const { merchant } = yield* Settings
  const [row] = yield* sql<{ line: number | bigint; bytes: number | bigint; rows: number | bigint }>`
    SELECT line, bytes, rows FROM refund_import WHERE merchant = ${merchant} AND source = ${source}`
  return { line: Number(row?.line ?? 0), bytes: Number(row?.bytes ?? 0), rows: Number(row?.rows ?? 0) }
})

/** A hash of the file's size, modification time and first 64 KiB. */
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
    catch: (error) => new StartupError({ problem: `${file} cannot be read (${codeOf(error)}).` })
  })
