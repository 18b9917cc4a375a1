/**
 * The worker's HTTP API: adds refunds, reports their outcomes, and the health of the process.
 */
import { type Bilingual, VisibleText } from "@effect-portone/core"
import { RefundKey } from "@effect-portone/refunds"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import { ByteSize, Cause, Effect, Exit, Layer, Option, Redacted, Result } from "effect"
import { HttpRouter, HttpServerRequest, HttpServerResponse } from "effect/http"
import { PrometheusMetrics } from "effect/observability"
import { SqlClient } from "effect/sql"
import { createServer } from "node:http"
import { Scheduler } from "../engine/Scheduler.ts"
import { Events } from "../events/Events.ts"
import { adviceOn } from "../jobs/advice.ts"
import { type Job, knownAs, type NewJob, newJob } from "../jobs/Job.ts"
import { JobStore } from "../jobs/JobStore.ts"
import * as Pages from "../page/routes.ts"
import { Settings } from "../Settings.ts"
import { bilingualOf, codeOf, ofBilingual, orStartupError, type StartupError } from "../StartupError.ts"
import { decode } from "../utf8.ts"
import { isLoopback } from "./loopback.ts"
import { sameText } from "./sameText.ts"
import { afterWrongToken } from "./wrongToken.ts"

const HEALTH = "/healthz"

const UNKNOWN_IF_ADDED: Bilingual = {
  english: "It is not known whether the refund was added. Send the same request again.",
  korean: "환불이 등록됐는지 알 수 없습니다. 같은 요청을 다시 보내세요."
}
const UNREAD: Bilingual = {
  english:
    "The refund could not be read, because the database cannot be used. This request changed nothing. Send it again.",
  korean: "데이터베이스를 쓸 수 없어 환불을 조회하지 못했습니다. 이 요청은 아무것도 바꾸지 않았습니다. 다시 보내세요."
}

const post = HttpRouter.add(
  "POST",
  "/refunds",
  Effect.gen(function*() {
    const request = yield* HttpServerRequest.HttpServerRequest
    // A browser sends this type to another origin only after a CORS preflight, so a foreign web
    // page cannot order refunds from the browser of an operator.
    if (!JSON_TYPE.test(request.headers["content-type"] ?? "")) {
      return problem(415, "NotJson", {
        english: "Nothing was added. Send application/json in UTF-8.",
        korean: "등록하지 않았습니다. UTF-8의 application/json으로 보내세요."
      })
    }
    const bytes = yield* request.arrayBuffer.pipe(
      Effect.provideService(HttpServerRequest.MaxBodySize, ByteSize.kibibytes(16))
    )
    const text = decode(new Uint8Array(bytes))
    if (Result.isFailure(text)) {
      return invalid({ english: `The body ${text.failure.english}`, korean: `본문이 ${text.failure.korean}` })
    }
    if (hasNameTwice(text.success)) return invalid(NAME_TWICE)
    const input = parsed(text.success)
    if (Result.isFailure(input)) return invalid(NOT_JSON)
    const { allowSame, fields } = withoutAllowance(input.success)
    if (typeof allowSame !== "boolean") return invalid(NOT_A_BOOLEAN)
    const job = newJob(fields)
    if (Result.isFailure(job)) return invalid(job.failure)
    const { added, conflicts: [conflict], same: [repeated] } = yield* add(job.success, allowSame)
    if (conflict !== undefined) return problem(409, conflict._tag, bilingualOf(conflict))
    if (repeated !== undefined && !allowSame) {
      const { english, korean } = knownAs(job.success, repeated.other)
      return problem(409, "SamePaymentAndAmount", {
        english: `Nothing was added and no money moved: ${english}. Look that refund up first. If this is a further ` +
          `refund, send "${ALLOW}": true with it.`,
        korean: `등록하지 않았고 환불된 금액도 없습니다. ${korean}. 먼저 그 환불을 조회하고, 추가 환불이 맞으면 ` +
          `"${ALLOW}": true를 함께 보내세요.`
      }, { otherKey: repeated.other.key })
    }
    const { key } = job.success
    const [known] = yield* (yield* JobStore).get([key])
    return yield* json(known === undefined ? {} : view(known), added > 0 ? 202 : 200, {
      location: `/refunds/${encodeURIComponent(key)}`
    })
  }).pipe(answered(UNKNOWN_IF_ADDED))
)

/** Adds the refund with its event, which names no person: a program asks. */
const add = Effect.fnUntraced(function*(job: NewJob, allowSame: boolean) {
  const sql = yield* SqlClient.SqlClient
  const store = yield* JobStore
  const events = yield* Events
  const { amount, impUid: payment, key } = job
  return yield* store.add([job], "http", { allowSame }).pipe(
    Effect.tap(({ added, same: [repeated] }) =>
      added === 0 ? Effect.void : events.append({
        action: "request",
        key,
        detail: { payment, amount, ...(repeated !== undefined && { allowedSame: repeated.other.key }) }
      })
    ),
    sql.withTransaction
  )
})

const get = HttpRouter.add(
  "GET",
  "/refunds/:key",
  Effect.gen(function*() {
    const { key = "" } = yield* HttpRouter.params
    const found = RefundKey.problem(key)
    if (found !== undefined) {
      return problem(400, "InvalidRefund", { english: `key ${found.english}.`, korean: `key: ${found.korean}.` })
    }
    const [job] = yield* (yield* JobStore).get([key])
    return job === undefined
      ? problem(404, "NotFound", { english: "No refund has this key.", korean: "이 키의 환불이 없습니다." })
      : yield* json(view(job), 200)
  }).pipe(answered(UNREAD))
)

const health = HttpRouter.add("GET", HEALTH, HttpServerResponse.text("alive\n"))

const ready = HttpRouter.add(
  "GET",
  "/readyz",
  Effect.gen(function*() {
    const sincePoll = (yield* Scheduler).sincePoll()
    if (sincePoll > UNREADY) {
      return unready({
        english: "the table of jobs was not read for some time",
        korean: "작업 테이블을 한동안 읽지 못했습니다"
      })
    }
    const written = yield* Effect.exit(Effect.timeout((yield* JobStore).probe, WRITE))
    return Exit.isSuccess(written)
      ? HttpServerResponse.text("ready\n")
      : unready({
        english: `the database cannot be written (${codeOf(Cause.squash(written.cause))})`,
        korean: `데이터베이스에 쓸 수 없습니다(${codeOf(Cause.squash(written.cause), "korean")})`
      })
  })
)

const unready = ({ english, korean }: Bilingual) => HttpServerResponse.text(`${english}\n${korean}\n`, { status: 503 })

/** Every path except the one that tells nothing needs a known `Host` and the token. */
const guard = HttpRouter.middleware(
  Effect.gen(function*() {
    const { host, hostNames, token } = yield* Settings
    const names = new Set([host, ...hostNames.split(",")].map((name) => name.trim().toLowerCase()))
    const bearer = Option.map(token, (token) => `Bearer ${Redacted.value(token)}`)
    return (handler) =>
      Effect.gen(function*() {
        const { headers, url } = yield* HttpServerRequest.HttpServerRequest
        if (url === HEALTH) return yield* handler
        const name = nameOf(headers["host"] ?? "")
        if (name === undefined || !isLoopback(name) && !names.has(name)) {
          return problem(421, "UnknownHost", {
            english: "This name is not in WORKER_HOST_NAMES, and it is not loopback.",
            korean: "WORKER_HOST_NAMES에 없는 이름이고 루프백 주소도 아닙니다."
          })
        }
        const given = headers["authorization"] ?? ""
        if (Option.isSome(bearer) && !sameText(given, bearer.value)) {
          const isPage = Pages.isPage(url)
          if (isPage && (url.startsWith("/sign-in") || (yield* Pages.hasSession))) return yield* handler
          if (given !== "") yield* afterWrongToken
          if (isPage) return yield* Pages.signIn(401)
          return problem(401, "Unauthorized", {
            english: "Send the token of WORKER_TOKEN as Authorization: Bearer.",
            korean: "WORKER_TOKEN의 토큰을 Authorization: Bearer 헤더로 보내세요."
          })
        }
        return yield* handler
      })
  }),
  { global: true }
)

/** Fails if the port is in use, or without a token where money could move. */
export const layer: Layer.Layer<
  never,
  StartupError,
  Events | JobStore | Scheduler | Settings | SqlClient.SqlClient | Pages.Needs
> = Layer.unwrap(
  Effect.gen(function*() {
    const { embedded, host, port, token } = yield* Settings
    if (Option.isNone(token) && !(embedded && isLoopback(host))) {
      return yield* ofBilingual(
        isLoopback(host)
          ? {
            message: "Any program on this machine could order refunds. Set WORKER_TOKEN.",
            messageKo: "이 컴퓨터의 모든 프로그램이 환불을 요청할 수 있습니다. WORKER_TOKEN을 설정하세요."
          }
          : {
            message: `Other machines can reach ${host}, and could order refunds. Set WORKER_TOKEN.`,
            messageKo: `다른 컴퓨터에서 ${host}에 접속해 환불을 요청할 수 있습니다. WORKER_TOKEN을 설정하세요.`
          }
      )
    }
    if (Option.isSome(token)) {
      const text = Redacted.value(token.value)
      const problem = VisibleText.problem(text) ?? (text.length < SHORTEST ? TOO_SHORT : undefined)
      if (problem !== undefined) {
        return yield* ofBilingual({
          message: `WORKER_TOKEN ${problem.english}.`,
          messageKo: `WORKER_TOKEN: ${problem.korean}.`
        })
      }
    }
    const routes = Layer.mergeAll(
      post,
      get,
      health,
      ready,
      guard,
      Pages.routes,
      PrometheusMetrics.layerHttp({ path: "/metrics" })
    )
    // The router's own limit is 100 characters, and a key has up to 200 of 12 characters each.
    const routerConfig = { maxParamLength: 4096 }
    return HttpRouter.serve(routes, { disableLogger: true, disableListenLog: true, routerConfig }).pipe(
      Layer.provide(NodeHttpServer.layer(createServer, { host, port })),
      orStartupError((error) =>
        ofBilingual({
          message: `Port ${port} of ${host} cannot be opened (${codeOf(error)}). Choose another one with WORKER_PORT.`,
          messageKo: `${host}의 ${port} 포트를 열 수 없습니다(${
            codeOf(error, "korean")
          }). WORKER_PORT로 다른 포트를 지정하세요.`
        })
      )
    )
  })
)

// internal

/** Not ready after so long without reading the table. Units: milliseconds. */
const UNREADY = 15_000
/** How long readiness waits for its write. */
const WRITE = "5 seconds"
/** Units: characters. */
const SHORTEST = 8

const TOO_SHORT = { english: `has fewer than ${SHORTEST} characters`, korean: `${SHORTEST}자보다 짧습니다` }
const JSON_TYPE = /^application\/json\s*(?:;\s*charset\s*=\s*"?utf-?8"?\s*)?$/i

const NAME_TWICE: Bilingual = {
  english: "The body has a name twice, and readers differ in which of the two counts.",
  korean: "본문에 같은 이름이 두 번 있어 어느 값인지 알 수 없습니다."
}
const NOT_JSON: Bilingual = { english: "The body is not JSON.", korean: "본문이 JSON이 아닙니다." }
const UNREADABLE: Bilingual = {
  english: "The body is too long or cannot be read.",
  korean: "본문이 너무 길거나 읽을 수 없습니다."
}

/** Says that a payment and amount that is known under another key is a further refund. */
const ALLOW = "allow_same_payment_and_amount"
const NOT_A_BOOLEAN: Bilingual = {
  english: `${ALLOW} must be true or false.`,
  korean: `${ALLOW}에는 true나 false만 쓸 수 있습니다.`
}

const withoutAllowance = (input: unknown): { readonly allowSame: unknown; readonly fields: unknown } => {
  if (typeof input !== "object" || input === null || !Object.hasOwn(input, ALLOW)) {
    return { allowSame: false, fields: input }
  }
  const { [ALLOW]: allowSame, ...fields } = input as Record<string, unknown>
  return { allowSame, fields }
}

/** Whether any name is there twice, however it is escaped. A refund has no nested objects. */
const hasNameTwice = (text: string): boolean => {
  const names = [...text.matchAll(NAMES)].map(([, name = ""]) => Result.getOrUndefined(parsed(name)) ?? name)
  return new Set(names).size < names.length
}
const NAMES = /("(?:[^"\\]|\\.)*")\s*:/gs
const parsed = (text: string) => Result.try((): unknown => JSON.parse(text))

/** The name in a `Host` header, without its port; undefined if the header is not valid. */
const nameOf = (host: string): string | undefined =>
  /^(\[[\da-f:.]+\]|[^:/?#@\\\s]+)(?::\d{1,5})?$/i.exec(host)?.[1]?.toLowerCase()

/** Without `cause` of a rejection, which is the provider's text and may contain a person's name. */
const view = (job: Job) => {
  const { amount, impUid, key, outcome, sends, state } = job
  const advice = state === "waiting" || state === "running" ? undefined : adviceOn(job)
  return {
    key,
    imp_uid: impUid,
    amount,
    state,
    sends,
    ...(outcome !== undefined && {
      outcome: outcome.outcome,
      ...(state === "needs-review" || state === "retrying" ? { cause: outcome.cause } : {})
    }),
    ...(advice !== undefined && { advice: advice.english, adviceKo: advice.korean })
  }
}

const json = (body: object, status: number, headers: Record<string, string> = {}) =>
  Effect.orDie(HttpServerResponse.json(body, { status, headers }))

const problem = (status: number, type: string, { english, korean }: Bilingual, more: { otherKey?: string } = {}) =>
  HttpServerResponse.text(`${JSON.stringify({ type, status, detail: english, detailKo: korean, ...more })}\n`, {
    status,
    contentType: "application/problem+json"
  })

const invalid = ({ english, korean }: Bilingual) =>
  problem(400, "InvalidRefund", {
    english: `${english} Nothing was added and no money moved. Correct it and send it again.`,
    korean: `${korean} 등록하지 않았고 환불된 금액도 없습니다. 값을 고쳐 다시 보내세요.`
  })

/** `unavailable`: what is known of a request while the database cannot be used. */
function answered(unavailable: Bilingual) {
  return <E, R>(handler: Effect.Effect<HttpServerResponse.HttpServerResponse, E, R>) =>
    handler.pipe(Effect.catchCause((cause) => {
      const error = cause.reasons.map((reason) =>
        reason._tag === "Fail" ? reason.error as { readonly _tag?: string } : undefined
      )[0]
      switch (error?._tag) {
        case "HttpServerError":
          return Effect.succeed(invalid(UNREADABLE))
        case "SqlError":
          return Effect.succeed(problem(503, "DatabaseUnavailable", unavailable))
      }
      return Effect.failCause(cause)
    }))
}
