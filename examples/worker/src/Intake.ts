/**
 * The worker over HTTP: takes refunds in, tells what became of them, and how it is itself.
 */
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import { ByteSize, Clock, Effect, Layer, Option, Redacted } from "effect"
import { HttpRouter, HttpServerRequest, HttpServerResponse } from "effect/http"
import { PrometheusMetrics } from "effect/observability"
import { createHash, timingSafeEqual } from "node:crypto"
import { createServer } from "node:http"
import { Feeder } from "./Feeder.ts"
import { type Job, NewJob } from "./Job.ts"
import { JobStore } from "./JobStore.ts"
import { Settings } from "./Settings.ts"
import { codeOf, oneLine, orTrouble, Trouble } from "./Trouble.ts"

const post = HttpRouter.add(
  "POST",
  "/refunds",
  Effect.gen(function*() {
    const { headers } = yield* HttpServerRequest.HttpServerRequest
    // A page in somebody's browser can send anything but this type without asking first.
    if (!/^application\/json\b/.test(headers["content-type"] ?? "")) {
      return problem(415, "NotJson", "Send application/json.")
    }
    const job = yield* HttpServerRequest.schemaBodyJson(NewJob, { onExcessProperty: "error" }).pipe(
      Effect.provideService(HttpServerRequest.MaxBodySize, ByteSize.kibibytes(16))
    )
    const store = yield* JobStore
    const { fresh, refused: [inUse] } = yield* store.takeIn([job], "http")
    if (inUse !== undefined) return problem(409, inUse._tag, inUse.message)
    const [known] = yield* store.get([job.key])
    return yield* json(known === undefined ? {} : view(known), fresh > 0 ? 202 : 200, {
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
    const silent = (yield* Clock.currentTimeMillis) - (yield* Feeder).lastLook()
    return silent < SILENT
      ? HttpServerResponse.text("ready\n")
      : HttpServerResponse.text("the database does not answer\n", { status: 503 })
  })
)

/** Fails with a sentence when the port is taken, or open to other machines without a token. */
export const layer: Layer.Layer<never, Trouble, Feeder | JobStore | Settings> = Layer.unwrap(
  Effect.gen(function*() {
    const { host, port, token } = yield* Settings
    if (Option.isNone(token) && !/^(127\.|localhost$|::1$)/.test(host)) {
      return yield* new Trouble({
        problem: `Other machines can reach ${host}: set WORKER_TOKEN, so that not everybody can order refunds.`
      })
    }
    const routes = Layer.mergeAll(post, get, health, ready, PrometheusMetrics.layerHttp({ path: "/metrics" }))
    return HttpRouter.serve(routes, { disableLogger: true, disableListenLog: true }).pipe(
      Layer.provide(NodeHttpServer.layer(createServer, { host, port })),
      orTrouble((error) =>
        new Trouble({
          problem: `Port ${port} of ${host} cannot be opened (${codeOf(error)}). Choose another one with WORKER_PORT.`
        })
      )
    )
  })
)

// internal

/** Units: milliseconds without a look into the table. */
const SILENT = 15_000

/** Without the provider's own words, which may name somebody. */
const view = ({ amount, impUid, key, outcome, sends, state }: Job) => ({
  key,
  imp_uid: impUid,
  amount,
  state,
  sends,
  ...(outcome !== undefined &&
    {
      outcome: outcome.outcome,
      ...(state === "held" || state === "unsure" ? { cause: outcome.cause, decider: outcome.decider } : {})
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
          problem(503, "DatabaseAway", "Nothing was taken in, or it is not known: send the same again.")
        )
    }
    return Effect.failCause(cause)
  }))
}

const sameText = (one: string, other: string): boolean => timingSafeEqual(digest(one), digest(other))
const digest = (text: string) => createHash("sha256").update(text).digest()
