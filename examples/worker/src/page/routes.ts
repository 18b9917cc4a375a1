/**
 * The pages of `serve`, for people. They only show: no request of a page sends a cancel or changes
 * a job.
 */
import type { Bilingual } from "@effect-portone/core"
import { findRefund, RefundKey } from "@effect-portone/refunds"
import { ByteSize, Clock, Effect, Layer, Option, Redacted } from "effect"
import { HttpRouter, HttpServerRequest, HttpServerResponse } from "effect/http"
import type { SqlError } from "effect/sql"
import type { PortOne } from "../engine/PortOne.ts"
import { Events } from "../events/Events.ts"
import { type Job, State } from "../jobs/Job.ts"
import { JobStore } from "../jobs/JobStore.ts"
import { sameText } from "../serve/sameText.ts"
import { afterWrongToken } from "../serve/wrongToken.ts"
import { Settings } from "../Settings.ts"
import { Readings } from "../watch/Readings.ts"
import { html, page } from "./html.ts"
import { jobPage } from "./jobPage.ts"
import { jobList, overview, SHOWN } from "./overviewPage.ts"
import { cookieFor, isSignedIn, noCookie } from "./session.ts"
import { languageOf, texts } from "./texts.ts"

export type Needs = Events | JobStore | PortOne | Readings | Settings

/** Whether a path is that of a page, which a session opens. */
export const isPage = (url: string): boolean => /^\/(?:\?.*)?$|^\/(?:jobs|sign-in|sign-out)\b/.test(url)

/** Whether the browser of this request is signed in. */
export const hasSession = Effect.gen(function*() {
  const { cookies } = yield* HttpServerRequest.HttpServerRequest
  const { token } = yield* Settings
  const now = yield* Clock.currentTimeMillis
  return Option.isSome(token) && isSignedIn(cookies, Redacted.value(token.value), now)
})

/** The form that asks for the token. */
export const signIn = (status: number, isWrong = false) =>
  Effect.map(visitOf, ({ language }) => {
    const t = texts[language]
    return page({
      language,
      status,
      title: t.signIn,
      path: "/",
      isSignedIn: false,
      body: html`<form method="post" action="/sign-in?lang=${language}">
<input name="username" value="worker" autocomplete="username" hidden>
<label for="token">${t.token}</label>
<input id="token" name="token" type="password" autocomplete="current-password" required aria-describedby="help">
<button>${t.signIn}</button>
<p id="help">${t.tokenHelp}</p>${isWrong ? html`<p class="alarm" role="alert">${t.wrongToken}</p>` : ""}
</form>`
    })
  })

// internal

const visitOf = Effect.gen(function*() {
  const { headers, url } = yield* HttpServerRequest.HttpServerRequest
  const query = new URLSearchParams(url.split("?")[1] ?? "")
  return {
    language: languageOf(query.get("lang"), headers["accept-language"] ?? ""),
    isSignedIn: yield* hasSession
  }
})

/** Says so if the database cannot be read, such as after a failure of its machine. */
const orNoDatabase = <R>(show: Effect.Effect<HttpServerResponse.HttpServerResponse, SqlError.SqlError, R>) =>
  Effect.catch(show, () =>
    Effect.map(visitOf, (visit) => {
      const { home, noDatabase } = texts[visit.language]
      const body = html`<p class="alarm" role="alert">${noDatabase}</p>`
      return page({ ...visit, title: home, path: "/", status: 503, body })
    }))

const overviewRoute = HttpRouter.add(
  "GET",
  "/",
  Effect.gen(function*() {
    const visit = yield* visitOf
    const store = yield* JobStore
    const list = (state: Job["state"]) => store.list({ state, after: "", most: SHOWN + 1 })
    const jobs = { review: yield* list("needs-review"), retrying: yield* list("retrying") }
    const body = overview(visit.language, (yield* Settings).merchant, (yield* Readings).recent(), jobs)
    return page({ ...visit, title: texts[visit.language].overview, path: "/", body })
  }).pipe(orNoDatabase)
)

const listRoute = HttpRouter.add(
  "GET",
  "/jobs",
  Effect.gen(function*() {
    const visit = yield* visitOf
    const t = texts[visit.language]
    const query = new URLSearchParams((yield* HttpServerRequest.HttpServerRequest).url.split("?")[1] ?? "")
    const state = State.literals.find((state) => state === query.get("state")) ?? "needs-review"
    const after = query.get("after") ?? ""
    const jobs = yield* (yield* JobStore).list({ state, after, most: SHOWN + 1 })
    const rest = `&state=${state}${after === "" ? "" : `&after=${encodeURIComponent(after)}`}`
    const body = jobList(visit.language, state, jobs)
    return page({ ...visit, title: t.states[state], path: "/jobs", query: rest, body })
  }).pipe(orNoDatabase)
)

const jobRoute = HttpRouter.add(
  "GET",
  "/jobs/:key",
  Effect.gen(function*() {
    const visit = yield* visitOf
    const t = texts[visit.language]
    const { key = "" } = yield* HttpRouter.params
    const [job] = RefundKey.problem(key) === undefined ? yield* (yield* JobStore).get([key]) : []
    if (job === undefined) {
      return page({ ...visit, title: t.noJob, path: "/", status: 404, body: html`<p>${key}</p>` })
    }
    const events = yield* (yield* Events).read({ key, first: "newest", most: 100 })
    const body = jobPage(visit.language, job, yield* shownOf(job), events)
    return page({ ...visit, title: key, path: `/jobs/${encodeURIComponent(key)}`, body })
  }).pipe(orNoDatabase)
)

/** What PortOne and the ledger say of a refund now. */
const shownOf = Effect.fnUntraced(function*(job: Job) {
  if (job.attempts === 0) return of("notAsked")
  const { testChannel } = yield* Settings
  return yield* findRefund(job.impUid, job.key, { includeSandbox: testChannel }).pipe(
    Effect.catch((error) => Effect.succeed(error)),
    Effect.map(({ message, messageKo }): Bilingual => ({ english: message, korean: messageKo })),
    Effect.timeoutOption("5 seconds"),
    Effect.map(Option.getOrElse(() => of("noAnswer")))
  )
})

const of = (name: "noAnswer" | "notAsked"): Bilingual => ({ english: texts.en[name], korean: texts.ko[name] })

const signInRoute = HttpRouter.add(
  "POST",
  "/sign-in",
  Effect.gen(function*() {
    const request = yield* HttpServerRequest.HttpServerRequest
    const { token } = yield* Settings
    if (!isOwnForm(request.headers)) return yield* signIn(403)
    const body = yield* request.urlParamsBody.pipe(
      Effect.provideService(HttpServerRequest.MaxBodySize, ByteSize.kibibytes(4)),
      Effect.option
    )
    const given = Option.match(body, {
      onNone: () => "",
      onSome: (params) => new URLSearchParams([...params] as Array<[string, string]>).get("token") ?? ""
    })
    if (Option.isNone(token) || !sameText(given, Redacted.value(token.value))) {
      yield* afterWrongToken
      return yield* signIn(401, true)
    }
    const { language } = yield* visitOf
    const cookie = cookieFor(Redacted.value(token.value), yield* Clock.currentTimeMillis)
    return redirect(`/?lang=${language}`, cookie)
  })
)

const signOutRoute = HttpRouter.add(
  "POST",
  "/sign-out",
  Effect.map(
    HttpServerRequest.HttpServerRequest,
    ({ headers }) => isOwnForm(headers) ? redirect("/", noCookie) : HttpServerResponse.empty({ status: 403 })
  )
)

const redirect = (location: string, cookie: string) =>
  HttpServerResponse.empty({ status: 303, headers: { location, "set-cookie": cookie, "cache-control": "no-store" } })

/** Whether a form of these pages sent a request. Programs send no `Origin`. */
const isOwnForm = ({ host, origin }: Readonly<Record<string, string | undefined>>): boolean =>
  origin === undefined || origin === `http://${host}` || origin === `https://${host}`

export const routes = Layer.mergeAll(overviewRoute, listRoute, jobRoute, signInRoute, signOutRoute)
