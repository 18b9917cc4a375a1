/**
 * Signing in and out of the desk.
 */
import { type RequestHandler, Router } from "express"
import type { DemoAuth } from "../http/demoAuth.ts"
import { inside } from "./inside.ts"
import { switchesLanguage, visitOf } from "./pages.ts"
import { typedOf } from "./RefundFields.ts"
import { signInPage } from "./SignInPage.ts"

/**
 * `/sign-in` and `/sign-out`.
 */
export const signIn = (auth: DemoAuth): RequestHandler => {
  const router = Router()
  router.get("/sign-in", (request, response) => {
    if (switchesLanguage(request, response)) return
    const { next } = request.query
    response.type("html").send(signInPage(visitOf(request), auth.offered, inside(next, request.baseUrl), undefined))
  })
  router.post("/sign-in", (request, response) => {
    const typed = typedOf(request.body)
    const next = inside(typed["next"], request.baseUrl)
    const signedIn = auth.signIn(response, typed["token"] ?? "")
    if (signedIn._tag === "In") return response.redirect(303, next)
    if (signedIn._tag === "Throttled") response.set("Retry-After", String(signedIn.seconds))
    response.status(signedIn._tag === "Throttled" ? 429 : 401).type("html")
      .send(signInPage(visitOf(request), auth.offered, next, signedIn._tag))
  })
  router.post("/sign-out", (request, response) => {
    auth.signOut(response)
    response.redirect(303, `${request.baseUrl}/sign-in`)
  })
  return router
}
