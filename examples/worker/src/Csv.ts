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
import { pipeline } from "node:stream"
import { NewJob, problemOf } from "./Job.ts"
import { StartupError } from "./StartupError.ts"

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

const COLUMNS = ["key", "imp_uid", "amount", "reason"]
/** Units: bytes. Without a limit, an open quote makes the rest of the file one record in memory. */
const MAX_RECORD = 10_000

/** The lines after the header, or after the position where an earlier run stopped. */
export const lines = (file: string, from: Position = beginning): Stream.Stream<Line, StartupError> =>
  Stream.unwrap(Effect.map(from.bytes === 0 ? byteOrderMarkOf(file) : Effect.succeed(0), (mark) => {
    const start = from.bytes + mark
    let isHeader = from.bytes === 0
    return records(file, start, from.line).pipe(
      Stream.mapEffect(({ info, record }) => {
        const fields = record.map(text)
        if (!isHeader) {
          return Effect.succeed([{ line: from.line + info.lines, bytes: start + info.bytes, job: jobOf(fields) }])
        }
        isHeader = false
        const problem = header(fields)
        return problem === undefined
          ? Effect.succeed([])
          : Effect.fail(new StartupError({ problem: `Line 1 of ${file}: ${problem}` }))
      }),
      Stream.flattenIterable
    )
  }))

// internal

interface Record {
  readonly record: ReadonlyArray<Buffer>
  readonly info: { readonly lines: number; readonly bytes: number }
}

/**
 * The length of the byte order mark. It is skipped here, because with its own option `bom` the
 * parser decodes fields to strings, and invalid UTF-8 would not be found.
 *
 * Units: bytes.
 */
const byteOrderMarkOf = (file: string): Effect.Effect<number> =>
  Effect.promise(() =>
    open(file).then(
      (handle) =>
        handle.read(Buffer.alloc(3), 0, 3, 0).then(({ buffer }) => buffer.equals(MARK) ? MARK.length : 0).finally(() =>
          handle.close()
        ),
      // A file that cannot be opened is reported by the read stream.
      () => 0
    )
  )
const MARK = Buffer.from("\uFEFF")

const records = (file: string, start: number, before: number): Stream.Stream<Record, StartupError> =>
  NodeStream.fromReadable<Record, StartupError>({
    evaluate: () =>
      pipeline(
        createReadStream(file, { start }),
        parse({
          encoding: null,
          info: true,
          max_record_size: MAX_RECORD,
          relax_column_count: true,
          skip_empty_lines: true
        }),
        // The parser emits the errors of both streams, and `onError` below gets them.
        () => undefined
      ) as unknown as NodeJS.ReadableStream,
    onError: (error) => new StartupError({ problem: `${file}: ${problemOf(error, before)}` })
  })

const problemOf = (error: unknown, before: number): string => {
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

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true })

const text = (field: Buffer): string | undefined => {
  try {
    return utf8.decode(field)
  } catch {
    return undefined
  }
}

const header = (fields: ReadonlyArray<string | undefined>): string | undefined => {
  const account = fields.find((field) => field?.startsWith("refund_"))
  if (account !== undefined) {
    return `the column ${account} is not supported. This worker stores no bank accounts: refund payments to virtual accounts one by one, with refundOnce.`
  }
  return fields.length === COLUMNS.length && COLUMNS.every((name, index) => fields[index] === name)
    ? undefined
    : `the columns must be ${COLUMNS.join(",")} in this order, separated by commas; they are ${
      fields.map((field) => field ?? "<not UTF-8>").join(",").slice(0, 200)
    }.`
}

const decode = Schema.decodeUnknownResult(NewJob)

const jobOf = (fields: ReadonlyArray<string | undefined>): Result.Result<NewJob, string> => {
  const broken = fields.findIndex((field) => field === undefined)
  if (broken >= 0) return Result.fail(`${COLUMNS[broken] ?? "a field"} is not UTF-8. Save the file as "CSV UTF-8".`)
  if (fields.length !== COLUMNS.length) {
    return Result.fail(`has ${fields.length} fields instead of ${COLUMNS.length}.`)
  }
  const [key, imp_uid, amount = "", reason] = fields
  if (!/^\d{1,13}(\.\d{1,3})?$/.test(amount)) {
    return Result.fail("amount must be a plain number above 0, without separators or a currency.")
  }
  const job = decode({ key, imp_uid, amount: Number(amount), ...(reason !== "" && { reason }) })
  return Result.mapError(job, problemOf)
}
