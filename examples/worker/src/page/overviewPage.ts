/**
 * How the refunds stand.
 */
import { nameOf } from "../jobs/Holds.ts"
import { type Job, outcomeNow, State } from "../jobs/Job.ts"
import { brokenIn } from "../watch/metrics.ts"
import type { Reading } from "../watch/Reading.ts"
import { type Html, html, table, time } from "./html.ts"
import { ageOf, type Language, texts } from "./texts.ts"

/** How many jobs of a state are listed. */
export const SHOWN = 50

export const overview = (
  language: Language,
  merchant: string,
  readings: ReadonlyArray<Reading>,
  jobs: { readonly review: ReadonlyArray<Job>; readonly retrying: ReadonlyArray<Job> }
): Html => {
  const t = texts[language]
  const last = readings.at(-1)
  if (last === undefined) return html`<p>${t.notRead}</p>`
  const broken = brokenIn(last)
  const age = (since: number | undefined) => since === undefined ? t.noneOpen : ageOf(language, last.at - since)
  return html`${broken > 0 ? html`<p class="alarm" role="alert">${t.broken(broken)}</p>` : ""}
${
    last.holds.map((hold) => {
      const { english, korean } = nameOf(hold, merchant)
      return html`<p class="alarm">${t.onHold(language === "ko" ? korean : english)} ${time(hold.since)}</p>`
    })
  }
<p>${t.readAt} ${time(last.at)}</p>
<dl><dt>${t.rate}</dt><dd>${rateOf(language, readings)}</dd>
<dt>${t.oldestOpen}</dt><dd>${age(last.oldestOpen)}</dd>
<dt>${t.oldestUnknown}</dt><dd>${age(last.oldestUnknown)}</dd>
<dt>${t.full}</dt><dd>${last.fullPgs.length === 0 ? t.noneOpen : last.fullPgs.join(", ")}</dd></dl>
${
    table(
      t.jobs,
      [t.state, t.count],
      State.literals.map((state) => [
        html`<a href="/jobs?lang=${language}&amp;state=${state}">${t.states[state]}</a>`,
        last.states[state]
      ]),
      ""
    )
  }
${
    table(
      t.unknown,
      [t.state, t.outcome, t.cause, "PG", t.count],
      last.unknown.map(({ cause, jobs, outcome, pg, state }) => [t.states[state], outcome, cause, pg, jobs]),
      t.noneUnknown
    )
  }
${listOf(language, "needs-review", t.review, jobs.review, t.noneReview)}
${listOf(language, "retrying", t.retrying, jobs.retrying, t.noneRetrying)}`
}

/** One page of the jobs in a state, in the order of the keys. */
export const jobList = (language: Language, state: State, jobs: ReadonlyArray<Job>): Html => {
  const t = texts[language]
  const last = jobs[SHOWN - 1]
  return html`${jobTable(language, t.states[state], jobs, t.noneReview)}${
    last !== undefined && jobs.length > SHOWN
      ? html`<p><a href="/jobs?lang=${language}&amp;state=${state}&amp;after=${
        encodeURIComponent(last.key)
      }">${t.nextPage}</a></p>`
      : ""
  }`
}

// internal

const jobTable = (language: Language, caption: string, jobs: ReadonlyArray<Job>, none: string): Html => {
  const t = texts[language]
  const rows = jobs.slice(0, SHOWN).map((job) => [
    html`<a href="/jobs/${encodeURIComponent(job.key)}?lang=${language}">${job.key}</a>`,
    job.impUid,
    `${job.amount.toLocaleString("en", { maximumFractionDigits: 3 })} ${job.currency ?? ""}`,
    outcomeNow(job)?.outcome ?? "",
    time(job.createdAt)
  ])
  return table(caption, [t.key, t.payment, t.amount, t.outcome, t.added], rows, none)
}

/** A rate over a shorter time says little. Units: milliseconds. */
const SHORT = 60_000

const listOf = (language: Language, state: State, caption: string, jobs: ReadonlyArray<Job>, none: string): Html =>
  html`${jobTable(language, caption, jobs, none)}${
    jobs.length > SHOWN
      ? html`<p><a href="/jobs?lang=${language}&amp;state=${state}">${texts[language].all}</a></p>`
      : ""
  }`

/** Refunds that ended between the first and the last reading, in every process. */
const rateOf = (language: Language, readings: ReadonlyArray<Reading>): string => {
  const [first, last] = [readings[0], readings.at(-1)]
  if (first === undefined || last === undefined || last.at - first.at < SHORT) return texts[language].noRate
  const ended = ({ states }: Reading) => states.done + states.rejected
  const minutes = (last.at - first.at) / 60_000
  return texts[language].perMinute(
    Math.max(0, (ended(last) - ended(first)) / minutes).toLocaleString("en", { maximumFractionDigits: 1 }),
    String(Math.round(minutes))
  )
}
