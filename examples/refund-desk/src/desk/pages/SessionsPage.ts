/**
 * Where a person is signed in, and the way to end that.
 */
import type { OpenSession } from "../../signIn/sessions.ts"
import { page } from "../parts/Frame.ts"
import { html } from "../text/Html.ts"
import { csrfField, moment, type View } from "../View.ts"

/** The sessions of the person, the latest first. */
export const sessionsPage = (view: View, sessions: ReadonlyArray<OpenSession>): string => {
  const { base, texts } = view
  const end = (name: string, words: string) =>
    html`<form method="post" action="${base}/sessions/end">${csrfField(view)}
<button type="submit" name="name" value="${name}">${words}</button></form>`
  return page(view, {
    title: texts.sessions,
    body: html`<h1>${texts.sessions}</h1><p class="lead">${texts.sessionsLead}</p>
<ul class="sessions">${
      sessions.toSorted((a, b) => b.used - a.used).map(({ isThis, name, since, used }) =>
        html`<li class="card"><p>${texts.since} ${moment(view, since)} · ${texts.lastUsed} ${moment(view, used)}</p>${
          isThis ? html`<p class="small">${texts.thisSession}</p>` : end(name, texts.endSession)
        }</li>`
      )
    }</ul>
${sessions.length > 1 && end("others", texts.endOthers)}`
  })
}
