/**
 * Imports a CSV: checks every line first, then adds all of them. After a crash the next run
 * resumes.
 */
import { type Bilingual, Span } from "@effect-portone/core"
import { Effect, Result, Stream } from "effect"
import { SqlClient } from "effect/sql"
import { createHash } from "node:crypto"
import { open, stat } from "node:fs/promises"
import { DatabaseSync } from "node:sqlite"
import { Events } from "../events/Events.ts"
import { fingerprintOf, type State, summary } from "../jobs/Job.ts"
import { JobStore } from "../jobs/JobStore.ts"
import { type By, namedIn, type Unnamed } from "../operator/person.ts"
import { Settings } from "../Settings.ts"
import { codeOf, ofBilingual, StartupError } from "../StartupError.ts"
import { addTo, money } from "../sums.ts"
import type { Line } from "../terminal.ts"
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
  /** Checks every line, also those that an earlier run has checked and added. */
  readonly isWhole?: boolean
}

/** A file that was checked, and what an import of it would do. */
export interface Plan {
  readonly file: string
  /** Units: bytes; what comes after it was not read. */
  readonly size: number
  readonly source: string
  /** Where an earlier run stopped. */
  readonly from: Csv.Position & { readonly rows: number }
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
  // source.
  if (from.bytes > 0 && options.isWhole !== true) {
    return { file, size, source, from, evidence, blocked: undefined } satisfies Plan
  }
  const checked = yield* check(file, size, options).pipe(
    Effect.mapError((error) => error._tag === "StartupError" ? nothing(error) : error)
  )
  if ((yield* identify(file)).source !== source) return yield* changed(file, 0)
  return {
    file,
    size,
    source,
    from,
    evidence: [...checked.evidence, ...evidence],
    blocked: checked.blocked
  } satisfies Plan
})

/**
 * Adds the lines of a plan. One transaction adds some hundred lines, stores the position after
 * them, and has an event that names the person.
 */
export const add = Effect.fnUntraced(function*({ file, from, size, source }: Plan, by: By | Unnamed = {}) {
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
        const result = yield* store.add(jobs, source)
        const last = batch[batch.length - 1] ?? from
        read += batch.length
        added += result.added
        conflicts += result.conflicts.length
        yield* sql`INSERT INTO refund_import ${
          sql.insert({ merchant, source, line: last.line, bytes: last.bytes, rows: read })
        }
          ON CONFLICT (merchant, source) DO UPDATE SET line = excluded.line, bytes = excluded.bytes, rows = excluded.rows`
        if (result.added === 0) return
        const detail = { source, line: last.line, lines: batch.length, added: result.added, ...namedIn(by) }
        yield* events.append({ action: "import", ...by, detail })
      }).pipe(sql.withTransaction)
    )
  )
  // What was added is what was checked: nothing after the size of that time was read.
  if ((yield* identify(file)).source !== source) return yield* changed(file, read)
  return { source, lines: read, added, conflicts, resumed: from.rows } satisfies Imported
}, (imported) => Span.within(imported, "worker.import"))

/** Checks a file and adds its lines, or fails and adds none. */
export const importFile = Effect.fnUntraced(function*(file: string, options: Options = {}) {
  const planned = yield* plan(file, options)
  if (planned.blocked !== undefined) return yield* new StartupError(planned.blocked)
  return yield* add(planned)
})

// internal

const BATCH = 500
/** How many problems are listed: a dry run is for correcting all of them. */
const SHOWN = { import: 10, dryRun: 500 }

/** Lines with the same problem: how many, and the first of them. */
const problems = (most: number) => {
  const shown: Array<Bilingual> = []
  let count = 0
  return {
    count: () => count,
    add: (line: number, { english, korean }: Bilingual) => {
      count++
      if (shown.length >= most) return
      shown.push({ english: `  line ${line}: ${english}`, korean: `  ${line}번째 줄: ${korean}` })
    },
    /** The list between a sentence before it and one after it. */
    within: (before: Bilingual, after: Bilingual): Bilingual => {
      const rest = count - shown.length
      return {
        english: [
          before.english,
          ...shown.map(({ english }) => english),
          ...(rest > 0 ? [`  and ${rest} more`] : []),
          after.english
        ].join("\n"),
        korean: [
          before.korean,
          ...shown.map(({ korean }) => korean),
          ...(rest > 0 ? [`  그 밖에 ${rest}줄`] : []),
          after.korean
        ].join("\n")
      }
    }
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

/** Of an error while the file is read for the first time. */
const nothing = ({ english, korean }: StartupError) =>
  new StartupError({
    english: `Nothing was imported and no money moved. ${english}`,
    korean: `아무것도 가져오지 않았고 환불된 금액도 없습니다. ${korean}`
  })

const check = Effect.fnUntraced(function*(file: string, size: number, { allowSame, isWhole }: Options) {
  const store = yield* JobStore
  const firstLineOf = yield* keysOfFile
  const most = isWhole === true ? SHOWN.dryRun : SHOWN.import
  const invalid = problems(most)
  const same = problems(most)
  const lines = { all: 0, new: 0 }
  const sums = new Map<string, number>()
  const known = new Map<State, { lines: number; readonly sums: Map<string, number> }>()
  yield* Stream.runForEach(
    Stream.grouped(Csv.lines(file, Csv.beginning, size), BATCH),
    (batch) =>
      Effect.gen(function*() {
        lines.all += batch.length
        const valid = batch.flatMap(({ job, line }) => {
          if (Result.isFailure(job)) {
            invalid.add(line, job.failure)
            return []
          }
          const first = firstLineOf(job.success.key, line)
          if (first === undefined) return [{ job: job.success, line }]
          invalid.add(line, {
            english: `has the key of line ${first}: ${job.success.key}. One key is one refund.`,
            korean: `키 ${job.success.key}가 ${first}번째 줄에도 있습니다. 키 하나는 환불 한 건입니다.`
          })
          return []
        })
        const inTable = new Map((yield* store.get(valid.map(({ job }) => job.key))).map((job) => [job.key, job]))
        const fresh = valid.filter(({ job, line }) => {
          const first = inTable.get(job.key)
          if (first === undefined) return true
          if (first.fingerprint !== fingerprintOf(job)) {
            const { english, korean } = summary(first)
            invalid.add(line, {
              english: `the key ${job.key} is already in use for ${english}.`,
              korean: `키 ${job.key}는 이미 ${korean} 환불에 쓰였습니다.`
            })
            return false
          }
          const ofState = known.get(first.state) ?? { lines: 0, sums: new Map() }
          ofState.lines++
          addTo(ofState.sums, first.amount, first.currency)
          known.set(first.state, ofState)
          return false
        })
        lines.new += fresh.length
        for (const { job } of fresh) addTo(sums, job.amount)
        if (allowSame) return
        const others = yield* store.keysOf(fresh.map(({ job }) => job.impUid))
        for (const { job, line } of fresh) {
          const other = others.get(fingerprintOf(job))
          if (other === undefined) continue
          const { english, korean } = summary(job)
          same.add(line, {
            english: `${english} is key ${other} already; this line has key ${job.key}.`,
            korean: `${korean} 환불은 이미 키 ${other}로 있습니다. 이 줄의 키는 ${job.key}입니다.`
          })
        }
      })
  )
  const { english, korean } = money(sums)
  return {
    evidence: [
      {
        english: `${lines.all} lines in ${file}. New: ${lines.new} (${english}).`,
        korean: `${file}: ${lines.all}줄. 새 환불 ${lines.new}건(${korean}).`
      },
      ...[...known].map(([state, { lines, sums }]): Bilingual => {
        const { english, korean } = money(sums)
        return {
          english: `In the table already, ${state}: ${lines} (${english}).`,
          korean: `이미 등록됨, ${state}: ${lines}건(${korean}).`
        }
      }),
      ...(invalid.count() === 0 ? [] : [{
        english: `Not valid: ${invalid.count()} lines.`,
        korean: `올바르지 않은 줄: ${invalid.count()}줄.`
      }])
    ],
    blocked: invalid.count() > 0
      ? invalid.within({
        english: `Nothing was imported: ${invalid.count() === 1 ? "one line" : `${invalid.count()} lines`} of ${file} ${
          invalid.count() === 1 ? "is not a valid refund" : "are not valid refunds"
        }.`,
        korean: `아무것도 가져오지 않았습니다. ${file}에 올바르지 않은 줄이 ${invalid.count()}개 있습니다.`
      }, {
        english: "No money moved. Correct these lines and import the file again.",
        korean: "환불된 금액은 없습니다. 이 줄들을 고친 뒤 파일을 다시 가져오세요."
      })
      : same.count() > 0
      ? same.within({
        english: `Nothing was imported: ${same.count()} of ${file} may be refunds that were made before. The payment ` +
          "and the amount are known under another key, as when a spreadsheet rewrote the keys (000123 becomes 123).",
        korean:
          `아무것도 가져오지 않았습니다. ${file}의 ${same.count()}줄은 이미 처리한 환불일 수 있습니다. 결제와 금액이 ` +
          "다른 키로 이미 있습니다. 스프레드시트가 키를 바꾸면 이렇게 됩니다(000123이 123으로)."
      }, {
        english: "No money moved. If they are further refunds, import with --allow-same-payment-and-amount.",
        korean: "환불된 금액은 없습니다. 추가 환불이 맞으면 --allow-same-payment-and-amount를 붙여 가져오세요."
      })
      : undefined
  }
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
    catch: (error) =>
      new StartupError({
        english: `${file} cannot be read (${codeOf(error)}). Check its name and its permissions.`,
        korean: `${file} 파일을 읽을 수 없습니다(${codeOf(error)}). 파일 이름과 권한을 확인하세요.`
      })
  })
