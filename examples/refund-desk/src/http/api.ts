/**
 * The JSON API.
 */
import { Effect, Result } from "effect"
import express, { type Request, type RequestHandler, type Response, Router } from "express"
import { isUtf8 } from "node:buffer"
import { seenOf } from "../decide/seen.ts"
import { filterOf, whyUnusable } from "../find/Filter.ts"
import { Finder } from "../find/Finder.ts"
import type { Actor } from "../shop/Actor.ts"
import { noteOf } from "../shop/note.ts"
import { Orders } from "../shop/Orders.ts"
import type { RefundRecord } from "../shop/RefundRecord.ts"
import { Refunds } from "../shop/Refunds.ts"
import { FieldUnusable } from "../shop/ShopError.ts"
import { actorOf } from "../signIn/auth.ts"
import { answerError, answerRefund, shown } from "./answer.ts"
import { hasDuplicateNames } from "./duplicateNames.ts"
import { explain } from "./problem.ts"
import type { Problematic } from "./problematic.ts"
import { refundBody } from "./refundBody.ts"
import type { Run } from "./run.ts"

/** Everything under `/orders` and `/refunds`. */
export const apiRouter = (run: Run): Router => {
  const router = Router()
  const body: ReadonlyArray<RequestHandler> = [
    signedIn,
    onlyJson,
    express.json({ limit: "16kb", verify: onlyOneMeaning })
  ]

  // A browser that opens an answer saves it, and runs nothing of it.
  router.use(["/orders", "/refunds", "/problems"], (_request, response, next) => {
    response.set("Content-Disposition", "attachment; filename=\"api.json\"")
    next()
  })

  router.get(
    "/orders",
    staff(async (actor, { query }, response) => {
      const number = (name: string, otherwise: number, most: number) =>
        typeof query[name] === "string" && /^\d{1,9}$/.test(query[name])
          ? Math.min(most, Number(query[name]))
          : otherwise
      const part = { offset: number("offset", 0, 100_000_000), limit: number("limit", 200, 1000) }
      const filter = filterOf(query)
      const unusable = whyUnusable(filter)
      if (unusable !== undefined) return answerError(response, unusable)
      const found = await run(Effect.flatMap(Finder, (finder) => finder.orders(actor, filter, part)))
      answer(response, Result.map(found, ({ rows, total }) => ({ orders: rows, total })))
    })
  )

  router.get(
    "/orders/:id",
    staff(async (actor, request, response) => {
      const found = await run(Effect.flatMap(Orders, (orders) => orders.payment(actor, param(request, "id"))))
      if (Result.isFailure(found)) return answerError(response, found.failure)
      const { left, order, payment, refunds } = found.success
      const seen = seenOf(found.success)
      response.json({
        order,
        payment: { status: payment.status, amount: payment.amount, cancelled: payment.cancelAmount },
        left,
        seen,
        refunds: refunds.map(shown)
      })
    })
  )

  router.post(
    "/orders/:id/refunds/preview",
    ...body,
    staff(async (actor, request, response) => {
      const ask = refundBody(request.body)
      if (Result.isFailure(ask)) return answerError(response, ask.failure)
      const seen = await run(
        Effect.flatMap(Refunds, (refunds) => refunds.preview(actor, param(request, "id"), ask.success))
      )
      if (Result.isFailure(seen)) return answerError(response, seen.failure)
      const { amount, findings, left, leftToday, needsApproval, order } = seen.success
      response.json({ amount, currency: order.currency, left, leftToday, needsApproval, findings })
    })
  )

  router.post(
    "/orders/:id/refunds",
    ...body,
    staff(async (actor, request, response) => {
      const ask = refundBody(request.body)
      if (Result.isFailure(ask)) return answerError(response, ask.failure)
      refund(
        response,
        await run(
          Effect.flatMap(
            Refunds,
            (refunds) => refunds.request(actor, param(request, "id"), keyOf(request), ask.success)
          )
        )
      )
    })
  )

  router.get(
    "/refunds",
    staff(async (actor, request, response) => {
      const { state = "unknown" } = request.query
      if (state !== "waiting" && state !== "unknown") return answerError(response, stateUnusable)
      const found = await run(Effect.flatMap(Refunds, (refunds) => refunds[state](actor)))
      answer(response, Result.map(found, (refunds) => ({ refunds: refunds.map(shown) })))
    })
  )

  router.get(
    "/refunds/:key",
    staff(async (actor, request, response) => {
      const found = await run(Effect.flatMap(Refunds, (refunds) => refunds.get(actor, param(request, "key"))))
      answer(response, Result.map(found, shown))
    })
  )

  router.post(
    "/refunds/:key/approval",
    ...body,
    staff(async (actor, request, response) => {
      const decision = field(request, "decision", ["approve", "decline"])
      if (Result.isFailure(decision)) return answerError(response, decision.failure)
      const note = noteIn(request, reasonNeeded, decision.success === "decline")
      if (Result.isFailure(note)) return answerError(response, note.failure)
      const seen = decision.success === "approve" ? fieldOf(request, "seen") : ""
      if (typeof seen !== "string") return answerError(response, seenNeeded)
      // Declining succeeds, and a request with this key then reports that it was declined.
      const decided = decision.success === "approve" ? refund : answerWith
      decided(
        response,
        await run(
          Effect.flatMap(
            Refunds,
            (refunds) => refunds.decide(actor, param(request, "key"), decision.success, seen, note.success)
          )
        )
      )
    })
  )

  // Only looks the payment up. Sends nothing.
  router.post(
    "/refunds/:key/look",
    staff(async (actor, request, response) => {
      refund(response, await run(Effect.flatMap(Refunds, (refunds) => refunds.look(actor, param(request, "key")))))
    })
  )

  router.post(
    "/refunds/:key/conclusion",
    ...body,
    staff(async (actor, request, response) => {
      const found = field(request, "found", ["given-back", "not-given-back"])
      if (Result.isFailure(found)) return answerError(response, found.failure)
      const note = noteIn(request, noteNeeded, true)
      if (Result.isFailure(note)) return answerError(response, note.failure)
      refund(
        response,
        await run(
          Effect.flatMap(
            Refunds,
            (refunds) => refunds.conclude(actor, param(request, "key"), found.success, note.success ?? "")
          )
        )
      )
    })
  )

  router.post(
    "/refunds/:key/withdrawal",
    staff(async (actor, request, response) => {
      const withdrawn = await run(
        Effect.flatMap(Refunds, (refunds) => refunds.withdraw(actor, param(request, "key")))
      )
      answerWith(response, withdrawn)
    })
  )

  router.get(
    "/refunds/:key/events",
    staff(async (actor, request, response) => {
      const found = await run(Effect.flatMap(Refunds, (refunds) => refunds.events(actor, param(request, "key"))))
      answer(response, Result.map(found, (events) => ({ events })))
    })
  )

  router.get("/problems/:type", (request, response) => {
    const explained = explain(request.path)
    if (explained === undefined) answerError(response, { _tag: "NoSuchPage" })
    else response.json(explained)
  })

  router.use(["/orders", "/refunds"], (_request, response) => answerError(response, { _tag: "NoSuchPage" }))
  return router
}

// internal

// Before the body is read, so that no body of an unknown client is.
const signedIn: RequestHandler = (_request, response, next) =>
  actorOf(response) === undefined ? answerError(response, { _tag: "NotSignedIn" }) : next()

const onlyJson: RequestHandler = (request, response, next) =>
  request.is("application/json") === false || request.headers["content-type"] === undefined
    ? answerError(response, { _tag: "NotJson" })
    : next()

// Otherwise invalid bytes would become question marks in what the customer reads, and a body in
// another charset would not be the one that is looked at here.
const onlyOneMeaning = (_request: unknown, _response: unknown, body: Buffer, charset: string): void => {
  if (charset !== "utf-8" || !isUtf8(body)) throw new Error("not UTF-8")
  if (hasDuplicateNames(body.toString("utf8"))) throw new Error("a name twice")
}

const staff =
  (handle: (actor: Actor, request: Request, response: Response) => Promise<unknown>): RequestHandler =>
  (request, response) => {
    const actor = actorOf(response)
    return actor === undefined ? answerError(response, { _tag: "NotSignedIn" }) : handle(actor, request, response)
  }

const param = (request: Request, name: string): string => String(request.params[name] ?? "")

// The draft standard writes the key as a quoted string; many clients do not.
const keyOf = (request: Request): string => (request.get("Idempotency-Key") ?? "").replace(/^"(.*)"$/, "$1")

const answer = (response: Response, result: Result.Result<object, Problematic>): void => {
  if (Result.isSuccess(result)) response.json(result.success)
  else answerError(response, result.failure)
}

const refund = (
  response: Response,
  result: Result.Result<RefundRecord, Problematic>
): void => {
  if (Result.isSuccess(result)) return answerRefund(response, result.success)
  answerError(response, result.failure)
}

const fieldOf = (request: Request, name: string): unknown => {
  const body: unknown = request.body
  return typeof body === "object" && body !== null ? Reflect.get(body, name) : undefined
}

// A note that cannot be stored is rejected, also where none is needed, so that none is lost.
const noteIn = (
  request: Request,
  unusable: FieldUnusable,
  isNeeded: boolean
): Result.Result<string | undefined, FieldUnusable> => {
  const given = fieldOf(request, "note")
  const note = noteOf(given)
  const isAbsent = given === undefined || given === null || typeof given === "string" && given.trim() === ""
  return note === undefined && (isNeeded || !isAbsent) ? Result.fail(unusable) : Result.succeed(note)
}

const answerWith = (response: Response, result: Result.Result<RefundRecord, Problematic>): void =>
  answer(response, Result.map(result, shown))

const stateUnusable = new FieldUnusable({
  field: "state",
  problem: "must be waiting or unknown",
  korean: "waiting 또는 unknown 중 하나여야 합니다"
})

const noteNeeded = new FieldUnusable({
  field: "note",
  problem: "must be a text of 1 to 500 characters, without control characters, that says what was compared",
  korean: "무엇을 대조했는지 제어 문자 없이 1~500자로 적어야 합니다"
})

const reasonNeeded = new FieldUnusable({
  field: "note",
  problem:
    "must be a text of 1 to 500 characters, without control characters, with the reason, for the person who requested the refund",
  korean: "요청한 사람에게 알릴 사유를 제어 문자 없이 1~500자로 적어야 합니다"
})

const seenNeeded = new FieldUnusable({
  field: "seen",
  problem: "must be the `seen` of GET /orders/:id, whose balance and history belong to the decision",
  korean: "GET /orders/:id 응답의 seen 값이어야 합니다. 그 잔액과 내역을 보고 승인합니다"
})

const field = <const A extends string>(
  request: Request,
  name: string,
  values: ReadonlyArray<A>
): Result.Result<A, FieldUnusable> => {
  const value = fieldOf(request, name)
  const found = values.find((one) => one === value)
  return found === undefined
    ? Result.fail(
      new FieldUnusable({
        field: name,
        problem: `must be ${values.join(" or ")}`,
        korean: `${values.join(" 또는 ")} 중 하나여야 합니다`
      })
    )
    : Result.succeed(found)
}
