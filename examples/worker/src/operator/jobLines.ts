/**
 * Refunds as a person reads them.
 */
import type { Bilingual } from "@effect-portone/core"
import type { Event } from "../events/Events.ts"
import { adviceOn } from "../jobs/advice.ts"
import { type Hold, nameOf } from "../jobs/Holds.ts"
import { type Job, outcomeNow } from "../jobs/Job.ts"
import { oneLine } from "../StartupError.ts"
import { addTo, money } from "../sums.ts"
import type { Line } from "../terminal.ts"

export const time = (millis: number): string => new Date(millis).toISOString()

/** One refund in one line. */
export const lineOf = ({ amount, currency, impUid, key, outcome, pg, state }: Job): string =>
  `${key}\t${impUid}\t${amount}${currency === undefined ? "" : ` ${currency}`}\t${pg ?? ""}\t${state}\t${
    oneLine(outcome?.cause ?? outcome?.outcome ?? "")
  }`

/** A refund with all that the table knows. `kept`: why it is not sent, in place of advice. */
export const linesOfJob = (job: Job, kept: ReadonlyArray<Bilingual> = []): ReadonlyArray<Line> => [
  `key          ${job.key}`,
  `refund       ${job.amount}${job.currency === undefined ? "" : ` ${job.currency}`} of ${job.impUid}${
    job.pg === undefined ? "" : `, PG ${job.pg}`
  }`,
  `state        ${job.state}${job.state === "waiting" || job.state === "retrying" ? `, next ${time(job.dueAt)}` : ""}`,
  ...(job.outcome === undefined
    ? []
    : [
      `${outcomeNow(job) === undefined ? "last outcome" : "outcome     "} ${
        [job.outcome.outcome, job.outcome.cause].filter((text) => text !== undefined).join(": ")
      }`
    ]),
  ...(kept.length === 0 ? [adviceOn(job)] : kept).flatMap(adviceLines),
  `calls        ${job.attempts} × refundOnce, ${job.sends} × cancel`,
  `added        ${time(job.createdAt)} by ${job.source}`,
  `changed      ${time(job.updatedAt)}`
]

/** An event in one line. */
export const lineOfEvent = ({ action, at, because, detail, isErased, key, person, seq }: Event): string =>
  [
    String(seq),
    time(at),
    action,
    ...(key === undefined ? [] : [key]),
    ...(person === undefined ? [] : [`by ${person}`]),
    JSON.stringify(detail),
    ...(isErased ? ["(text erased)"] : because === undefined ? [] : [`“${because}”`])
  ].join(" ")

/** How many there are, the money of each currency, and how many at each PG. */
export const summaryOf = (jobs: ReadonlyArray<Job>): Bilingual => {
  if (jobs.length === 0) return { english: "0 refunds", korean: "환불 0건" }
  const pgs = new Map<string | undefined, number>()
  const sums = new Map<string, number>()
  for (const { amount, currency, pg } of jobs) {
    pgs.set(pg, (pgs.get(pg) ?? 0) + 1)
    addTo(sums, amount, currency)
  }
  const { english, korean } = money(sums)
  const at = (unknown: string) => [...pgs].map(([pg, count]) => `${pg ?? unknown}: ${count}`).join(", ")
  return {
    english: `${jobs.length} refunds, ${english} (${at("PG not looked up yet")})`,
    korean: `환불 ${jobs.length}건, ${korean} (${at("PG사 미확인")})`
  }
}

export const linesOfHolds = (holds: ReadonlyArray<Hold>, merchant: string): ReadonlyArray<Bilingual> =>
  holds.map((hold) => {
    const { english, korean } = nameOf(hold, merchant)
    const since = time(hold.since)
    return { english: `on hold since ${since}: ${english}`, korean: `${since}부터 보류 중: ${korean}` }
  })

// internal

const adviceLines = (advice: Bilingual | undefined): ReadonlyArray<Bilingual> =>
  advice === undefined
    ? []
    : [{ english: `advice       ${oneLine(advice.english)}`, korean: `             ${oneLine(advice.korean)}` }]
