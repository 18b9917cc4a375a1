/**
 * The Express app: four routes, and the bridge from Express to Effect.
 */
import { Effect, type ManagedRuntime, Redacted, Schema, SchemaIssue } from "effect"
import express, { type ErrorRequestHandler, type Request, type RequestHandler, type Response } from "express"
import { createHash, timingSafeEqual } from "node:crypto"
import type { Refund } from "./Database.ts"
import { Problem } from "./problems.ts"
import { RefundRequest, Refunds } from "./Refunds.ts"

/** Builds the app. It does not listen yet. */
export const makeApp = (runtime: ManagedRuntime.ManagedRuntime<Refunds, unknown>, token: Redacted.Redacted) => {
  /** A route that runs an effect, and sends what it succeeds or fails with. */
  const route =
    (handle: (request: Request<{ id: string }>) => Effect.Effect<Reply, Problem, Refunds>) =>
    (request: Request<{ id: string }>, response: Response): Promise<void> =>
      runtime.runPromise(
        handle(request).pipe(
          Effect.catch((problem) => Effect.succeed(replyOf(problem))),
          Effect.catchCause((cause) =>
            Effect.as(Effect.logError("shop.request.failed", cause), replyOf(new Problem({ type: "unexpected" })))
          )
        )
      ).then((reply) => send(response, reply))

  const app = express()
  app.disable("x-powered-by")
  // PortOne's webhook carries no token. It only leads to a look-up.
  app.post(
    "/webhooks/portone",
    express.text({ type: () => true, limit: "64kb" }),
    route((request) => {
      const body = typeof request.body === "string" ? request.body : ""
      const lookUp = Refunds.use((refunds) => refunds.lookUp(body, request.get("Content-Type")))
      return Effect.as(lookUp, { status: 204, body: {} })
    })
  )
  app.use(requireToken(token))
  app.post(
    "/orders/:id/refunds",
    express.json({ limit: "16kb", verify: requireOneMeaning }),
    route((request) =>
      Effect.gen(function*() {
        const key = request.get("Idempotency-Key") ?? ""
        if (!/^[\w.~-]{8,64}$/.test(key)) return yield* new Problem({ type: "key-invalid" })
        const wanted = yield* requestOf(request.body)
        return replyOfRefund(yield* Refunds.use((refunds) => refunds.request(request.params.id, key, wanted)))
      })
    )
  )
  app.get("/refunds/:id", route(({ params }) => shown(Refunds.use((refunds) => refunds.get(params.id)))))
  app.get("/orders/:id", route(({ params }) => shown(Refunds.use((refunds) => refunds.order(params.id)))))
  app.use((_request, response) => send(response, replyOf(new Problem({ type: "not-found" }))))
  app.use(onExpressError)
  return app
}

// internal

type Reply = Readonly<{ status: number; body: object; type?: string; headers?: Record<string, string> }>

const PROBLEM = "application/problem+json"
const replyOf = (problem: Problem): Reply => ({ ...problem.reply, type: PROBLEM })

const shown = Effect.map((body: object): Reply => ({ status: 200, body }))

const send = (response: Response, { body, headers = {}, status, type = "application/json" }: Reply): void => {
  response.status(status).set({ "Cache-Control": "no-store", ...headers })
  if (status === 401) response.set("WWW-Authenticate", "Bearer")
  if (status === 204) response.end()
  else response.type(type).send(JSON.stringify(body))
}

/** 201: refunded. 202: no final outcome yet, read the address later. Otherwise a problem. */
const replyOfRefund = (refund: Refund): Reply => {
  const { message, messageKo, state } = refund
  const headers = { Location: `/refunds/${refund.key}` }
  if (state === "succeeded") return { status: 201, body: refund, headers }
  if (state === "running" || state === "pending" || state === "unknown") {
    return { status: 202, body: refund, headers: { ...headers, "Retry-After": "2" } }
  }
  const status = state === "not-refunded" ? 409 : 422
  const korean = { title: "환불되지 않았습니다", detail: messageKo }
  const problem = { type: `urn:shop:problem:${state}`, status, title: "Not refunded", detail: message, korean }
  return { status, body: { ...problem, moneyMoved: "no", refund }, headers, type: PROBLEM }
}

const decode = Schema.decodeUnknownEffect(RefundRequest, { onExcessProperty: "error" })
const issuesOf = SchemaIssue.makeFormatterStandardSchemaV1()

const requestOf = (body: unknown): Effect.Effect<RefundRequest, Problem> =>
  Effect.mapError(decode(body), ({ issue }) => {
    const field = issuesOf(issue).issues[0]?.path?.[0]
    return field === undefined || Array.isArray(body)
      ? new Problem({ type: "body-unreadable" })
      : new Problem({ type: "field-invalid", field: String(field).slice(0, 40) })
  })

/**
 * Bytes that are not UTF-8 would be replaced, and two different texts could become one; Express
 * would also read UTF-16 and UTF-7. Of two amounts, the last would count here and perhaps the first
 * in a program before this one. 99.99999999999999999 would become 100.
 */
const requireOneMeaning = (_request: unknown, _response: unknown, body: Uint8Array, charset: string) => {
  const tokens = [...utf8.decode(body).matchAll(TOKENS)]
  const names = tokens.flatMap(([, text = "", colon]): Array<unknown> => colon === undefined ? [] : [JSON.parse(text)])
  if (charset !== "utf-8" || new Set(names).size < names.length) throw new Error("more than one meaning")
  const isPlain = (number: string) => String(Number(number)) === number.replace(/(?:\.0+|(\.\d*[1-9])0+)$/, "$1")
  if (!tokens.every(([token, text]) => text !== undefined || isPlain(token))) {
    throw new Problem({ type: "field-invalid", field: "amount" })
  }
}
const utf8 = new TextDecoder("utf-8", { fatal: true })
/** Strings, with the colon that makes one a name, and numbers. */
const TOKENS = /("(?:[^"\\]|\\.)*")(\s*:)?|-?\d[\w.+-]*/gs

const requireToken = (token: Redacted.Redacted): RequestHandler => {
  // The scheme may be in either case; the token may not.
  const hash = (text: string) => createHash("sha256").update(text.replace(/^bearer +/i, "Bearer ")).digest()
  const expected = hash(`Bearer ${Redacted.value(token)}`)
  return (request, response, next) =>
    timingSafeEqual(hash(request.get("Authorization") ?? ""), expected)
      ? next()
      : send(response, replyOf(new Problem({ type: "not-signed-in" })))
}

/** Errors of Express and its body parser. Their messages may quote the body, so none is sent. */
const onExpressError: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  if (response.headersSent) return next(error)
  if (error instanceof Problem) return send(response, replyOf(error))
  const status = typeof error === "object" && error !== null && "status" in error ? Number(error.status) : 500
  // An address with a % that begins no character.
  const type = error instanceof URIError ? "not-found" : status < 500 ? "body-unreadable" : "unexpected"
  send(response, replyOf(new Problem({ type })))
}
