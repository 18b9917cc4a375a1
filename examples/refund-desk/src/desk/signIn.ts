/**
 * Signing in and out of the desk.
 */
import { Effect } from "effect"
import { type Request, type RequestHandler, type Response, Router } from "express"
import { actorOf, type DemoAuth } from "../http/demoAuth.ts"
import type { Run } from "../http/run.ts"
import { EventLog } from "../shop/EventLog.ts"
import type { NewEvent } from "../shop/events.ts"
import { inside } from "./inside.ts"
import { switchesLanguage, visitOf } from "./pages.ts"
import { typedOf } from "./RefundFields.ts"
import { signInPage } from "./SignInPage.ts"

/**
 * `/sign-in` and `/sign-out`.
 */
export const signIn = (auth: DemoAuth, run: Run): RequestHandler => {
  // A person whose sign-in cannot be recorded may go on, and the log has the reason.
  const record = (event: NewEvent) =>
    run(
      Effect.flatMap(EventLog, (events) => events.record(event)).pipe(
        Effect.catchCause((cause) => Effect.logError("shop.request.died", cause))
      )
    ).catch(() => undefined)
  const router = Router()
  router.get("/sign-in", (request, response) => {
    if (switchesLanguage(request, response)) return
    const { next } = request.query
    response.type("html").send(signInPage(visitOf(request), auth.offered, inside(next, request.baseUrl), undefined))
  })
  const enter = async (request: Request, response: Response) => {
    const typed = typedOf(request.body)
    const next = inside(typed["next"], request.baseUrl)
    const signedIn = auth.signIn(response, typed["token"] ?? "")
    if (signedIn._tag === "In") {
      await record({ kind: "signed-in", actor: signedIn.actor.id })
      return response.redirect(303, next)
    }
    // While an address waits, its tries are log lines only, so that the table does not grow.
    if (signedIn._tag === "Wrong") await record({ kind: "sign-in-failed" })
    response.locals["problem"] = signedIn._tag === "Wrong" ? "WrongToken" : "TooManyTries"
    if (signedIn._tag === "Throttled") response.set("Retry-After", String(signedIn.seconds))
    response.status(signedIn._tag === "Throttled" ? 429 : 401).type("html")
      .send(signInPage(visitOf(request), auth.offered, next, signedIn._tag))
  }
  const leave = async (request: Request, response: Response) => {
    const actor = actorOf(response)
    auth.signOut(response)
    if (actor !== undefined) await record({ kind: "signed-out", actor: actor.id })
    response.redirect(303, `${request.baseUrl}/sign-in`)
  }
  router.post("/sign-in", awaited(enter))
  router.post("/sign-out", awaited(leave))
  return router
}

// internal

// Express 5 takes the promise and handles its rejection.
const awaited =
  (handle: (request: Request, response: Response) => Promise<unknown>): RequestHandler => (request, response) =>
    handle(request, response)
