/**
 * The refund desk in the browser: server-rendered, works without JavaScript, no build step.
 */
import { Effect, Option, Result } from "effect"
import express, { type ErrorRequestHandler, type Request, Router } from "express"
import { fileURLToPath } from "node:url"
import { filterOf } from "../find/Filter.ts"
import { Finder } from "../find/Finder.ts"
import { tagOf } from "../http/errors.ts"
import type { Run } from "../http/run.ts"
import type { Keys } from "../shop/Keys.ts"
import { noteOf } from "../shop/note.ts"
import { mayRepeat } from "../shop/RefundRecord.ts"
import { Refunds } from "../shop/Refunds.ts"
import { BalanceChanged } from "../shop/ShopError.ts"
import { actorOf, type Auth } from "../signIn/auth.ts"
import * as desk from "./desk.ts"
import { download, orderFile, refundFile } from "./download.ts"
import { type Answer, newKey, pages } from "./handlers.ts"
import { makeKeeper } from "./kept.ts"
import { unknownPage, waitingPage } from "./pages/OpenPages.ts"
import { refundFormPage } from "./pages/RefundFormPage.ts"
import { refundPage, refundPart } from "./pages/RefundPage.ts"
import { sessionsPage } from "./pages/SessionsPage.ts"
import { checkPanel } from "./parts/CheckPanel.ts"
import * as facts from "./refundFacts.ts"
import { typedOf } from "./RefundFields.ts"
import { secure } from "./secure.ts"
import { signInRoutes } from "./signInRoutes.ts"

/** What the desk in the browser needs. `actorOf(response)` returns the person who is signed in. */
export interface DeskOptions {
  readonly run: Run
  readonly auth: Auth
  readonly keys: Keys
}

/**
 * Everything under `/desk`; `/` leads there.
 */
export const deskRouter = ({ auth, keys, run }: DeskOptions): Router => {
  const { change, send, show } = pages(run, makeKeeper(keys, auth.isSecure))
  const router = Router()
  router.use(secure)
  router.use(
    "/assets",
    express.static(fileURLToPath(new URL("./assets", import.meta.url)), {
      index: false,
      redirect: false,
      setHeaders: (response) => void response.setHeader("Cache-Control", "no-cache")
    })
  )
  router.use(express.urlencoded({ extended: false, limit: "16kb", parameterLimit: 40 }))
  router.use(signInRoutes(auth, keys, run))

  const query = ({ originalUrl, baseUrl }: Request) =>
    filterOf(Object.fromEntries(new URL(`http://desk${originalUrl.slice(baseUrl.length)}`).searchParams))
  router.get("/", show((view, request) => Effect.map(desk.payments(view, query(request)), (page) => ({ page }))))
  router.get("/refunds", show((view, request) => Effect.map(desk.refunds(view, query(request)), (page) => ({ page }))))
  for (const [path, list] of [["/find", "/"], ["/refunds/find", "/refunds"]] as const) {
    // Changes nothing, so a form of an old page is fine.
    router.post(
      path,
      show((_view, request) =>
        Effect.map(desk.findQuery(typedOf(request.body)), (found) => ({
          redirect: found === "" ? list : `${list}?${found}`
        }))
      )
    )
  }
  router.get("/payments.csv", download(run, "payments", (request, words) => orderFile(query(request), words)))
  router.get("/refunds.csv", download(run, "refunds", (request, words) => refundFile(query(request), words)))

  router.get("/orders/:id", show((view, request) => Effect.map(desk.payment(view, id(request)), (page) => ({ page }))))

  // The answer to the form is the page itself, so that no address shows personal data.
  router.post(
    "/orders/:id/buyer",
    change((view, request) => Effect.map(desk.withBuyer(view, id(request)), (page) => ({ page })))
  )

  router.post(
    "/orders/:id/erase",
    change((view, request) =>
      Effect.as(
        Effect.flatMap(Finder, (finder) => finder.erase(view.actor, id(request))),
        { redirect: `/orders/${encodeURIComponent(id(request))}` }
      )
    )
  )

  // The key is in the address of the form: a reload and the back button come to the same refund.
  router.get(
    "/orders/:id/refund",
    show((view, request) =>
      Effect.gen(function*() {
        const address = `/orders/${encodeURIComponent(id(request))}/refund`
        const key = keyIn(request.query["key"])
        if (key === undefined) return { redirect: `${address}?key=${newKey()}` }
        if (Option.isSome(yield* facts.known(view.actor, key))) return { redirect: `/refunds/${key}` }
        return yield* desk.form(view, id(request), key, view.kept ?? {}, false).pipe(
          Effect.map(({ page }): Answer => ({ page: refundFormPage(view, page) })),
          Effect.catchTag(
            "NothingLeft",
            () => Effect.succeed<Answer>({ redirect: `/orders/${encodeURIComponent(id(request))}` })
          )
        )
      })
    )
  )

  router.post(
    "/orders/:id/refund/check",
    change((view, request) =>
      Effect.gen(function*() {
        const { page } = yield* desk.form(
          view,
          id(request),
          keyIn(request.query["key"]) ?? "",
          typedOf(request.body),
          false
        )
        return { page: checkPanel(view, page.checked).text }
      })
    )
  )

  router.post(
    "/orders/:id/refund",
    send((view, request) =>
      Effect.gen(function*() {
        const key = keyIn(request.query["key"])
        if (key === undefined) return { redirect: `/orders/${encodeURIComponent(id(request))}/refund` }
        const typed = typedOf(request.body)
        const isKnown = Effect.map(
          facts.known(view.actor, key),
          (known) => Option.getOrUndefined(known)?.orderId === id(request)
        )
        const again = { redirect: `/refunds/${key}?again=1` }
        if (yield* isKnown) return again
        if (typed["action"] === "check") {
          const { page } = yield* desk.form(view, id(request), key, typed, false)
          return { page: refundFormPage(view, page) }
        }
        const sent = yield* Effect.result(desk.send(view, id(request), key, typed))
        if (Result.isSuccess(sent) && sent.success === undefined) return { redirect: `/refunds/${key}` }
        // The first half of a double click may have changed the balance that this form was made
        // for.
        if (yield* isKnown) return again
        const page = yield* Effect.fromResult(sent)
        return page === undefined ? again : { page: refundFormPage(view, page), status: 422 }
      })
    )
  )

  router.get(
    "/refunds/:key",
    show((view, request) =>
      Effect.gen(function*() {
        const refund = yield* Effect.flatMap(Refunds, (refunds) => refunds.get(view.actor, key(request)))
        return {
          page: refundPage(view, {
            ...yield* facts.named(view.actor, refund),
            found: request.query["looked"] === "1"
              ? yield* facts.finding(view, refund)
              : request.query["looked"] === "failed"
              ? "failed"
              : undefined,
            payment: yield* facts.paymentOf(view, refund),
            background: yield* facts.background(view, refund),
            isAgain: request.query["again"] === "1",
            isChanged: request.query["changed"] === "1"
          })
        }
      })
    )
  )

  router.get(
    "/refunds/:key/live",
    show((view, request) =>
      Effect.gen(function*() {
        const refunds = yield* Refunds
        const refund = yield* refunds.get(view.actor, key(request))
        const shown = yield* facts.named(view.actor, refund)
        const payment = yield* facts.paymentOf(view, refund)
        const background = mayRepeat(refund) ? yield* facts.background(view, refund) : undefined
        return { page: refundPart(view, { ...shown, payment, background }).text }
      })
    )
  )

  // Only reads, for each role. Where the payment cannot be looked up, the page of the refund says
  // so, next to what was known before.
  router.post(
    "/refunds/:key/look",
    change((view, request) =>
      Effect.map(facts.look(view, key(request)), (looked) => ({ redirect: `${refundAt(request)}?looked=${looked}` }))
    )
  )

  // May send a cancel, and its button says so.
  router.post(
    "/refunds/:key/continue",
    change((view, request) =>
      Effect.as(
        Effect.flatMap(Refunds, (refunds) => refunds.resume(view.actor, key(request))),
        { redirect: refundAt(request) }
      )
    )
  )

  router.post(
    "/refunds/:key/repeat",
    change((view, request) =>
      Effect.flatMap(
        Refunds,
        (refunds) => refunds.repeat(view.actor, key(request), typedOf(request.body)["seen"] ?? "")
      ).pipe(orChanged(request))
    )
  )

  router.post(
    "/refunds/:key/decide",
    change((view, request) =>
      Effect.gen(function*() {
        const { decision, note, seen } = typedOf(request.body)
        if (decision !== "approve" && decision !== "decline") {
          return yield* Effect.fail({ _tag: "ChoiceMissing" as const })
        }
        const why = noteOf(note)
        if (decision === "decline" && why === undefined) return yield* Effect.fail({ _tag: "NoteMissing" as const })
        return yield* Effect.flatMap(
          Refunds,
          (refunds) => refunds.decide(view.actor, key(request), decision, seen ?? "", why)
        ).pipe(orChanged(request))
      })
    )
  )

  router.post(
    "/refunds/:key/withdraw",
    change((view, request) =>
      Effect.as(
        Effect.flatMap(Refunds, (refunds) => refunds.withdraw(view.actor, key(request))),
        { redirect: refundAt(request) }
      )
    )
  )

  router.post(
    "/refunds/:key/conclude",
    change((view, request) =>
      Effect.gen(function*() {
        const { found, note } = typedOf(request.body)
        if (found !== "given-back" && found !== "not-given-back") {
          return yield* Effect.fail({ _tag: "ChoiceMissing" as const })
        }
        const why = noteOf(note)
        if (why === undefined) return yield* Effect.fail({ _tag: "NoteMissing" as const })
        yield* Effect.flatMap(Refunds, (refunds) => refunds.conclude(view.actor, key(request), found, why))
        return { redirect: refundAt(request) }
      })
    )
  )

  router.get(
    "/unknown",
    show((view) =>
      Effect.gen(function*() {
        return { page: unknownPage(view, yield* desk.open(view, ["unknown", "pending"])) }
      })
    )
  )

  router.get(
    "/waiting",
    show((view) =>
      Effect.gen(function*() {
        return { page: waitingPage(view, yield* desk.open(view, ["waiting"])) }
      })
    )
  )

  // Pages ask for it by themselves, so it is no use of the session.
  router.get("/session", (_request, response) => {
    response.status(actorOf(response) === undefined ? 401 : 204).end()
  })
  router.get(
    "/sessions",
    show((view, { res }) => Effect.succeed({ page: sessionsPage(view, res === undefined ? [] : auth.sessions(res)) }))
  )
  router.post(
    "/sessions/end",
    change((_view, { body, res }) =>
      Effect.sync(() => {
        const isEnded = res !== undefined && auth.endSession(res, typedOf(body)["name"] ?? "")
        return { redirect: isEnded ? "/sessions" : "/sign-in?next=/desk/sessions&again=1" }
      })
    )
  )

  router.use(show(() => Effect.fail({ _tag: "NoSuchPage" as const })))
  // A person reads a page also where the body or the address cannot be read.
  router.use(
    ((error: unknown, request, response, next) => {
      const tag = tagOf(error)
      return tag === undefined ? next(error) : show(() => Effect.fail({ _tag: tag }))(request, response, next)
    }) as ErrorRequestHandler
  )

  const outer = Router()
  outer.get("/", (_request, response) => response.redirect(303, "/desk/"))
  outer.use("/desk", router)
  return outer
}

// internal

interface WithParams {
  readonly params: Readonly<Record<string, string | ReadonlyArray<string>>>
}

const id = ({ params }: WithParams) => String(params["id"] ?? "")
const key = ({ params }: WithParams) => String(params["key"] ?? "")
const refundAt = (request: WithParams) => `/refunds/${encodeURIComponent(key(request))}`
/** The page of the refund, which shows what has changed since a person saw it. */
const orChanged = (request: WithParams) => <A, E, R>(effect: Effect.Effect<A, E | BalanceChanged, R>) =>
  effect.pipe(
    Effect.as<Answer>({ redirect: refundAt(request) }),
    Effect.catchIf(
      (error): error is BalanceChanged => error instanceof BalanceChanged,
      () => Effect.succeed<Answer>({ redirect: `${refundAt(request)}?changed=1` })
    )
  )
const keyIn = (given: unknown) => typeof given === "string" && /^[\w-]{8,64}$/.test(given) ? given : undefined
