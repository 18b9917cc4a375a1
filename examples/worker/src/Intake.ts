/**
 * The worker's HTTP API: adds refunds, reports their outcomes, and the health of the process.
 */
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import { ByteSize, Clock, Effect, Layer, Option, Redacted } from "effect"
import { HttpRouter, HttpServerRequest, HttpServerResponse } from "effect/http"
import { PrometheusMetrics } from "effect/observability"
import { createHash, timingSafeEqual } from "node:crypto"
import { createServer } from "node:http"
import { type Job, NewJob } from "./Job.ts"
import { JobStore } from "./JobStore.ts"
import { isLoopback } from "./loopback.ts"
import { Scheduler } from "./Scheduler.ts"
import { Settings } from "./Settings.ts"
import { codeOf, oneLine, orStartupError, StartupError } from "./StartupError.ts"

const post = HttpRouter.add(
  "POST",
  "/refunds",
  Effect.gen(function*() {
    const { headers } = yield* HttpServerRequest.HttpServerRequest
    // A browser sends this type to another origin only after a CORS preflight, so a foreign web
    // page cannot order refunds from the browser of an operator.
    if (!/^application\/json\b/.test(headers["content-type"] ?? "")) {
      return problem(415, "NotJson", "Send application/json.")
    }
    const job = yield* HttpServerRequest.schemaBodyJson(NewJob, { onExcessProperty: "error" }).pipe(
      Effect.provideService(HttpServerRequest.MaxBodySize, ByteSize.kibibytes(16))
    )
    const store = yield* JobStore
    const { added, conflicts: [conflict] } = yield* store.add([job], "http")
    if (conflict !== undefined) return problem(409, conflict._tag, conflict.message)
    const [known] = yield* store.get([job.key])
    return yield* json(known === undefined ? {} : view(known), added > 0 ? 202 : 200, {
      location: `/refunds/${encodeURIComponent(job.key)}`
    })
  }).pipe(guarded)
)

const get = HttpRouter.add(
  "GET",
  "/refunds/:key",
  Effect.gen(function*() {
    const { key = "" } = yield* HttpRouter.params
    const [job] = yield* (yield* JobStore).get([key])
    return job === undefined ? problem(404, "NotFound", "No refund has this key.") : yield* json(view(job), 200)
  }).pipe(guarded)
)

const health = HttpRouter.add("GET", "/healthz", HttpServerResponse.text("alive\n"))

const ready = HttpRouter.add(
  "GET",
  "/readyz",
  Effect.gen(function*() {
    const sincePoll = (yield* Clock.currentTimeMillis) - (yield* Scheduler).lastPoll()
    return sincePoll < UNREADY
      ? HttpServerResponse.text("ready\n")
      : HttpServerResponse.text("the database does not answer\n", { status: 503 })
  })
)

/** Fails if the port is in use, or if other machines can reach it and no token is set. */
export const layer: Layer.Layer<never, StartupError, JobStore | Scheduler | Settings> = Layer.unwrap(
  Effect.gen(function*() {
    const { host, port, token } = yield* Settings
    if (Option.isNone(token) && !isLoopback(host)) {
      return yield* new StartupError({
        problem: `Other machines can reach ${host}, and could order refunds. Set WORKER_TOKEN.`
      })
    }
    const routes = Layer.mergeAll(post, get, health, ready, PrometheusMetrics.layerHttp({ path: "/metrics" }))
    return HttpRouter.serve(routes, { disableLogger: true, disableListenLog: true }).pipe(
      Layer.provide(NodeHttpServer.layer(createServer, { host, port })),
      orStartupError((error) =>
        new StartupError({
          problem: `Port ${port} of ${host} cannot be opened (${codeOf(error)}). Choose another one with WORKER_PORT.`
        })
      )
    )
  })
)

// internal

/** Not ready after so long without reading the table. Units: milliseconds. */
const UNREADY = 15_000

/** Without `cause` of a rejection, which is the provider's text and may contain a person's name. */
const view = ({ amount, impUid, key, outcome, sends, state }: Job) => ({
  key,
  imp_uid: impUid,
  amount,
  state,
  sends,
  ...(outcome !== undefined &&
    {
      outcome: outcome.outcome,
      ...(state === "needs-review" || state === "retrying" ? { cause: outcome.cause, advice: outcome.advice } : {})
    })
})

const json = (body: object, status: number, headers: Record<string, string> = {}) =>
  Effect.orDie(HttpServerResponse.json(body, { status, headers }))

const problem = (status: number, type: string, detail: string) =>
  HttpServerResponse.text(`${JSON.stringify({ type, status, detail })}\n`, {
    status,
    contentType: "application/problem+json"
  })

function guarded<E, R>(handler: Effect.Effect<HttpServerResponse.HttpServerResponse, E, R>) {
  return Effect.gen(function*() {
    const { headers } = yield* HttpServerRequest.HttpServerRequest
    const { token } = yield* Settings
    if (Option.isSome(token) && !sameText(headers["authorization"] ?? "", `Bearer ${Redacted.value(token.value)}`)) {
      return problem(401, "Unauthorized", "Send the token of WORKER_TOKEN as Authorization: Bearer.")
    }
    return yield* handler
  }).pipe(Effect.catchCause((cause) => {
    const error = cause.reasons.map((reason) =>
      reason._tag === "Fail" ? reason.error as { readonly _tag?: string; readonly message: string } : undefined
    )[0]
    switch (error?._tag) {
      case "SchemaError":
        return Effect.succeed(problem(400, "InvalidRefund", oneLine(error.message)))
      case "HttpServerError":
        return Effect.succeed(problem(400, "InvalidRefund", "The body is not JSON."))
      case "SqlError":
        return Effect.succeed(
          problem(
            503,
            "DatabaseUnavailable",
            "It is not known whether the refund was added. Send the same request again."
          )
        )
    }
    return Effect.failCause(cause)
  }))
}

const sameText = (one: string, other: string): boolean => timingSafeEqual(digest(one), digest(other))
const digest = (text: string) => createHash("sha256").update(text).digest()
