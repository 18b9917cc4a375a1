/**
 * The Express app: what is mounted where.
 */
import express, { type Express } from "express"
import { deskRouter } from "./desk/router.ts"
import { answerError } from "./http/answer.ts"
import { apiRouter } from "./http/api.ts"
import type { DemoAuth } from "./http/demoAuth.ts"
import { answerErrors, crossSite } from "./http/errors.ts"
import { runOf, type ShopRuntime } from "./http/run.ts"
import { isCrossSite } from "./http/sameOrigin.ts"
import { webhookRouter } from "./http/webhook.ts"

/** Makes the app; it listens nowhere yet. */
export const makeApp = ({ auth, runtime }: { readonly auth: DemoAuth; readonly runtime: ShopRuntime }): Express => {
  const run = runOf(runtime)
  const app = express()
  app.disable("x-powered-by")
  app.set("etag", false)
  app.use((_request, response, next) => {
    response.set({ "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin" })
    next()
  })
  // A webhook has no session to misuse and no token to carry; it only makes us look.
  app.use("/webhooks", webhookRouter(run))
  app.use(auth.middleware, (request, response, next) => isCrossSite(request) ? crossSite(request, response) : next())
  app.use(apiRouter(run))
  // The desk reads its own forms, mounts where it likes below `/desk`, and answers `/` too.
  app.use(deskRouter({ run, auth }))
  app.use((_request, response) => answerError(response, { _tag: "NoSuchPage" }))
  app.use(answerErrors)
  return app
}
