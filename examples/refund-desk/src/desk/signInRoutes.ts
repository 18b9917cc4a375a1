/**
 * Signing in and out of the desk: by the provider of the company, or, in the demo, by a token.
 */
import { Effect, Option, Schema } from "effect"
import { type Request, type RequestHandler, type Response, Router } from "express"
import { cookieOf } from "../http/cookie.ts"
import type { Run } from "../http/run.ts"
import { EventLog } from "../shop/EventLog.ts"
import type { NewEvent } from "../shop/events.ts"
import type { Keys } from "../shop/Keys.ts"
import { openText, sealText } from "../shop/vault.ts"
import { actorOf, type Auth, type SignedIn } from "../signIn/auth.ts"
import { switchesLanguage, visitOf } from "./handlers.ts"
import { inside } from "./inside.ts"
import { signedInPage, signInPage, type SignInProblem } from "./pages/SignInPage.ts"
import { typedOf } from "./RefundFields.ts"

/**
 * `/sign-in` and `/sign-out`.
 */
export const signInRoutes = (auth: Auth, keys: Keys, run: Run): RequestHandler => {
  // A person whose sign-in cannot be recorded may go on, and the log has the reason.
  const record = (event: NewEvent) =>
    run(
      Effect.flatMap(EventLog, (events) => events.record(event)).pipe(
        Effect.catchCause((cause) => Effect.logError("shop.request.died", cause))
      )
    ).catch(() => undefined)
  const name = auth.isSecure ? "__Host-desk_sign_in" : "desk_sign_in"
  // The provider sends people back from another site, which a `Strict` cookie does not survive.
  const cookie = { httpOnly: true, sameSite: "lax", path: "/", secure: auth.isSecure } as const
  const router = Router()

  const form = (request: Request, response: Response, next: string, problem?: SignInProblem) =>
    response.type("html").send(signInPage(visitOf(request), auth, next, isAgain(request), problem))
  // While an address waits, its tries are log lines only, so that the table does not grow.
  const reject = async (
    request: Request,
    response: Response,
    next: string,
    problem: SignInProblem,
    { _tag, ...counted }: SignedIn = auth.failed(response)
  ) => {
    const isThrottled = _tag === "Throttled"
    if (!isThrottled) await record({ kind: "sign-in-failed" })
    response.locals["problem"] = isThrottled ? "TooManyTries" : "WrongToken"
    if ("seconds" in counted) response.set("Retry-After", String(counted.seconds))
    return form(request, response.status(isThrottled ? 429 : 401), next, isThrottled ? "Throttled" : problem)
  }

  router.get("/sign-in", (request, response) => {
    if (switchesLanguage(request, response)) return
    form(request, response, inside(request.query["next"], request.baseUrl))
  })
  router.post(
    "/sign-in",
    awaited(async (request, response) => {
      const typed = typedOf(request.body)
      const next = inside(typed["next"], request.baseUrl)
      const signedIn = auth.signIn(response, typed["token"] ?? "")
      if (signedIn._tag !== "In") return reject(request, response, next, "Wrong", signedIn)
      await record({ kind: "signed-in", actor: signedIn.actor.id })
      return response.redirect(303, next)
    })
  )

  router.get(
    "/sign-in/start",
    awaited(async (request, response) => {
      const next = inside(request.query["next"], request.baseUrl)
      const begun = await auth.provider?.begin(isAgain(request)).catch(() => undefined)
      if (begun === undefined) return form(request, response.status(502), next, "Unreachable")
      const sealed = sealText(keys, PURPOSE, encode({ ...begun.pending, next }))
      response.cookie(name, sealed, { ...cookie, encode: String, maxAge: 10 * 60_000 })
      return response.redirect(303, begun.address)
    })
  )
  router.get(
    "/sign-in/callback",
    awaited(async (request, response) => {
      const pending = Option.getOrUndefined(
        Option.flatMap(openText(keys, PURPOSE, cookieOf(request.headers.cookie, name) ?? ""), decode)
      )
      response.clearCookie(name, cookie)
      const next = inside(pending?.next, request.baseUrl)
      const query = /\?.*$/.exec(request.originalUrl)?.[0] ?? ""
      const returned = pending === undefined ? undefined : await auth.provider?.finish(query, pending)
      if (returned?._tag !== "Person") {
        const isKnown = returned?._tag === "NoRole" || returned?._tag === "NoSecondFactor"
        return reject(request, response, next, isKnown ? returned._tag : "NotSignedIn")
      }
      const { actor } = returned
      const entered = auth.enter(response, actor)
      if (entered._tag !== "In") return reject(request, response, next, "Throttled", entered)
      await record({ kind: "signed-in", actor: actor.id })
      // A redirect would belong to the provider's request, and the browser would keep the session's
      // cookie back. A page of this desk leads on instead.
      return response.type("html").send(signedInPage(visitOf(request), next))
    })
  )

  router.post(
    "/sign-out",
    awaited(async (request, response) => {
      const actor = actorOf(response)
      auth.signOut(response)
      // Also what the browser keeps to go back to.
      response.set("Clear-Site-Data", "\"cache\", \"storage\"")
      if (actor !== undefined) await record({ kind: "signed-out", actor: actor.id })
      response.redirect(303, `${request.baseUrl}/sign-in`)
    })
  )
  return router
}

// internal

const PURPOSE = "sign-in"

// A session is there, and too old for what the person wants to do.
const isAgain = ({ query }: Request): boolean => query["again"] === "1"

// Express 5 takes the promise and handles its rejection.
const awaited =
  (handle: (request: Request, response: Response) => Promise<unknown>): RequestHandler => (request, response) =>
    handle(request, response)

const Pending = Schema.fromJsonString(
  Schema.Struct({
    state: Schema.String,
    nonce: Schema.String,
    verifier: Schema.String,
    again: Schema.Boolean,
    next: Schema.String
  })
)
const encode = Schema.encodeSync(Pending)
const decode = Schema.decodeUnknownOption(Pending)
