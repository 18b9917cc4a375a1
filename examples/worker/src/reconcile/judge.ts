/**
 * Compares what the table has recorded with what PortOne shows. Pure.
 */
import type { Payment } from "@effect-portone/core"
import { Option } from "effect"
import type { Job } from "../jobs/Job.ts"
import { type Day, dayAt, isIn } from "./Day.ts"
import type { Kind } from "./kinds.ts"

/**
 * One row of the result. An amount counts for the sum of its side if its time is on the day, so the
 * rows explain the whole difference between the two sums.
 *
 * Units: amounts in major units of `currency`, times in milliseconds since 1970.
 */
export interface Difference {
  readonly kind: Kind
  readonly impUid: string
  readonly key?: string | undefined
  readonly state?: string | undefined
  readonly pg: string
  readonly currency: string
  readonly recorded?: number | undefined
  readonly recordedAt?: number | undefined
  readonly shown?: number | undefined
  readonly shownAt?: number | undefined
  readonly cancellationId?: string | undefined
}

/** What is known of a job's refund, other than what the table has. */
export type Evidence =
  | {
    readonly _tag: "Shown"
    /** Of the first entry, or what the ledger has. Units: major units. */
    readonly amount: number
    /** Empty where the ledger has the refund and no entry of the history can be it. */
    readonly entries: ReadonlyArray<Payment.CancelEntry>
  }
  | { readonly _tag: "TakenBack" | "NotShown" | "NoPayment" | "NotChecked" }

/** The PG and the currency of a payment, empty where they are not known. */
export interface Where {
  readonly pg: string
  readonly currency: string
}

/** What the table has of a refund that was made. Units: milliseconds since 1970. */
export const recordOf = (job: Job): { readonly amount: number; readonly at: number } | undefined =>
  job.state === "done" ? { amount: job.outcome?.amount ?? job.amount, at: job.updatedAt } : undefined

/** Whether a job is of the day: it ended on it, or was begun before its end and is open. */
export const isOfDay = (day: Day, { attempts, createdAt, state, updatedAt }: Job): boolean =>
  state === "done" || state === "rejected" ? isIn(day, updatedAt) : attempts > 0 && createdAt < day.to

/** The differences of a job, if it or a cancel of it is of the day. */
export const judge = (day: Day, job: Job, where: Where, evidence: Evidence): ReadonlyArray<Difference> => {
  const record = recordOf(job)
  const { impUid, key, state } = job
  const recorded = record === undefined ? {} : { recorded: record.amount, recordedAt: record.at }
  const of = (kind: Kind, entry: Partial<Difference> = {}, hasRecord = true): Difference =>
    Object.assign({ kind, impUid, key, state }, where, hasRecord ? recorded : {}, entry)
  const found = evidence._tag === "Shown"
    // Of several cancels of one refund, the first has what was recorded.
    ? shown(job, evidence).map(([kind, entry], index) => of(kind, entry, index === 0))
    : notShown(job, evidence._tag).map((kind) => of(kind))
  return isOfDay(day, job) ? found : found.filter(({ shownAt }) => isIn(day, shownAt))
}

/** A cancel that is not of a job. */
export const alone = (
  kind: "foreign" | "unrecorded",
  impUid: string,
  where: Where,
  entry: Payment.CancelEntry
): Difference => ({ kind, impUid, ...where, ...shownBy(entry) })

/** Units: milliseconds since 1970. */
export const timeOfEntry = ({ cancelledAt }: Pick<Payment.CancelEntry, "cancelledAt">): number | undefined =>
  Option.getOrUndefined(Option.map(cancelledAt, ({ epochMilliseconds }) => epochMilliseconds))

// internal

const shown = (
  job: Job,
  { amount, entries }: Extract<Evidence, { readonly _tag: "Shown" }>
): ReadonlyArray<readonly [Kind, Partial<Difference>]> => {
  if (entries.length > 1) return entries.map((entry) => ["twice", shownBy(entry)] as const)
  const entry: Partial<Difference> = entries[0] === undefined ? { shown: amount } : shownBy(entries[0])
  const record = recordOf(job)
  if (record === undefined) return [[job.state === "rejected" ? "contradicted" : "settled-late", entry]]
  if (record.amount !== amount) return [["other-amount", entry]]
  return entry.shownAt !== undefined && dayAt(entry.shownAt).name !== dayAt(record.at).name
    ? [["other-day", entry]]
    : []
}

const notShown = (job: Job, evidence: Exclude<Evidence["_tag"], "Shown">): ReadonlyArray<Kind> => {
  if (evidence === "TakenBack") return ["taken-back"]
  if (evidence === "NotChecked") return ["not-checked"]
  if (job.state === "rejected") return []
  if (job.state !== "done") return ["open"]
  return [evidence === "NoPayment" ? "vanished" : "missing"]
}

const shownBy = (entry: Payment.CancelEntry): Partial<Difference> => ({
  shown: entry.amount,
  shownAt: timeOfEntry(entry),
  cancellationId: Option.getOrUndefined(entry.cancellationId)
})
