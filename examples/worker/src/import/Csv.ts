/**
 * Reads refunds from a CSV as a stream, so that memory does not grow with the file.
 *
 * `csv-parse` parses RFC 4180 from a stream, counts lines and bytes, and has no dependencies.
 */
import * as NodeStream from "@effect/platform-node/NodeStream"
import { parse } from "csv-parse"
import { Effect, Result, Schema, Stream } from "effect"
import { createReadStream } from "node:fs"
import { open } from "node:fs/promises"
import { pipeline, type Readable, type Transform } from "node:stream"
import { amountOf, E_NOTATION, NewJob, problemOf } from "../jobs/Job.ts"
import { StartupError } from "../StartupError.ts"
import { decode, isUtf16 } from "../utf8.ts"
import { visible } from "../visible.ts"
import { lineBreaks } from "./lineBreaks.ts"

/** A line of the file. Units: `bytes` from the start of the file to the start of the next line. */
export interface Line {
  readonly line: number
  readonly bytes: number
  readonly job: Result.Result<NewJob, string>
}

/** Where reading resumes: after so many lines, at this offset in bytes. */
export interface Position {
  readonly line: number
  readonly bytes: number
}

export const beginning: Position = { line: 0, bytes: 0 }

export const COLUMNS = ["key", "imp_uid", "amount", "reason"]
/** What the worker's own result file has after the columns above. An import ignores them. */
export const RESULT_COLUMNS = ["outcome", "refunded", "currency", "sends", "cause", "advice"]
/** Units: bytes. Without a limit, an open quote makes the rest of the file one record in memory. */
const MAX_RECORD = 10_000

/**
 * The lines after the header, or after the position where an earlier run stopped.
 *
 * Units: `size` in bytes; what comes after it is not read.
 */
export const lines = (file: string, from: Position = beginning, size?: number): Stream.Stream<Line, StartupError> =>
  Stream.unwrap(Effect.map(formOf(file), ({ delimiter, mark }) => {
    const start = from.bytes === 0 ? mark : from.bytes
    let isHeader = from.bytes === 0
    const { lineAt, stream } = lineBreaks()
    const read = () => createReadStream(file, { start, ...(size !== undefined && { end: size - 1 }) })
    const isOver = size !== undefined && start >= size
    const begun = (isOver ? Stream.empty : records(file, read, delimiter, stream, from.line)).pipe(
      Stream.mapEffect(({ info, record }) => {
        const line = from.line + lineAt(info.bytes)
        if (!isHeader) {
          // Spreadsheets write a row of separators for a row that was cleared.
          return Effect.succeed(
            record.every(({ length }) => length === 0) ? [] : [{ line, bytes: start + info.bytes, job: jobOf(record) }]
          )
        }
        isHeader = false
        const problem = header(record.map(decode))
        return problem === undefined
          ? Effect.succeed([])
          : Effect.fail(new StartupError({ problem: `Line 1 of ${file}: ${problem}` }))
      }),
      Stream.flattenIterable
    )
    const empty = Stream.suspend(() =>
      isHeader
        ? Stream.fail(new StartupError({ problem: `${file} is empty: its first line must be ${COLUMNS.join(",")}.` }))
        : Stream.empty
    )
    return Stream.concat(begun, empty)
  }))

// internal

interface Record {
  readonly record: ReadonlyArray<Buffer>
  readonly info: { readonly bytes: number }
}

/** Units: `mark` is the length of the byte order mark in bytes. */
interface Form {
  readonly mark: number
  readonly delimiter: string
}

/**
 * How the file begins. The byte order mark is skipped here, because with its own option `bom` the
 * parser decodes fields to strings, and invalid UTF-8 would not be found.
 */
const formOf = (file: string): Effect.Effect<Form, StartupError> =>
  Effect.flatMap(
    // A file that cannot be opened is reported by the read stream.
    Effect.promise(() => headOf(file).catch(() => Buffer.alloc(0))),
    (head) => {
      if (isUtf16(head)) {
        return Effect.fail(
          new StartupError({ problem: `Line 1 of ${file}: the file is UTF-16 ("Unicode Text"). ${SAVE_AS}` })
        )
      }
      const mark = head.subarray(0, 3).equals(MARK) ? MARK.length : 0
      const first = head.subarray(mark).toString("latin1")
      return Effect.succeed({ mark, delimiter: /^"?key"?([,;\t])/.exec(first)?.[1] ?? "," })
    }
  )
const MARK = Buffer.from("\uFEFF")
const SAVE_AS = "Save the file as \"CSV UTF-8\"."

const headOf = async (file: string): Promise<Buffer> => {
  const handle = await open(file)
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(16), 0, 16, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await handle.close()
  }
}

const records = (
  file: string,
  read: () => Readable,
  delimiter: string,
  breaks: Transform,
  before: number
): Stream.Stream<Record, StartupError> =>
  NodeStream.fromReadable<Record, StartupError>({
    evaluate: () =>
      pipeline(
        read(),
        breaks,
        parse({
          delimiter,
          encoding: null,
          info: true,
          max_record_size: MAX_RECORD,
          record_delimiter: ["\r\n", "\n", "\r"],
          relax_column_count: true,
          skip_empty_lines: true
        }),
        // The parser emits the errors of both streams, and `onError` below gets them.
        () => undefined
      ) as unknown as NodeJS.ReadableStream,
    onError: (error) => new StartupError({ problem: `${file}: ${failureOf(error, before)}` })
  })

const failureOf = (error: unknown, before: number): string => {
  const { code, lines } = error as { readonly code?: string; readonly lines?: number }
  const at = lines === undefined ? "" : `line ${before + lines}: `
  switch (code) {
    case "ENOENT":
      return "there is no such file."
    case "CSV_MAX_RECORD_SIZE":
      return `${at}longer than ${MAX_RECORD} bytes. Check for a quote that is not closed.`
    case "CSV_QUOTE_NOT_CLOSED":
      return `${at}a quote is not closed before the end of the file.`
    case "CSV_INVALID_CLOSING_QUOTE":
    case "INVALID_OPENING_QUOTE":
      return `${at}a quote in the middle of a field. Quote the whole field and double the quotes in it.`
    default:
      return `${at}cannot be read (${code ?? "no code"}).`
  }
}

const header = (fields: ReadonlyArray<Result.Result<string, string>>): string | undefined => {
  const names = fields.map((field) => Result.getOrElse(field, () => "<not UTF-8>"))
  const account = names.find((name) => name.startsWith("refund_"))
  if (account !== undefined) {
    return `the column ${
      visible(account)
    } is not supported. This worker stores no bank accounts: refund payments to virtual accounts one by one, with refundOnce.`
  }
  const allowed = [COLUMNS, [...COLUMNS, ...RESULT_COLUMNS]]
  return allowed.some((columns) =>
      names.length === columns.length && columns.every((name, index) => names[index] === name)
    )
    ? undefined
    : `the columns must be ${COLUMNS.join(",")} in this order, separated by commas; they are ${
      visible(names.join(",").slice(0, 200))
    }.`
}

const decodeJob = Schema.decodeUnknownResult(NewJob)

/** The text in front of which `ResultCsv` writes an apostrophe, so that it is not evaluated. */
export const FORMULA = /^[=+\-@\t\r＝＋－＠']/

const jobOf = (record: ReadonlyArray<Buffer>): Result.Result<NewJob, string> => {
  const fields: Array<string> = []
  for (const [index, bytes] of record.entries()) {
    const text = decode(bytes)
    if (Result.isFailure(text)) return Result.fail(`${COLUMNS[index] ?? "a field"} ${text.failure} ${SAVE_AS}`)
    fields.push(text.success)
  }
  if (fields.length !== COLUMNS.length && fields.length !== COLUMNS.length + RESULT_COLUMNS.length) {
    return Result.fail(`has ${fields.length} fields instead of ${COLUMNS.length}.`)
  }
  const [key = "", imp_uid = "", amount = "", reason = ""] = fields
  for (const [name, text] of [["key", key], ["imp_uid", imp_uid]] as const) {
    if (E_NOTATION.test(text)) {
      return Result.fail(
        `${name} was rounded by a spreadsheet (E-notation). Format the column as text, and write all digits.`
      )
    }
    if (/^'(?![=+\-@\t\r＝＋－＠'])/.test(text)) {
      return Result.fail(`${name} begins with an apostrophe, which spreadsheets use to mark text. Remove it.`)
    }
  }
  const number = amountOf(amount)
  if (Result.isFailure(number)) return Result.fail(number.failure)
  const job = decodeJob({
    key: unmarked(key),
    imp_uid: unmarked(imp_uid),
    amount: number.success,
    ...(reason !== "" && { reason: unmarked(reason) })
  })
  return Result.mapError(job, problemOf)
}

/** Without the apostrophe that a result file has in front of a formula. */
const unmarked = (text: string): string => text.startsWith("'") && FORMULA.test(text.slice(1)) ? text.slice(1) : text
