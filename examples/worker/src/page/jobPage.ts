/**
 * One refund: what the table has, what PortOne shows now, and what a person can do. No button sends
 * anything.
 */
import type { Bilingual } from "@effect-portone/core"
import type { Event } from "../events/Events.ts"
import { type Job, outcomeNow } from "../jobs/Job.ts"
import { commandAbout } from "../shellWord.ts"
import { causeLabel } from "../watch/labels.ts"
import { type Html, html, table, time } from "./html.ts"
import { type Language, texts } from "./texts.ts"

/** Without the reason and the words of a provider, which may name a person. */
export const jobPage = (
  language: Language,
  job: Job,
  shown: Bilingual,
  events: ReadonlyArray<Event>
): Html => {
  const t = texts[language]
  const { amount, createdAt, currency = "", dueAt, impUid, key, pg = "", sends, state, updatedAt } = job
  const outcome = outcomeNow(job)
  return html`<dl>
<dt>${t.key}</dt><dd>${key}</dd>
<dt>${t.payment}</dt><dd>${impUid}</dd>
<dt>PG</dt><dd>${pg}</dd>
<dt>${t.amount}</dt><dd>${amount.toLocaleString("en", { maximumFractionDigits: 3 })} ${currency}</dd>
<dt>${t.state}</dt><dd>${t.states[state]}</dd>
<dt>${t.outcome}</dt><dd>${outcome?.outcome ?? ""} ${outcome === undefined ? "" : codeOf(outcome.cause)}</dd>
<dt>${t.sends}</dt><dd>${sends}</dd>
<dt>${t.added}</dt><dd>${time(createdAt)}</dd>
<dt>${t.changed}</dt><dd>${time(updatedAt)}</dd>
${state === "retrying" || state === "waiting" ? html`<dt>${t.due}</dt><dd>${time(dueAt)}</dd>` : ""}
</dl>
<h2>${t.now}</h2>
<p>${language === "ko" ? shown.korean : shown.english}</p>
<h2>${t.next}</h2>
<p>${t.command}</p>
<ul><li><code>${commandAbout(key, "show", "--look-up")}</code></li>${
    state === "needs-review" || state === "retrying"
      ? html`<li><code>${commandAbout(key, "recheck")}</code> ${t.recheck}</li>`
      : ""
  }</ul>
${
    table(
      t.events,
      ["#", t.event, t.person, t.at],
      events.map(({ action, at, person = "", seq }) => [seq, action, person, time(at)]),
      t.noEvents
    )
  }`
}

// internal

const codeOf = (cause: string | undefined): string => causeLabel(cause) === cause ? `(${cause})` : ""
