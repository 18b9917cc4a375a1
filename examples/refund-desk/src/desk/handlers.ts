/**
 * The bridge between Express and the pages: the person, the language, and the page of an error.
 */
import { Effect, Option, Result } from "effect"
import type { Request, RequestHandler, Response } from "express"
import { cookieOf } from "../http/cookie.ts"
import { problemOf } from "../http/problem.ts"
import { LOOK_UP_ERRORS, type Problematic } from "../http/problematic.ts"
import { type Run, unexpected } from "../http/run.ts"
import type { Actor } from "../shop/Actor.ts"
import type { Services } from "../shop/live.ts"
import { People } from "../shop/People.ts"
import { Refunds } from "../shop/Refunds.ts"
import { actorOf, AUTO, formsWait, formTokenOf } from "../signIn/auth.ts"
import { isFormToken } from "../signIn/sessions.ts"
import { inside } from "./inside.ts"
import type { Keeper, Kept } from "./kept.ts"
import { problemPage, type Words, wordsOf } from "./pages/ProblemPage.ts"
import { type Typed, typedOf } from "./RefundFields.ts"
import { type Language, pick } from "./text/Language.ts"
import { en } from "./text/texts.en.ts"
import { ko } from "./text/texts.ko.ts"
import type { View, Visit } from "./View.ts"

/**
 * What a handler makes: a page, or the way to another one. `redirect` starts below the desk.
 */
export type Answer =
  | { readonly page: string; readonly status?: number | undefined }
  | { readonly redirect: string }

/**
 * A handler of the desk.
 */
export type Handler = (view: View, request: Request) => Effect.Effect<Answer, Problematic, Services>

/**
 * Makes handlers: `show` for what only shows, `change` for forms, and `send` for the form of a
 * refund, whose address leads to the refund once there is one.
 */
export const pages = (run: Run, keeper: Keeper) => {
  const keep = (request: Request, response: Response): Rest => {
    const typed = typedOf(request.body)
    return { kept: keeper.keep(response, visitOf(request).path, typed), typed }
  }
  const answer = (handle: Handler, kind: "page" | "form" | "refund"): RequestHandler => async (request, response) => {
    const isForm = kind !== "page"
    const actor = actorOf(response)
    const visit = visitOf(request)
    if (actor === undefined) {
      // What was typed is there again after the sign-in.
      if (isForm) keep(request, response)
      return toSignIn(
        response,
        request.method === "GET" ? request.originalUrl : isForm ? visit.path : `${visit.base}/`,
        visit.base
      )
    }
    if (switchesLanguage(request, response)) return
    const csrf = formTokenOf(response)
    const isOurs = !isForm || isFormToken(csrf, fieldOf(request.body, "csrf"))
    const { texts } = visit
    const view: View = {
      ...visit,
      actor,
      keeper,
      kept: isForm ? undefined : keeper.take(request, response, visit.path, actor.id),
      csrf: csrf ?? "",
      ...await known(actor)
    }
    if (!isOurs) {
      response.locals["problem"] = "StaleForm"
      return send(response, view, failure(view, 403, texts.staleForm, texts.backToForm, keep(request, response)))
    }
    try {
      const made = await run(
        formsWait(response) > 0 ? Effect.fail({ _tag: "TooFast" as const }) : handle(view, request)
      )
      if (Result.isSuccess(made)) return send(response, view, made.success)
      response.locals["problem"] = made.failure._tag
      const isUntouched = kind === "refund" || hasChangedNothing(made.failure)
      const rest = isForm && isUntouched ? keep(request, response) : undefined
      const isLookUp = LOOK_UP_ERRORS.some((tag) => tag === made.failure._tag)
      const back = isForm ? isUntouched && texts.backToForm : isLookUp && texts.tryAgain
      const { status } = problemOf(made.failure)
      // Only where it is not kept: that it is, the form shows.
      const lost = rest?.kept === "too-long" ? rest : undefined
      send(response, view, failure(view, status, wordsOf(view, made.failure), back || undefined, lost))
    } catch (error) {
      // The log knows more.
      const rest = kind === "refund" ? keep(request, response) : undefined
      const lost = rest?.kept === "too-long" ? rest : undefined
      send(
        response,
        view,
        failure(view, 500, wordsOf(view, unexpected(error)), kind === "refund" ? texts.backToForm : undefined, lost)
      )
    }
  }
  // A page without counts and names is better than none.
  const known = async (actor: Actor): Promise<Pick<View, "counts" | "people" | "stores">> => {
    const made = await run(Effect.option(around(actor))).catch(() => undefined)
    return made !== undefined && Result.isSuccess(made) && Option.isSome(made.success)
      ? made.success.value
      : { counts: { unknown: 0, waiting: 0 }, people: [actor], stores: {} }
  }
  return {
    show: (handle: Handler) => answer(handle, "page"),
    change: (handle: Handler) => answer(handle, "form"),
    send: (handle: Handler) => answer(handle, "refund")
  }
}

/**
 * A key for a new refund.
 */
export const newKey = (): string => `desk-${crypto.randomUUID()}`

/**
 * What is known of a visit without sign-in.
 */
export const visitOf = (request: Request): Visit => {
  const language = pick(
    cookieOf(request.headers.cookie, LANGUAGE),
    request.headers["accept-language"]
  )
  // The page a form stands on; what it was sent to may be no page.
  const path = withoutLanguage(request).replace(
    /\/(look|continue|repeat|decide|withdraw|conclude|check|buyer|erase|end)(\?|$)/,
    "$2"
  )
  return { language, texts: words[language], base: request.baseUrl, path }
}

/**
 * Takes `?lang=` for the switch it is, and leads to the same page without it.
 */
export const switchesLanguage = (request: Request, response: Response): boolean => {
  const { lang } = request.query
  if (request.method !== "GET" || (lang !== "ko" && lang !== "en")) return false
  response.cookie(LANGUAGE, lang, { sameSite: "lax", path: "/", maxAge: 365 * 24 * 3_600_000 })
  response.redirect(303, withoutLanguage(request))
  return true
}

/**
 * Leads a visitor to the sign-in page, and afterwards to `next`.
 */
export const toSignIn = (response: Response, next: string, base: string): void =>
  response.redirect(303, `${base}/sign-in?${new URLSearchParams({ next }).toString()}`)

// internal

const LANGUAGE = "desk_language"
const words: Readonly<Record<Language, View["texts"]>> = { ko, en }

// What became of what was typed.
interface Rest {
  readonly kept: Kept
  readonly typed: Typed
}

// `back`: the words for the same page, where that is the way to go on.
const failure = (view: View, status: number, { detail, title }: Words, back?: string, rest?: Rest): Answer => {
  const { texts } = view
  const { kept = "nothing", typed = {} } = rest ?? {}
  const way = back === undefined
    ? { href: `${view.base}/`, words: texts.toPayments }
    : { href: view.path, words: back }
  const lost = kept === "too-long" ? ["reason", "note"].flatMap((name) => typed[name] || []) : []
  const words = kept === "nothing" ? detail : `${detail} ${texts.typed[kept]}`
  return { status, page: problemPage(view, { title, detail: words }, way, lost) }
}

// A field is missing, PortOne could not be read, the check rejects it, or the desk is closing:
// nothing was changed, and the form comes back as it was.
const hasChangedNothing = (error: Problematic): boolean =>
  problemOf(error).status === 400 || error._tag === "ShuttingDown" || error._tag === "TooFast" ||
  error._tag === "CheckRejected" ||
  LOOK_UP_ERRORS.some((tag) => tag === error._tag)

const around = (actor: Actor) =>
  Effect.gen(function*() {
    const refunds = yield* Refunds
    const people = yield* People
    return { counts: yield* refunds.counts(actor), people: yield* people.all, stores: people.stores }
  })

const send = (response: Response, { base }: Visit, answer: Answer): void => {
  if ("redirect" in answer) return response.redirect(303, base + answer.redirect)
  response.status(answer.status ?? 200).type("html").send(answer.page)
}

const withoutLanguage = ({ baseUrl, originalUrl }: Request): string => {
  // Appended, because an address that starts with // would be resolved as the name of a host.
  if (!URL.canParse(`http://desk${originalUrl}`)) return `${baseUrl}/`
  const url = new URL(`http://desk${originalUrl}`)
  url.searchParams.delete("lang")
  url.searchParams.delete(AUTO)
  return inside(url.pathname + url.search, baseUrl)
}

const fieldOf = (body: unknown, name: string): unknown =>
  typeof body === "object" && body !== null ? Reflect.get(body, name) : undefined
