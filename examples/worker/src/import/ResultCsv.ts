/**
 * The outcome of each line of an import, as a CSV in the order of the file.
 */
import type { Bilingual } from "@effect-portone/core"
import { Effect, Result, Stream } from "effect"
import { adviceOn } from "../jobs/advice.ts"
import { fingerprintOf, type Job, KeyReused, type NewJob, outcomeNow } from "../jobs/Job.ts"
import { all, JobStore } from "../jobs/JobStore.ts"
import { bilingualOf, oneLine, StartupError } from "../StartupError.ts"
import { addTo, money } from "../sums.ts"
import { writeCsv } from "../writeCsv.ts"
import * as Csv from "./Csv.ts"

/**
 * What a file's lines came to, by the state of their refunds.
 *
 * Units: lines. The sums are in major units, by currency; the currency is empty where no look-up
 * has shown it.
 */
export interface Totals {
  readonly done: number
  readonly rejected: number
  /** No final outcome. */
  readonly open: number
  /** Not added, such as one with a key of another refund. */
  readonly missing: number
  /** What PortOne shows as refunded. */
  readonly refunded: ReadonlyMap<string, number>
  /** What was asked for, without a refund. */
  readonly rejectedSums: ReadonlyMap<string, number>
  readonly openSums: ReadonlyMap<string, number>
}

/** Writes the outcomes of a file's lines: a row for each, also if it is no valid refund by now. */
export const ofFile = Effect.fnUntraced(function*(file: string, target: string) {
  const store = yield* JobStore
  const totals = {
    done: 0,
    rejected: 0,
    open: 0,
    missing: 0,
    refunded: new Map<string, number>(),
    rejectedSums: new Map<string, number>(),
    openSums: new Map<string, number>()
  }
  const rows = Csv.lines(file).pipe(
    Stream.grouped(500),
    Stream.mapEffect((batch) =>
      Effect.gen(function*() {
        const keys = batch.flatMap(({ job }) => Result.isSuccess(job) ? [job.success.key] : [])
        const known = new Map((yield* store.get(keys)).map((job) => [job.key, job]))
        return batch.map(({ job, line }) =>
          Result.match(job, {
            onFailure: (problem) => invalid(line, problem, totals),
            onSuccess: (requested) => row(requested, known.get(requested.key), totals)
          })
        )
      })
    ),
    Stream.mapError((error) =>
      error._tag === "StartupError"
        ? new StartupError({
          english: `${error.english} ${IN_TABLE.english}`,
          korean: `${error.korean} ${IN_TABLE.korean}`
        })
        : error
    )
  )
  yield* write(rows, target, file)
  return totals satisfies Totals
})

/** Writes the outcomes of all jobs. */
export const ofTable = (target: string) =>
  write(Stream.map(Stream.grouped(all(), 500), (jobs) => jobs.map(rowOf)), target)

/** How many lines, and the money of each currency. */
export const summary = ({ done, missing, open, openSums, refunded, rejected, rejectedSums }: Totals): Bilingual => {
  const [made, not, unknown] = [money(refunded), money(rejectedSums), money(openSums)]
  return {
    english: `${done} refunded (${made.english}), ${rejected} rejected (${not.english}), ${open} without a final ` +
      `outcome (${unknown.english}), ${missing} not added.`,
    korean:
      `환불 ${done}건(${made.korean}), 거절 ${rejected}건(${not.korean}), 최종 결과 없음 ${open}건(${unknown.korean}), ` +
      `등록되지 않음 ${missing}줄.`
  }
}

// internal

type Row = ReadonlyArray<string | number>

const IN_TABLE: Bilingual = {
  english: "The outcomes are in the table: `worker report` shows them.",
  korean: "결과는 테이블에 있습니다. `worker report`로 확인하세요."
}

const write = <E, R>(rows: Stream.Stream<ReadonlyArray<Row>, E, R>, target: string, ...kept: ReadonlyArray<string>) =>
  writeCsv([...Csv.COLUMNS, ...Csv.RESULT_COLUMNS], rows, target, IN_TABLE, kept)

const rowOf = (job: Job): Row => {
  const { amount, currency, impUid, key, reason, sends, state } = job
  const outcome = outcomeNow(job)
  const advice = adviceOn(job)
  return [
    key,
    impUid,
    amount,
    reason ?? "",
    outcome?.outcome ?? state,
    state === "done" ? outcome?.amount ?? amount : 0,
    currency ?? "",
    sends,
    oneLine(outcome?.cause ?? ""),
    oneLine(advice?.english ?? ""),
    oneLine(advice?.korean ?? "")
  ]
}

type Counting =
  & { -readonly [Name in "done" | "rejected" | "open" | "missing"]: number }
  & {
    readonly [Name in "refunded" | "rejectedSums" | "openSums"]: Map<string, number>
  }

const notAdded = (fields: Row, cause: string, { english, korean }: Bilingual): Row => [
  ...fields,
  "NotAdded",
  0,
  "",
  0,
  cause,
  oneLine(english),
  oneLine(korean)
]

/** The file was changed since its lines were checked. */
const invalid = (line: number, problem: Bilingual, totals: Counting): Row => {
  totals.missing++
  return notAdded(["", "", "", ""], "InvalidLine", {
    english: `Line ${line}: ${problem.english} This line was not added.`,
    korean: `${line}번째 줄: ${problem.korean} 이 줄은 등록하지 않았습니다.`
  })
}

const row = (requested: NewJob, job: Job | undefined, totals: Counting): Row => {
  const { amount, impUid, key, reason = "" } = requested
  const fields = [key, impUid, amount, reason]
  if (job === undefined) {
    totals.missing++
    return notAdded(fields, "NotInTable", NOT_IN_TABLE)
  }
  if (job.fingerprint !== fingerprintOf(requested)) {
    totals.missing++
    return notAdded(fields, "KeyReused", bilingualOf(KeyReused.of(requested, job)))
  }
  const state = job.state === "done" || job.state === "rejected" ? job.state : "open"
  totals[state]++
  if (state === "done") addTo(totals.refunded, job.outcome?.amount ?? job.amount, job.currency)
  else addTo(state === "open" ? totals.openSums : totals.rejectedSums, job.amount, job.currency)
  return rowOf(job)
}

const NOT_IN_TABLE: Bilingual = {
  english: "This refund was not added. Import the file again.",
  korean: "등록하지 않은 환불입니다. 파일을 다시 가져오세요."
}
