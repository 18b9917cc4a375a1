/**
 * The outcome of each line of an import, as a CSV in the order of the file.
 */
import { Amount } from "@effect-portone/core"
import { Effect, Result, Stream } from "effect"
import { fingerprintOf, type Job, KeyReused, type NewJob, summary } from "../jobs/Job.ts"
import { all, JobStore } from "../jobs/JobStore.ts"
import { oneLine } from "../StartupError.ts"
import { writeCsv } from "../writeCsv.ts"
import * as Csv from "./Csv.ts"

/** What a file's lines came to, by the state of their refunds. Units: `lines` counts lines. */
export interface Totals {
  readonly done: number
  readonly rejected: number
  /** No final outcome. */
  readonly open: number
  /** The key is in use for another refund. */
  readonly conflicts: number
  /** The refunded money by currency; unknown where an older version made the refund. */
  readonly refunded: ReadonlyMap<string, number>
}

/** Writes the outcomes of a file's lines. */
export const ofFile = Effect.fnUntraced(function*(file: string, target: string) {
  const store = yield* JobStore
  const totals = { done: 0, rejected: 0, open: 0, conflicts: 0, refunded: new Map<string, number>() }
  const rows = Csv.lines(file).pipe(
    Stream.grouped(500),
    Stream.mapEffect((batch) =>
      Effect.gen(function*() {
        const requested = batch.flatMap(({ job }) => Result.isSuccess(job) ? [job.success] : [])
        const known = new Map((yield* store.get(requested.map(({ key }) => key))).map((job) => [job.key, job]))
        return requested.map((one) => row(one, known.get(one.key), totals))
      })
    )
  )
  yield* write(rows, target)
  return totals satisfies Totals
})

/** Writes the outcomes of all jobs. */
export const ofTable = (target: string) =>
  write(Stream.map(Stream.grouped(all(), 500), (jobs) => jobs.map(rowOf)), target)

/** `3,000 KRW, 10.5 USD`: the money of each currency. */
export const money = (sums: ReadonlyMap<string, number>): string =>
  sums.size === 0 ? "0" : [...sums].map(([currency, amount]) => moneyOf(amount, currency)).join(", ")

// internal

const moneyOf = (amount: number, currency: string): string => {
  const number = amount.toLocaleString("en", { maximumFractionDigits: 3 })
  return currency === "" ? `${number} of unknown currency` : `${number} ${currency}`
}

type Row = ReadonlyArray<string | number>

const write = <E, R>(rows: Stream.Stream<ReadonlyArray<Row>, E, R>, target: string) =>
  writeCsv(
    [...Csv.COLUMNS, ...Csv.RESULT_COLUMNS],
    rows,
    target,
    "The outcomes are in the table: `worker report` shows them."
  )

const rowOf = (job: Job): Row => {
  const { amount, currency, impUid, key, outcome, reason, sends, state } = job
  return [
    key,
    impUid,
    amount,
    reason ?? "",
    outcome?.outcome ?? state,
    state === "done" ? outcome?.amount ?? 0 : 0,
    currency ?? "",
    sends,
    oneLine(outcome?.cause ?? ""),
    oneLine(sentenceOf(job))
  ]
}

/** What a person should know about a line that is not done. */
const sentenceOf = ({ outcome, state }: Job): string => {
  if (outcome?.advice !== undefined) return outcome.advice
  switch (state) {
    case "done":
      return ""
    case "rejected":
      return "The refund was not made. Correct the cause; a further try needs another key."
    case "retrying":
      return "The worker calls again by itself. Nothing has to be done."
    case "needs-review":
      return "The outcome is unknown: compare with the PG's console."
    case "waiting":
    case "running":
      return "Not finished when this file was written. Run the same import again, or `worker serve`."
  }
}

const row = (
  requested: NewJob,
  job: Job | undefined,
  totals: { -readonly [Name in Exclude<keyof Totals, "refunded">]: number } & {
    readonly refunded: Map<string, number>
  }
): Row => {
  const notAdded = (cause: string, advice: string): Row => [
    requested.key,
    requested.impUid,
    requested.amount,
    requested.reason ?? "",
    "NotAdded",
    0,
    "",
    0,
    cause,
    advice
  ]
  if (job === undefined) {
    totals.open++
    return notAdded("NotInTable", "Import the file again.")
  }
  if (job.fingerprint !== fingerprintOf(requested)) {
    totals.conflicts++
    const { message } = new KeyReused({
      key: requested.key,
      requested: summary(requested),
      existing: summary(job)
    })
    return notAdded("KeyReused", message)
  }
  totals[job.state === "done" || job.state === "rejected" ? job.state : "open"]++
  if (job.state === "done") {
    const currency = job.currency ?? ""
    totals.refunded.set(currency, Amount.sum([totals.refunded.get(currency) ?? 0, job.outcome?.amount ?? 0]))
  }
  return rowOf(job)
}
