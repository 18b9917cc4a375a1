/**
 * Imports a CSV: checks every line first, then adds all of them. After a crash the next run
 * resumes.
 */
import { Span } from "@effect-portone/core"
import { Effect, Result, Stream } from "effect"
import { SqlClient } from "effect/sql"
import { createHash } from "node:crypto"
import { open, stat } from "node:fs/promises"
import { DatabaseSync } from "node:sqlite"
import { fingerprintOf, summary } from "../jobs/Job.ts"
import { JobStore } from "../jobs/JobStore.ts"
import { Settings } from "../Settings.ts"
import { codeOf, ofBilingual, StartupError } from "../StartupError.ts"
import * as Csv from "./Csv.ts"

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

export interface Options {
  /** Also adds lines whose payment and amount are in the table under another key. */
  readonly allowSame?: boolean
}

/**
 * Adds every line of a file, or none if one is invalid, has the key of another line or of another
 * refund, or may be a refund that was made under another key.
 *
 * One transaction adds some hundred lines and stores the position after them.
 */
export const importFile = Effect.fnUntraced(function*(file: string, options: Options = {}) {
  const { size, source } = yield* identify(file)
  const { bytes, line, rows } = yield* positionOf(source)
  // A position is stored only after the whole file was checked, and a changed file has another
  // source.
  if (bytes === 0) {
    yield* check(file, size, options)
    if ((yield* identify(file)).source !== source) return yield* changed(file, 0)
  }
  const store = yield* JobStore
  const sql = yield* SqlClient.SqlClient
  const { merchant } = yield* Settings
  let added = 0
  let conflicts = 0
  let read = rows
  yield* Csv.lines(file, { bytes, line }, size).pipe(
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
  // What was added is what was checked: nothing after the size of that time was read.
  if ((yield* identify(file)).source !== source) return yield* changed(file, read)
  return { source, lines: read, added, conflicts, resumed: rows } satisfies Imported
}, (imported) => Span.within(imported, "worker.import"))

// internal

const BATCH = 500
const SHOWN = 10

/** Lines with the same problem: how many, and the first of them. */
const problems = () => {
  const shown: Array<string> = []
  let count = 0
  return {
    count: () => count,
    add: (line: number, problem: string) => {
      count++
      if (shown.length < SHOWN) shown.push(`  line ${line}: ${problem}`)
    },
    text: () => [...shown, ...(count > SHOWN ? [`  and ${count - SHOWN} more`] : [])]
  }
}

/** Which line had a key first. In a temporary file, so that memory stays flat. */
const keysOfFile = Effect.map(
  Effect.acquireRelease(
    Effect.sync(() => new DatabaseSync("")),
    (keys) => Effect.sync(() => keys.close())
  ),
  (keys) => {
    keys.exec("CREATE TABLE line (key TEXT PRIMARY KEY, line INTEGER NOT NULL) WITHOUT ROWID; BEGIN")
    const insert = keys.prepare("INSERT OR IGNORE INTO line VALUES (?, ?)")
    const select = keys.prepare("SELECT line FROM line WHERE key = ?")
    return (key: string, line: number): number | undefined =>
      insert.run(key, line).changes === 1 ? undefined : Number(select.get(key)?.["line"])
  }
)

/** `added` lines are in the table, and a worker may refund them already. */
const changed = (file: string, added: number) =>
  added === 0
    ? ofBilingual({
      message: `Nothing was imported: ${file} changed while it was read. Run the import again when it is complete.`,
      messageKo: `읽는 동안 ${file} 파일이 바뀌어 아무것도 가져오지 않았습니다. 파일이 완성된 뒤 다시 가져오세요.`
    })
    : ofBilingual({
      message: `${file} changed while it was read. ${added} lines that were checked before are in the table, and a ` +
        "worker may refund them; none of the others is. Run the import again when the file is complete: it adds no " +
        "line twice.",
      messageKo:
        `읽는 동안 ${file} 파일이 바뀌었습니다. 그 전에 검사한 ${added}줄은 등록됐고 워커가 환불할 수 있으며, 나머지는 ` +
        "등록하지 않았습니다. 파일이 완성된 뒤 다시 가져오세요. 같은 줄이 두 번 등록되지는 않습니다."
    })

const check = Effect.fnUntraced(function*(file: string, size: number, { allowSame }: Options) {
  const store = yield* JobStore
  const firstLineOf = yield* keysOfFile
  const invalid = problems()
  const same = problems()
  yield* Stream.runForEach(
    Stream.grouped(Csv.lines(file, Csv.beginning, size), BATCH),
    (batch) =>
      Effect.gen(function*() {
        const valid = batch.flatMap(({ job, line }) => {
          if (Result.isFailure(job)) {
            invalid.add(line, job.failure)
            return []
          }
          const first = firstLineOf(job.success.key, line)
          if (first === undefined) return [{ job: job.success, line }]
          invalid.add(line, `has the key of line ${first}: ${job.success.key}. One key is one refund.`)
          return []
        })
        const known = new Map((yield* store.get(valid.map(({ job }) => job.key))).map((job) => [job.key, job]))
        const fresh = valid.filter(({ job, line }) => {
          const first = known.get(job.key)
          if (first !== undefined && first.fingerprint !== fingerprintOf(job)) {
            invalid.add(line, `the key ${job.key} is already in use for ${summary(first)}.`)
          }
          return first === undefined
        })
        if (allowSame) return
        const others = yield* store.keysOf(fresh.map(({ job }) => job.impUid))
        for (const { job, line } of fresh) {
          const other = others.get(fingerprintOf(job))
          if (other !== undefined) {
            same.add(line, `${summary(job)} is key ${other} already; this line has key ${job.key}.`)
          }
        }
      })
  )
  if (invalid.count() > 0) {
    return yield* new StartupError({
      problem: [
        `Nothing was imported: ${invalid.count() === 1 ? "one line" : `${invalid.count()} lines`} of ${file} ${
          invalid.count() === 1 ? "is not a valid refund" : "are not valid refunds"
        }.`,
        ...invalid.text()
      ].join("\n")
    })
  }
  if (same.count() === 0) return
  return yield* new StartupError({
    problem: [
      `Nothing was imported: ${same.count()} of ${file} may be refunds that were made before. The payment and the ` +
      "amount are known under another key, as when a spreadsheet rewrote the keys (000123 becomes 123).",
      ...same.text(),
      "If they are further refunds, import with --allow-same-payment-and-amount."
    ].join("\n")
  })
}, Effect.scoped)

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
        return { size, source: `csv:${hash.digest("hex").slice(0, 24)}` }
      } finally {
        await handle.close()
      }
    },
    catch: (error) => new StartupError({ problem: `${file} cannot be read (${codeOf(error)}).` })
  })
