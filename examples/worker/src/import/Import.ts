/**
 * Imports a CSV: checks every line first, then adds all of them. After a crash the next run
 * resumes.
 */
import { type Bilingual, Span } from "@effect-portone/core"
import { Effect, Result, Stream } from "effect"
import { SqlClient } from "effect/sql"
import { createHash } from "node:crypto"
import { createReadStream } from "node:fs"
import { Events } from "../events/Events.ts"
import { fingerprintOf } from "../jobs/Job.ts"
import { type Added, type JobsOf, JobStore } from "../jobs/JobStore.ts"
import { type By, namedIn, type Unnamed } from "../operator/person.ts"
import { Settings } from "../Settings.ts"
import { codeOf, ofBilingual, StartupError } from "../StartupError.ts"
import type { Line } from "../terminal.ts"
import { checkFile, movedOf, nothingOf, sameAs, withinSame } from "./checkFile.ts"
import * as Csv from "./Csv.ts"
import { lookUpFile } from "./lookUpFile.ts"
import { problems } from "./problems.ts"

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
  /** Also adds lines whose payment and amount are known under another key. */
  readonly allowSame?: boolean
  /** Checks every line, also those that an earlier run has checked and added. */
  readonly isWhole?: boolean
  /** Asks PortOne for the payment of each new line. */
  readonly isLookedUp?: boolean
}

/** A file that was checked, and what an import of it would do. */
export interface Plan {
  readonly file: string
  /** Units: bytes; what comes after it was not read. */
  readonly size: number
  readonly source: string
  /** Where an earlier run stopped. */
  readonly from: Csv.Position & { readonly rows: number }
  readonly allowSame: boolean
  readonly evidence: ReadonlyArray<Line>
  readonly blocked: Bilingual | undefined
}

/**
 * Checks a file. Nothing is added of one in which a line is invalid, has the key of another line or
 * of another refund, or may be a refund that was made under another key.
 */
export const plan = Effect.fnUntraced(function*(file: string, options: Options = {}) {
  const { size, source } = yield* identify(file)
  const from = yield* positionOf(source)
  const evidence: Array<Line> = from.rows === 0 ? [] : [{
    english: `${from.rows} lines were added by an earlier run.`,
    korean: `${from.rows}줄은 이전 실행에서 등록했습니다.`
  }]
  // A position is stored only after the whole file was checked, and a changed file has another
  // source. The table may have got other refunds since.
  const checked = yield* checkFile(file, size, {
    ...options,
    added: from.rows,
    from: options.isWhole === true ? Csv.beginning : from
  }).pipe(
    Effect.mapError((error) => error._tag === "StartupError" ? nothing(error, from.rows) : error)
  )
  const shown = options.isLookedUp === true ? yield* lookUpFile(file, size) : []
  if ((yield* identify(file)).source !== source) return yield* changed(file, from.rows)
  return {
    file,
    size,
    source,
    from,
    allowSame: options.allowSame === true,
    evidence: [...checked.evidence, ...evidence, ...shown],
    blocked: checked.blocked
  } satisfies Plan
})

/**
 * Adds the lines of a plan. One transaction adds some hundred lines, stores the position after
 * them, and has an event that names the person. It stops where the table has got a refund since
 * that one of the lines may repeat.
 */
export const add = Effect.fnUntraced(function*({ allowSame, file, from, size, source }: Plan, by: By | Unnamed = {}) {
  const store = yield* JobStore
  const events = yield* Events
  const sql = yield* SqlClient.SqlClient
  const { merchant } = yield* Settings
  let added = 0
  let conflicts = 0
  let read = from.rows
  yield* Csv.lines(file, from, size).pipe(
    Stream.mapError(() => changed(file, read)),
    Stream.grouped(BATCH),
    Stream.runForEach((batch) =>
      Effect.gen(function*() {
        const jobs = batch.flatMap(({ job }) => Result.isSuccess(job) ? [job.success] : [])
        const result = yield* store.add(jobs, source, { allowSame })
        if (result.same.length > 0 && !allowSame) {
          return yield* new StartupError(stoppedAt(file, read, batch, result.same))
        }
        const last = batch[batch.length - 1] ?? from
        read += batch.length
        added += result.added
        conflicts += result.conflicts.length
        yield* sql`INSERT INTO refund_import ${
          sql.insert({ merchant, source, line: last.line, bytes: last.bytes, rows: read })
        }
          ON CONFLICT (merchant, source) DO UPDATE SET line = excluded.line, bytes = excluded.bytes, rows = excluded.rows`
        if (result.added === 0) return
        const detail = {
          source,
          line: last.line,
          lines: batch.length,
          added: result.added,
          ...(result.same.length > 0 && { allowedSame: result.same.length }),
          ...namedIn(by)
        }
        yield* events.append({ action: "import", ...by, detail })
      }).pipe(sql.withTransaction)
    )
  )
  // What was added is what was checked: nothing after the size of that time was read.
  if ((yield* identify(file)).source !== source) return yield* changed(file, read)
  return { source, lines: read, added, conflicts, resumed: from.rows } satisfies Imported
}, (imported) => Span.within(imported, "worker.import"))

/**
 * The refunds of an import that have no final outcome: those of its source, and lines that another
 * source has added, a thousand at most.
 */
export const jobsOf = Effect.fnUntraced(function*(file: string, { lines, source }: Pick<Imported, "lines" | "source">) {
  const store = yield* JobStore
  if ((yield* store.total({ source })) === lines) return { source }
  const keys = yield* Csv.lines(file).pipe(
    Stream.grouped(BATCH),
    Stream.mapEffect((batch) => {
      const requested = new Map(
        batch.flatMap(({ job }) => Result.isSuccess(job) ? [[job.success.key, job.success]] : [])
      )
      return Effect.map(store.get([...requested.keys()]), (known) =>
        known.filter((job) => {
          const line = requested.get(job.key)
          return job.source !== source && job.state !== "done" && job.state !== "rejected" &&
            line !== undefined && fingerprintOf(line) === job.fingerprint
        }))
    }),
    Stream.flattenIterable,
    Stream.map(({ key }) => key),
    Stream.take(MOST),
    Stream.runCollect
  )
  return { source, keys } satisfies JobsOf
})

/** Checks a file and adds its lines, or fails and adds none. */
export const importFile = Effect.fnUntraced(function*(file: string, options: Options = {}) {
  const planned = yield* plan(file, options)
  if (planned.blocked !== undefined) return yield* new StartupError(planned.blocked)
  return yield* add(planned)
})

// internal

const BATCH = 500
/** How many problems are listed. */
const SHOWN = 10
/** How many keys every claim of the command has. */
const MOST = 1000

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

/** The table was changed after the file was checked. */
const stoppedAt = (file: string, added: number, batch: ReadonlyArray<Csv.Line>, same: Added["same"]): Bilingual => {
  const found = problems(SHOWN)
  const lineOf = new Map(batch.flatMap(({ job, line }) => Result.isSuccess(job) ? [[job.success.key, line]] : []))
  for (const { job, other } of same) found.add(lineOf.get(job.key) ?? 0, sameAs(job, other))
  return withinSame(file, added, found)
}

/** Of an error while the file is checked. */
const nothing = ({ english, korean }: StartupError, added: number) => {
  const moved = movedOf(added)
  return new StartupError({
    english: `${nothingOf(added).english}. ${moved.english} ${english}`,
    korean: `${nothingOf(added).korean} ${moved.korean} ${korean}`
  })
}

const positionOf = Effect.fnUntraced(function*(source: string) {
  const sql = yield* SqlClient.SqlClient
  const { merchant } = yield* Settings
  const [row] = yield* sql<{ line: number | bigint; bytes: number | bigint; rows: number | bigint }>`
    SELECT line, bytes, rows FROM refund_import WHERE merchant = ${merchant} AND source = ${source}`
  return { line: Number(row?.line ?? 0), bytes: Number(row?.bytes ?? 0), rows: Number(row?.rows ?? 0) }
})

/** A hash of what the file has: another file of the same size and time is not taken for it. */
const identify = (file: string) =>
  Effect.tryPromise({
    try: async () => {
      const hash = createHash("sha256")
      let size = 0
      for await (const part of createReadStream(file) as AsyncIterable<Buffer>) {
        hash.update(part)
        size += part.length
      }
      return { size, source: `csv:${hash.digest("hex").slice(0, 24)}` }
    },
    catch: (error) =>
      new StartupError({
        english: `${file} cannot be read (${codeOf(error)}). Check its name and its permissions.`,
        korean: `${file} 파일을 읽을 수 없습니다(${codeOf(error, "korean")}). 파일 이름과 권한을 확인하세요.`
      })
  })
