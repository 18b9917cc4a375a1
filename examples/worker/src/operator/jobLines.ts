/**
 * Refunds as a person reads them.
 */
import type { Event } from "../events/Events.ts"
import type { Job } from "../jobs/Job.ts"
import { oneLine } from "../StartupError.ts"

export const time = (millis: number): string => new Date(millis).toISOString()

/** One refund in one line. */
export const lineOf = ({ amount, currency, impUid, key, outcome, pg, state }: Job): string =>
  `${key}\t${impUid}\t${amount}${currency === undefined ? "" : ` ${currency}`}\t${pg ?? ""}\t${state}\t${
    oneLine(outcome?.cause ?? outcome?.outcome ?? "")
  }`

/** A refund with all that the table knows. */
export const linesOfJob = (job: Job): ReadonlyArray<string> => [
  `key          ${job.key}`,
  `refund       ${job.amount} ${job.currency ?? ""} of ${job.impUid}${job.pg === undefined ? "" : `, PG ${job.pg}`}`,
  `state        ${job.state}${
    job.state === "waiting" || job.state === "retrying" ? `, next call at ${time(job.dueAt)}` : ""
  }`,
  ...(job.outcome === undefined
    ? []
    : [`outcome      ${[job.outcome.outcome, job.outcome.cause].filter((text) => text !== undefined).join(": ")}`]),
  ...(job.outcome?.advice === undefined ? [] : [`advice       ${oneLine(job.outcome.advice)}`]),
  `calls        ${job.attempts} of refundOnce, which sent ${job.sends} cancels`,
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

/** How many, and the sum for each currency and PG. */
export const summaryOf = (jobs: ReadonlyArray<Job>): string => {
  const pgs = new Map<string, number>()
  for (const { pg } of jobs) pgs.set(pg ?? "not looked up yet", (pgs.get(pg ?? "not looked up yet") ?? 0) + 1)
  return `${jobs.length} refunds${jobs.length === 0 ? "" : ` (${[...pgs].map(([pg, n]) => `${pg}: ${n}`).join(", ")})`}`
}
