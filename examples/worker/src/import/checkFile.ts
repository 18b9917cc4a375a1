/**
 * Checks every line of a CSV before one is added.
 */
import type { Bilingual } from "@effect-portone/core"
import { Effect, Result, Stream } from "effect"
import { DatabaseSync } from "node:sqlite"
import { fingerprintOf, knownAs, type KnownRefund, type NewJob, type State, summary } from "../jobs/Job.ts"
import { JobStore } from "../jobs/JobStore.ts"
import { addTo, money } from "../sums.ts"
import * as Csv from "./Csv.ts"
import { problems } from "./problems.ts"

/**
 * What there is in a file, and why nothing more of it must be added. Units: `size` in bytes.
 *
 * `added`: how many of its lines an earlier run has added. `from`: the lines before it are known.
 */
export const checkFile = Effect.fnUntraced(function*(
  file: string,
  size: number,
  { added, allowSame, from, isWhole }: Options
) {
  const store = yield* JobStore
  const firsts = yield* firstLines
  const most = isWhole === true ? SHOWN.dryRun : SHOWN.import
  const invalid = problems(most)
  const same = problems(most)
  const lines = { all: 0, new: 0 }
  let isUtf8 = false
  let either: number | undefined
  const sums = new Map<string, number>()
  const known = new Map<State, { lines: number; readonly sums: Map<string, number> }>()
  yield* Stream.runForEach(
    Stream.grouped(Csv.lines(file, from, size), BATCH),
    (batch) =>
      Effect.gen(function*() {
        lines.all += batch.length
        const valid = batch.flatMap(({ encoding, job, line }) => {
          if (encoding === "UTF-8") isUtf8 = true
          if (encoding === "either") either ??= line
          if (Result.isFailure(job)) {
            invalid.add(line, job.failure)
            return []
          }
          const first = firsts.ofKey(job.success.key, line)
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
        const others = yield* store.refundsOf(fresh.map(({ job }) => job.impUid))
        for (const { job, line } of fresh) {
          const { english, korean } = summary(job)
          const other = others.get(fingerprintOf(job))
          const first = firsts.ofRefund(fingerprintOf(job), line)
          if (other !== undefined) same.add(line, sameAs(job, other))
          else if (first !== undefined) {
            same.add(line, {
              english: `${english} is in line ${first} too, under another key; this line has key ${job.key}.`,
              korean: `${korean} 환불이 ${first}번째 줄에 다른 키로도 있습니다. 이 줄의 키는 ${job.key}입니다.`
            })
          }
        }
      })
  )
  // The rest of a file does not show what the lines before it have shown.
  if (either !== undefined && !isUtf8 && from.bytes === 0) invalid.add(either, EITHER)
  const { english, korean } = money(sums)
  const nothing = nothingOf(added)
  const moved = movedOf(added)
  return {
    evidence: [
      ...(from.bytes > 0 && lines.all === 0 ? [] : [{
        english: `${lines.all} ${from.bytes > 0 ? "more " : ""}lines in ${file}. New: ${lines.new} (${english}).`,
        korean: `${file}: ${from.bytes > 0 ? "나머지 " : ""}${lines.all}줄. 새 환불 ${lines.new}건(${korean}).`
      }]),
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
        english: `${nothing.english}: ${invalid.count() === 1 ? "one line" : `${invalid.count()} lines`} of ${file} ${
          invalid.count() === 1 ? "is not a valid refund" : "are not valid refunds"
        }.`,
        korean: `${nothing.korean} ${file}에 올바르지 않은 줄이 ${invalid.count()}개 있습니다.`
      }, {
        english: `${moved.english} Correct these lines and import the file again.`,
        korean: `${moved.korean} 이 줄들을 고친 뒤 파일을 다시 가져오세요.`
      })
      : same.count() > 0
      ? withinSame(file, added, same)
      : undefined
  }
}, Effect.scoped)

/** That an import stops. `added`: how many lines of its file are in the table. */
export const nothingOf = (added: number): Bilingual =>
  added === 0
    ? { english: "Nothing was imported", korean: "아무것도 가져오지 않았습니다." }
    : { english: "No further line was imported", korean: "더 가져오지 않았습니다." }

/** What may come of the money then. */
export const movedOf = (added: number): Bilingual =>
  added === 0
    ? { english: "No money moved.", korean: "환불된 금액은 없습니다." }
    : {
      english: `${added} lines of the file are in the table, and a worker may refund them; none of the others is.`,
      korean: `이 파일의 ${added}줄은 등록돼 있고 워커가 환불할 수 있으며, 나머지는 등록하지 않았습니다.`
    }

/** That a line has the payment and amount of a known refund. */
export const sameAs = (job: NewJob, other: KnownRefund): Bilingual => {
  const { english, korean } = knownAs(job, other)
  return {
    english: `${english}; this line has key ${job.key}.`,
    korean: `${korean}. 이 줄의 키는 ${job.key}입니다.`
  }
}

/** A list of lines with the payments and amounts of known refunds. */
export const withinSame = (file: string, added: number, same: ReturnType<typeof problems>): Bilingual => {
  const nothing = nothingOf(added)
  const moved = movedOf(added)
  return same.within({
    english: `${nothing.english}: ${same.count()} of ${file} may be the same refunds as others. The payment and the ` +
      "amount are known under another key, in the table or in this file, as when a spreadsheet rewrote the keys " +
      "(000123 becomes 123).",
    korean: `${nothing.korean} ${file}의 ${same.count()}줄은 다른 환불과 같은 환불일 수 있습니다. 결제와 금액이 다른 ` +
      "키로 테이블이나 이 파일에 이미 있습니다. 스프레드시트가 키를 바꾸면 이렇게 됩니다(000123이 123으로)."
  }, {
    english: `${moved.english} If they are further refunds, import with --allow-same-payment-and-amount.`,
    korean: `${moved.korean} 추가 환불이 맞으면 --allow-same-payment-and-amount를 붙여 가져오세요.`
  })
}

// internal

interface Options {
  readonly added: number
  readonly from: Csv.Position
  /** Also accepts lines whose payment and amount are known under another key. */
  readonly allowSame?: boolean
  readonly isWhole?: boolean
}

const EITHER: Bilingual = {
  english: `may be CP949 (EUC-KR) or UTF-8, which read it differently, and no line shows which. ${Csv.SAVE_AS.english}`,
  korean:
    `CP949(EUC-KR)로도 UTF-8로도 읽을 수 있는데 글자가 서로 다르고, 어느 쪽인지 알 수 있는 줄이 없습니다. ${Csv.SAVE_AS.korean}`
}

/** How many problems are listed: a dry run is for correcting all of them. */
const SHOWN = { import: 10, dryRun: 500 }
const BATCH = 500

/**
 * Which line had a key first, and which a payment and amount. In a temporary file, so that memory
 * stays flat.
 */
const firstLines = Effect.map(
  Effect.acquireRelease(
    Effect.sync(() => new DatabaseSync("")),
    (lines) => Effect.sync(() => lines.close())
  ),
  (lines) => {
    lines.exec("BEGIN")
    const first = (table: "key" | "refund") => {
      lines.exec(`CREATE TABLE ${table} (text TEXT PRIMARY KEY, line INTEGER NOT NULL) WITHOUT ROWID`)
      const insert = lines.prepare(`INSERT OR IGNORE INTO ${table} VALUES (?, ?)`)
      const select = lines.prepare(`SELECT line FROM ${table} WHERE text = ?`)
      return (text: string, line: number): number | undefined =>
        insert.run(text, line).changes === 1 ? undefined : Number(select.get(text)?.["line"])
    }
    return { ofKey: first("key"), ofRefund: first("refund") }
  }
)
