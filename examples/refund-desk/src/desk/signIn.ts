/**
 * Signing in and out of the desk.
 */
import { type RequestHandler, Router } from "express"
import type { DemoAuth } from "../http/demoAuth.ts"
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
    response.type("html").send(signInPage(visitOf(request), auth.offered, inside(next, request.baseUrl), false))
  })
  router.post("/sign-in", (request, response) => {
    const typed = typedOf(request.body)
    const next = inside(typed["next"], request.baseUrl)
    if (auth.signIn(response, typed["token"] ?? "")) return response.redirect(303, next)
    response.status(401).type("html").send(signInPage(visitOf(request), auth.offered, next, true))
  })
  router.post("/sign-out", (request, response) => {
    auth.signOut(response)
    response.redirect(303, `${request.baseUrl}/sign-in`)
  })
  return router
}

// internal

// Only to a page of this desk, so that a link cannot lead to another site right after the
// sign-in.
const inside = (next: unknown, base: string): string =>
  typeof next === "string" && next.startsWith(`${base}/`) && !/[\\\s]|\/\/|\.\./.test(next) ? next : `${base}/`
