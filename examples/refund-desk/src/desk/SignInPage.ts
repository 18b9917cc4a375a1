/**
 * Where a person says who they are. A real shop has its own.
 */
import type { DemoAuth } from "../http/demoAuth.ts"
import { frame } from "./Frame.ts"
import { html } from "./Html.ts"
import type { Visit } from "./View.ts"

/**
 * The sign-in page. `offered` are people whose tokens are public, because no real money moves.
 */
export const signInPage = (
  visit: Visit,
  offered: DemoAuth["offered"],
  next: string,
  problem: "Wrong" | "Throttled" | undefined
): string => {
  const isWrong = problem !== undefined
  const { base, texts } = visit
  const action = `${base}/sign-in`
  const where = html`<input type="hidden" name="next" value="${next}">`
  return frame(visit, undefined, {
    title: texts.signIn,
    titlePrefix: isWrong ? texts.errorPrefix : undefined,
    body: html`<div class="narrow"><h1>${texts.signIn}</h1>
<form method="post" action="${action}" class="card">${where}
<div class="field"><label for="token">${texts.token}</label>${
      isWrong &&
      html`<p class="mistake" id="token-mistake">${
        problem === "Throttled" ? texts.tokenThrottled : texts.tokenWrong
      }</p>`
    }<input id="token" name="token" type="password" autocomplete="current-password" maxlength="200" required${
      isWrong && html` aria-invalid="true" aria-describedby="token-mistake" autofocus`
    }></div>
<p class="actions"><button class="button" type="submit">${texts.signIn}</button></p></form>
${
      offered.length > 0 &&
      html`<p>${texts.demo}</p><ul class="people">${
        offered.map(({ name, role, store, token }) =>
          html`<li><form method="post" action="${action}">${where}<button type="submit" name="token" value="${token}"><strong>${name}</strong> <span class="small">${
            texts.roles[role]
          } · ${store}</span></button></form></li>`
        )
      }</ul>`
    }</div>`
  })
}
