/**
 * One payment: which of its cancels are of which jobs, and what does not fit. Sends no cancel.
 */
import type { Payment } from "@effect-portone/core"
import { findRefund, type FoundRefund, RefundTag } from "@effect-portone/refunds"
import { Effect, Option } from "effect"
import type { Job } from "../jobs/Job.ts"
import { type Day, isIn } from "./Day.ts"
import { alone, type Difference, type Evidence, isOfDay, judge, recordOf, timeOfEntry, type Where } from "./judge.ts"
import type { Sums } from "./Sums.ts"

/**
 * The differences of a payment, given all jobs of it, and its part of the sums.
 *
 * A tag of a job on an entry needs nothing else. Where there is none, `findRefund` looks the
 * payment up once more and reads the refund ledger.
 */
export const examine = Effect.fnUntraced(function*(
  day: Day,
  payment: Payment.Payment,
  jobs: ReadonlyArray<Job>,
  sums: Sums,
  includeSandbox: boolean
) {
  const where = whereOf(payment)
  // An unknown history is not an empty one.
  if (payment.unreadFields.includes("cancel_history")) return unread(day, payment.impUid, jobs, where, sums)
  const entries = payment.cancelHistory.filter(({ amount }) => amount > 0)
  const today = entries.filter((entry) => isIn(day, timeOfEntry(entry)))
  if (today.length === 0 && !jobs.some((job) => isOfDay(day, job))) return []
  for (const { amount } of today) sums.addShown(where, amount)
  for (const job of jobs) addRecord(day, job, where, sums)

  const tags = RefundTag.RefundTag
  const idsOf = new Map<Payment.CancelEntry, ReadonlyArray<string>>()
  for (const entry of entries) {
    idsOf.set(entry, (yield* RefundTag.read(payment.impUid, Option.getOrUndefined(entry.reason))).ids)
  }
  const rest = new Set(entries)
  const differences: Array<Difference> = []
  const unclear: Array<Job> = []
  const conclude = (job: Job, evidence: Evidence) => {
    if (evidence._tag === "Shown") { for (const entry of evidence.entries) rest.delete(entry) }
    differences.push(...judge(day, job, where, evidence))
  }
  for (const job of jobs) {
    const { ids } = yield* Effect.flatMap(tags, (tag) => tag.of(job.impUid, job.key))
    const own = entries.filter((entry) => idsOf.get(entry)?.some((id) => ids.includes(id)))
    if (own.length > 0) conclude(job, { _tag: "Shown", entries: own, amount: own[0]?.amount ?? 0 })
    else if (job.attempts > 0) unclear.push(job)
  }
  for (const job of unclear) conclude(job, yield* evidenceOf(job, rest, includeSandbox))
  for (const entry of today) {
    if (!rest.has(entry)) continue
    const kind = idsOf.get(entry)?.length === 0 ? "foreign" : "unrecorded"
    differences.push(alone(kind, payment.impUid, where, entry))
  }
  return differences
})

/** A job whose payment could not be looked up, or does not exist. */
export const unseen = (day: Day, job: Job, evidence: "NoPayment" | "NotChecked", sums: Sums) => {
  const where = { pg: job.pg ?? "", currency: job.currency ?? "" }
  addRecord(day, job, where, sums)
  return judge(day, job, where, { _tag: evidence })
}

/** A payment that is listed and cannot be read. */
export const unread = (
  day: Day,
  impUid: string,
  jobs: ReadonlyArray<Job>,
  where: Where,
  sums: Sums
): ReadonlyArray<Difference> => {
  for (const job of jobs) addRecord(day, job, where, sums)
  const differences = jobs.flatMap((job) => judge(day, job, where, { _tag: "NotChecked" }))
  return differences.length > 0 ? differences : [{ kind: "not-checked", impUid, ...where }]
}

// internal

const whereOf = ({ currency, pgProvider }: Payment.Payment): Where => ({
  pg: Option.getOrElse(pgProvider, () => ""),
  currency: Option.getOrElse(currency, () => "KRW")
})

const addRecord = (day: Day, job: Job, where: Where, sums: Sums) => {
  const record = recordOf(job)
  if (record !== undefined && isIn(day, record.at)) sums.addRecorded(where, record.amount)
}

const evidenceOf = Effect.fnUntraced(
  function*(job: Job, rest: ReadonlySet<Payment.CancelEntry>, includeSandbox: boolean) {
    return shownIn(yield* findRefund(job.impUid, job.key, { includeSandbox }), rest)
  },
  // Nothing is known of this job then. What concerns all payments ends the command.
  Effect.catchTags({
    PaymentNotFound: () => Effect.succeed<Evidence>({ _tag: "NoPayment" }),
    InvalidRefund: () => Effect.succeed<Evidence>({ _tag: "NotChecked" }),
    TagSecretUnknown: () => Effect.succeed<Evidence>({ _tag: "NotChecked" }),
    LookupFailed: () => Effect.succeed<Evidence>({ _tag: "NotChecked" })
  })
)

const shownIn = (found: FoundRefund.FoundRefund, rest: ReadonlySet<Payment.CancelEntry>): Evidence => {
  if (found._tag === "TakenBack") return { _tag: "TakenBack" }
  if (found._tag !== "Refunded") return { _tag: "NotShown" }
  const same = (one: Payment.CancelEntry) => [...rest].find((entry) => idOf(entry) === idOf(one)) ?? one
  const byAmount = [...rest].filter(({ amount }) => amount === found.amount).slice(0, 1)
  return {
    _tag: "Shown",
    amount: found.amount,
    entries: found.entries.length > 0 ? found.entries.map(same) : byAmount
  }
}

/** What tells one entry of a history from another. An id of PortOne may be the same for all. */
const idOf = (entry: Payment.CancelEntry): string =>
  JSON.stringify([
    entry.amount,
    Option.getOrElse(entry.cancellationId, () => ""),
    Option.isSome(entry.cancellationId) ? 0 : timeOfEntry(entry) ?? 0
  ])
