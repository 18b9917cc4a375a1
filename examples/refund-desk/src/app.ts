/**
 * The Express app: what is mounted where.
 */
import express, { type Express } from "express"
import { deskRouter } from "./desk/router.ts"
import { answerError } from "./http/answer.ts"
import { apiRouter } from "./http/api.ts"
import { logDenied } from "./http/denied.ts"
import { answerErrors, crossSite, limitForms, throttled } from "./http/errors.ts"
import { rememberPeople } from "./http/rememberPeople.ts"
import { runOf, type ShopRuntime } from "./http/run.ts"
import { isCrossSite } from "./http/sameOrigin.ts"
import { watched } from "./http/watched.ts"
import { webhookRouter } from "./http/webhook.ts"
import type { Keys } from "./shop/Keys.ts"
import { type Auth, hasToken } from "./signIn/auth.ts"

/** What the app is made of. */
export interface AppOptions {
  readonly auth: Auth
  readonly keys: Keys
  readonly runtime: ShopRuntime
  /** How many proxies in front of the shop write `X-Forwarded-For`. Default none. */
  readonly proxies?: number | undefined
}

/** Makes the app; it listens nowhere yet. */
export const makeApp = ({ auth, keys, proxies = 0, runtime }: AppOptions): Express => {
  const run = runOf(runtime)
  const app = express()
  app.disable("x-powered-by")
  app.set("etag", false)
  app.set("trust proxy", proxies)
  app.use((_request, response, next) => {
    response.set({ "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin" })
    if (auth.isSecure) response.set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
    next()
  })
  app.use(watched(run))
  // A webhook has no session to misuse and no token to carry; it only makes us look.
  app.use("/webhooks", webhookRouter(run))
  app.use(
    logDenied(run),
    auth.middleware,
    rememberPeople(run),
    throttled,
    (request, response, next) =>
      !hasToken(response) && isCrossSite(request, auth.origin) ? crossSite(request, response) : next(),
    limitForms
  )
  app.use(apiRouter(run))
  // The desk reads its own forms, mounts where it likes below `/desk`, and answers `/` too.
  app.use(deskRouter({ run, auth, keys }))
  app.use((_request, response) => answerError(response, { _tag: "NoSuchPage" }))
  app.use(answerErrors)
  return app
}
