/**
 * Compares the refunds of a day with PortOne's payment histories. Sends look-ups and lists only.
 *
 * PortOne lists cancelled payments by one time of each, which is assumed to be that of its last
 * cancel. So the list is read from the start of the day until now, and a later cancel hides none of
 * the day. A payment that is not in it is looked up if a job of the day is about it.
 */
import { findPayment, listPayments } from "@effect-portone/core"
import { Effect, Option, Stream } from "effect"
import type { Job } from "../jobs/Job.ts"
import { JobStore } from "../jobs/JobStore.ts"
import { Settings } from "../Settings.ts"
import { ofBilingual } from "../StartupError.ts"
import type { Day } from "./Day.ts"
import { examine, unread, unseen } from "./examine.ts"
import type { Difference } from "./judge.ts"
import * as Sums from "./Sums.ts"

/** The comparison of a day. Units: `listed` and `lookedUp` count payments. */
export interface Reconciliation {
  readonly day: Day
  readonly differences: ReadonlyArray<Difference>
  readonly sums: ReadonlyArray<Sums.Sum>
  readonly listed: number
  readonly lookedUp: number
}

/** Units: `now` in milliseconds since 1970. */
export const reconcile = Effect.fnUntraced(
  function*(day: Day, now: number) {
    const store = yield* JobStore
    const { testChannel: includeSandbox } = yield* Settings
    const sums = Sums.make()
    const differences: Array<Difference> = []
    const seen = new Set<string>()
    let listed = 0
    const take = (some: ReadonlyArray<Difference>) => {
      for (const one of some) differences.push(one)
    }

    const list = listPayments({ status: "cancelled", from: new Date(day.from), to: new Date(now), includeSandbox })
    yield* Stream.runForEach(Stream.grouped(list, PAGE), (payments) =>
      Effect.gen(function*() {
        const jobs = byPayment(yield* store.ofPayments(payments.map(({ impUid }) => impUid)))
        for (const payment of payments) {
          seen.add(payment.impUid)
          listed++
          take(yield* examine(day, payment, jobs.get(payment.impUid) ?? [], sums, includeSandbox))
        }
      })).pipe(
        Effect.catchIf(
          (error) => error._tag === "LookupFailed" && error.reason === "UnreadablePayment",
          (error) =>
            // The list names them after all other payments.
            Effect.sync(() => take(unread(day, error.message, [], UNKNOWN, sums)))
        )
      )

    let lookedUp = 0
    const rest = (after: string) =>
      Effect.map(store.ofTime({ ...day, after, most: PAGE }), (jobs) =>
        [
          jobs,
          jobs.length < PAGE ? Option.none() : Option.fromUndefinedOr(jobs.at(-1)?.key)
        ] as const)
    yield* Stream.runForEach(Stream.grouped(Stream.paginate("", rest), PAGE), (ofDay) =>
      Effect.gen(function*() {
        const payments = [...new Set(ofDay.map(({ impUid }) => impUid))].filter((impUid) => !seen.has(impUid))
        const jobs = byPayment(yield* store.ofPayments(payments))
        yield* Effect.forEach(payments, (impUid) =>
          Effect.gen(function*() {
            seen.add(impUid)
            lookedUp++
            const own = jobs.get(impUid) ?? []
            take(
              yield* findPayment({ impUid }, { includeSandbox }).pipe(
                Effect.flatMap((payment) => examine(day, payment, own, sums, includeSandbox)),
                Effect.catchTags({
                  PaymentNotFound: () => Effect.succeed(own.flatMap((job) => unseen(day, job, "NoPayment", sums))),
                  LookupFailed: () => Effect.succeed(own.flatMap((job) => unseen(day, job, "NotChecked", sums)))
                })
              )
            )
          }), { concurrency: LOOK_UPS, discard: true })
      }))
    return {
      day,
      differences: differences.toSorted(byKind),
      sums: sums.all(),
      listed,
      lookedUp
    } satisfies Reconciliation
  },
  Effect.mapError((error) =>
    error._tag === "SqlError" ? error : ofBilingual({
      message: `Nothing was compared to its end, and nothing was sent but look-ups. ${error.message}`,
      messageKo: `대조를 끝내지 못했습니다. 조회 외에는 아무것도 보내지 않았습니다. ${error.messageKo}`
    })
  )
)

// internal

const PAGE = 200
/** Look-ups at once. */
const LOOK_UPS = 4
const UNKNOWN = { pg: "", currency: "" }

const byPayment = (jobs: ReadonlyArray<Job>): ReadonlyMap<string, ReadonlyArray<Job>> => {
  const groups = new Map<string, Array<Job>>()
  for (const job of jobs) {
    const group = groups.get(job.impUid)
    if (group === undefined) groups.set(job.impUid, [job])
    else group.push(job)
  }
  return groups
}

const byKind = (a: Difference, b: Difference): number => {
  const [one, other] = [`${a.kind} ${a.key ?? ""} ${a.impUid}`, `${b.kind} ${b.key ?? ""} ${b.impUid}`]
  return one < other ? -1 : one > other ? 1 : 0
}
