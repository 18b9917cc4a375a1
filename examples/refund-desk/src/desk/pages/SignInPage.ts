/**
 * Where a person signs in.
 */
import type { Auth } from "../../signIn/auth.ts"
import { demoStores } from "../../signIn/demoStaff.ts"
import { frame } from "../parts/Frame.ts"
import { html } from "../text/Html.ts"
import { storeOf, type Visit } from "../View.ts"

/** Why a sign-in did not work. */
export type SignInProblem = "Wrong" | "Throttled" | "NotSignedIn" | "NoRole" | "NoSecondFactor" | "Unreachable"

/**
 * The sign-in page: the way to the provider, or, in the demo, people whose tokens are public.
 */
export const signInPage = (
  visit: Visit,
  { offered, provider }: Pick<Auth, "offered" | "provider">,
  next: string,
  again: boolean,
  problem: SignInProblem | undefined
): string => {
  const { base, texts } = visit
  const action = `${base}/sign-in`
  const where = html`<input type="hidden" name="next" value="${next}">`
  return frame(visit, undefined, {
    title: texts.signIn,
    titlePrefix: problem === undefined ? undefined : texts.errorPrefix,
    body: html`<div class="narrow"><h1>${texts.signIn}</h1>
${again && html`<p class="note" role="status">${texts.signInAgain}</p>`}${
      problem !== undefined && problem !== "Wrong" &&
      html`<p class="note note-bad" role="alert">${texts.signInProblems[problem]}</p>`
    }
${
      provider !== undefined &&
      html`<p class="actions"><a class="button" href="${action}/start?${
        new URLSearchParams({ next, ...(again ? { again: "1" } : {}) }).toString()
      }">${texts.signInByProvider}</a></p>`
    }
${
      offered.length > 0 &&
      html`<form method="post" action="${action}" class="card">${where}
<div class="field"><label for="token">${texts.token}</label>${
        problem === "Wrong" && html`<p class="mistake" id="token-mistake">${texts.signInProblems.Wrong}</p>`
      }<input id="token" name="token" type="password" autocomplete="off" maxlength="200" required${
        problem === "Wrong" && html` aria-invalid="true" aria-describedby="token-mistake" autofocus`
      }></div>
<p class="actions"><button class="button" type="submit">${texts.signIn}</button></p></form>
<p>${texts.demo}</p><ul class="people">${
        offered.map(({ name, role, store, token }) =>
          html`<li><form method="post" action="${action}">${where}<button type="submit" name="token" value="${token}"><strong>${name}</strong> <span class="small">${
            texts.roles[role]
          } · ${storeOf({ language: visit.language, stores: demoStores }, store)}</span></button></form></li>`
        )
      }</ul>`
    }</div>`
  })
}

/** Leads a person on who has come back from the provider. */
export const signedInPage = (visit: Visit, next: string): string =>
  frame(visit, undefined, {
    title: visit.texts.signedIn,
    leadsTo: next,
    body:
      html`<div class="narrow"><h1>${visit.texts.signedIn}</h1><p><a class="button" href="${next}">${visit.texts.goOn}</a></p></div>`
  })
