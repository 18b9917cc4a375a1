/**
 * Reads refunds from a CSV as a stream, so that memory does not grow with the file.
 *
 * `csv-parse` parses RFC 4180 from a stream, counts lines and bytes, and has no dependencies.
 */
import type { Bilingual } from "@effect-portone/core"
import * as NodeStream from "@effect/platform-node/NodeStream"
import { parse } from "csv-parse"
import { Effect, Result, Stream } from "effect"
import { createReadStream } from "node:fs"
import { open } from "node:fs/promises"
import { pipeline, type Readable, type Transform } from "node:stream"
import { amountOf, E_NOTATION, type NewJob, newJob } from "../jobs/Job.ts"
import { StartupError } from "../StartupError.ts"
import { decode, isUtf16, shownBy } from "../utf8.ts"
import { visible } from "../visible.ts"
import { lineBreaks } from "./lineBreaks.ts"

/** A line of the file. Units: `bytes` from the start of the file to the start of the next line. */
export interface Line {
  readonly line: number
  readonly bytes: number
  readonly job: Result.Result<NewJob, Bilingual>
  /** What the line shows of it. `either`: UTF-8 or CP949. */
  readonly encoding?: "UTF-8" | "either"
}

/** Where reading resumes: after so many lines, at this offset in bytes. */
export interface Position {
  readonly line: number
  readonly bytes: number
}

export const beginning: Position = { line: 0, bytes: 0 }

export const COLUMNS = ["key", "imp_uid", "amount", "reason"]
/** What the worker's own result file has after the columns above. An import ignores them. */
export const RESULT_COLUMNS = ["outcome", "refunded", "currency", "sends", "cause", "advice", "advice_ko"]
/** A result file of an earlier version has no Korean advice. */
const WIDTHS = new Set([0, RESULT_COLUMNS.length - 1, RESULT_COLUMNS.length].map((more) => COLUMNS.length + more))
/** Units: bytes. Without a limit, an open quote makes the rest of the file one record in memory. */
const MAX_RECORD = 10_000

/**
 * The lines after the header, or after the position where an earlier run stopped.
 *
 * Units: `size` in bytes; what comes after it is not read.
 */
export const lines = (file: string, from: Position = beginning, size?: number): Stream.Stream<Line, StartupError> =>
  Stream.unwrap(Effect.map(formOf(file), ({ columns, delimiter, mark }) => {
    const start = from.bytes === 0 ? mark : from.bytes
    let isHeader = from.bytes === 0
    let width = columns
    const { lineAt, stream } = lineBreaks()
    const read = () => createReadStream(file, { start, ...(size !== undefined && { end: size - 1 }) })
    const isOver = size !== undefined && start >= size
    const begun = (isOver ? Stream.empty : records(file, read, delimiter, stream, from.line)).pipe(
      Stream.mapEffect(({ info, record }) => {
        const line = from.line + lineAt(info.bytes)
        if (!isHeader) {
          // Spreadsheets write a row of separators for a row that was cleared.
          return Effect.succeed(
            record.every(({ length }) => length === 0)
              ? []
              : [{ line, bytes: start + info.bytes, job: jobOf(record, width), ...encodingOf(record, mark > 0) }]
          )
        }
        isHeader = false
        width = record.length
        const problem = header(record.map(decode))
        return problem === undefined
          ? Effect.succeed([])
          : Effect.fail(ofFile(file, problem, 1))
      }),
      Stream.flattenIterable
    )
    const empty = Stream.suspend(() =>
      isHeader
        ? Stream.fail(ofFile(file, {
          english: `the file is empty: its first line must be ${COLUMNS.join(",")}.`,
          korean: `파일이 비어 있습니다. 첫 줄은 ${COLUMNS.join(",")}여야 합니다.`
        }))
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
  /** How many the header has. */
  readonly columns: number
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
        return Effect.fail(ofFile(file, {
          english: `the file is UTF-16 ("Unicode Text"). ${SAVE_AS.english}`,
          korean: `UTF-16("유니코드 텍스트") 파일입니다. ${SAVE_AS.korean}`
        }, 1))
      }
      const mark = head.subarray(0, 3).equals(MARK) ? MARK.length : 0
      const first = head.subarray(mark).toString("latin1")
      const delimiter = /^"?key"?([,;\t])/.exec(first)?.[1] ?? ","
      // The names of the columns have no delimiter. A file whose import resumes has a valid header.
      const columns = /^[\r\n]*([^\r\n]*)/.exec(first)?.[1]?.split(delimiter).length ?? 0
      return Effect.succeed({ mark, columns, delimiter })
    }
  )
/** Units: bytes. More than the longest header has. */
const HEAD = 1024
const MARK = Buffer.from("\uFEFF")
export const SAVE_AS: Bilingual = {
  english: "Save the file as \"CSV UTF-8\".",
  korean: "\"CSV UTF-8\" 형식으로 저장하세요."
}

/** Says nothing of refunds: the file is read before they are added, and for their outcomes. */
const ofFile = (file: string, { english, korean }: Bilingual, line?: number) => {
  const [at, atKo] = line === undefined ? ["", ""] : [`line ${line}: `, `${line}번째 줄: `]
  return new StartupError({
    english: `${file}: ${at}${english}`,
    korean: `${file}: ${atKo}${korean}`
  })
}

const headOf = async (file: string): Promise<Buffer> => {
  const handle = await open(file)
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD), 0, HEAD, 0)
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
    onError: (error) => {
      const { lines } = error as { readonly lines?: number }
      return ofFile(file, failureOf(error), lines === undefined ? undefined : before + lines)
    }
  })

const failureOf = (error: unknown): Bilingual => {
  const { code } = error as { readonly code?: string }
  switch (code) {
    case "ENOENT":
      return { english: "there is no such file.", korean: "파일이 없습니다." }
    case "CSV_MAX_RECORD_SIZE":
      return {
        english: `longer than ${MAX_RECORD} bytes. Check for a quote that is not closed.`,
        korean: `${MAX_RECORD}바이트를 넘습니다. 닫지 않은 따옴표가 있는지 확인하세요.`
      }
    case "CSV_QUOTE_NOT_CLOSED":
      return {
        english: "a quote is not closed before the end of the file.",
        korean: "파일 끝까지 닫지 않은 따옴표가 있습니다."
      }
    case "CSV_INVALID_CLOSING_QUOTE":
    case "INVALID_OPENING_QUOTE":
      return {
        english: "a quote in the middle of a field. Quote the whole field and double the quotes in it.",
        korean: "값 중간에 따옴표가 있습니다. 값 전체를 따옴표로 감싸고 안쪽 따옴표는 두 번 쓰세요."
      }
    default:
      return {
        english: `cannot be read (${code ?? "no code"}).`,
        korean: `읽을 수 없습니다(${code ?? "코드 없음"}).`
      }
  }
}

const header = (fields: ReadonlyArray<Result.Result<string, Bilingual>>): Bilingual | undefined => {
  const names = fields.map((field) => Result.getOrElse(field, () => "<not UTF-8>"))
  const account = names.find((name) => name.startsWith("refund_"))
  if (account !== undefined) {
    return {
      english:
        `the column ${visible(account)} is not supported. This worker stores no bank accounts: refund payments ` +
        "to virtual accounts one by one, with refundOnce.",
      korean: `${visible(account)} 열은 지원하지 않습니다. 이 워커는 계좌번호를 저장하지 않으므로 가상계좌 결제는 ` +
        "refundOnce로 한 건씩 환불하세요."
    }
  }
  const all = [...COLUMNS, ...RESULT_COLUMNS]
  if (WIDTHS.has(names.length) && names.every((name, index) => name === all[index])) return undefined
  const shown = visible(names.join(",").slice(0, 200))
  return {
    english: `the columns must be ${COLUMNS.join(",")} in this order, separated by commas; they are ${shown}.`,
    korean: `열은 쉼표로 구분한 ${COLUMNS.join(",")} 순서여야 하는데 ${shown}입니다.`
  }
}

/**
 * The text in front of which `writeCsv` writes an apostrophe, so that it is not evaluated. Some
 * programs remove blanks and invisible characters before they look for a formula. An apostrophe is
 * one of them, so that every text is read back as it was.
 */
export const FORMULA = /^(?:[\t\n\r']|[\s\p{Cc}\p{Cf}]*[=+\-@＝＋－＠])/u

/** What a line shows of the encoding of its file. */
const encodingOf = (record: ReadonlyArray<Buffer>, isMarked: boolean): Pick<Line, "encoding"> => {
  const shown = record.map((bytes) => {
    const text = decode(bytes)
    return Result.isSuccess(text) ? shownBy(bytes, text.success) : undefined
  })
  const encoding = isMarked || shown.includes("UTF-8") ? "UTF-8" : shown.find((one) => one !== undefined)
  return encoding === undefined ? {} : { encoding }
}

/** `width`: how many fields the header has. */
const jobOf = (record: ReadonlyArray<Buffer>, width: number): Result.Result<NewJob, Bilingual> => {
  const fields: Array<string> = []
  for (const [index, bytes] of record.entries()) {
    const text = decode(bytes)
    if (Result.isFailure(text)) {
      const name = COLUMNS[index] ?? RESULT_COLUMNS[index - COLUMNS.length] ?? "?"
      return Result.fail({
        english: `${name} ${text.failure.english} ${SAVE_AS.english}`,
        korean: `${name}: ${text.failure.korean} ${SAVE_AS.korean}`
      })
    }
    fields.push(text.success)
  }
  if (fields.length !== width) {
    return Result.fail({
      english: `has ${fields.length} fields instead of ${width}.`,
      korean: `값이 ${width}개가 아니라 ${fields.length}개입니다.`
    })
  }
  const [key = "", imp_uid = "", amount = "", reason = ""] = fields
  for (const [name, text] of [["key", key], ["imp_uid", imp_uid]] as const) {
    if (E_NOTATION.test(text)) {
      return Result.fail({
        english: `${name} was rounded by a spreadsheet (E-notation). Format the column as text, and write all digits.`,
        korean: `${name}: 스프레드시트가 반올림한 값입니다(E 표기). 열의 서식을 텍스트로 바꾸고 숫자를 모두 쓰세요.`
      })
    }
  }
  const number = amountOf(amount)
  if (Result.isFailure(number)) return Result.fail(number.failure)
  return newJob({
    key: unmarked(key),
    imp_uid: unmarked(imp_uid),
    amount: number.success,
    ...(reason !== "" && { reason: unmarked(reason) })
  })
}

/** Without the apostrophe that a result file has in front of a formula. */
const unmarked = (text: string): string => text.startsWith("'") && FORMULA.test(text.slice(1)) ? text.slice(1) : text
