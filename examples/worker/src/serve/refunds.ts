/**
 * `POST /refunds` adds a refund, and `GET /refunds/:key` reports its outcome.
 */
import type { Bilingual } from "@effect-portone/core"
import { RefundKey } from "@effect-portone/refunds"
import { Effect, Result } from "effect"
import { HttpRouter, HttpServerRequest, HttpServerResponse } from "effect/http"
import { SqlClient } from "effect/sql"
import { Events } from "../events/Events.ts"
import { adviceOn } from "../jobs/advice.ts"
import { type Job, knownAs, type NewJob, outcomeNow } from "../jobs/Job.ts"
import { JobStore } from "../jobs/JobStore.ts"
import { bilingualOf } from "../StartupError.ts"
import { ALLOW, isJson, readBody } from "./body.ts"
import { answered, invalid, problem } from "./problem.ts"

const UNKNOWN_IF_ADDED: Bilingual = {
  english: "It is not known whether the refund was added. Send the same request again.",
  korean: "환불이 등록됐는지 알 수 없습니다. 같은 요청을 다시 보내세요."
}
const UNREAD: Bilingual = {
  english:
    "The refund could not be read, because the database cannot be used. This request changed nothing. Send it again.",
  korean: "데이터베이스를 쓸 수 없어 환불을 조회하지 못했습니다. 이 요청은 아무것도 바꾸지 않았습니다. 다시 보내세요."
}

export const post = HttpRouter.add(
  "POST",
  "/refunds",
  Effect.gen(function*() {
    const request = yield* HttpServerRequest.HttpServerRequest
    if (!isJson(request)) {
      return problem(415, "NotJson", {
        english: "Nothing was added. Send application/json in UTF-8.",
        korean: "등록하지 않았습니다. UTF-8의 application/json으로 보내세요."
      })
    }
    const body = yield* readBody(request)
    if (Result.isFailure(body)) return invalid(body.failure)
    const { allowSame, job } = body.success
    const { added, conflicts: [conflict], same: [repeated] } = yield* add(job, allowSame)
    if (conflict !== undefined) return problem(409, conflict._tag, bilingualOf(conflict))
    if (repeated !== undefined && !allowSame) {
      const { english, korean } = knownAs(job, repeated.other)
      return problem(409, "SamePaymentAndAmount", {
        english: `Nothing was added and no money moved: ${english}. Look that refund up first. If this is a further ` +
          `refund, send "${ALLOW}": true with it.`,
        korean: `등록하지 않았고 환불된 금액도 없습니다. ${korean}. 먼저 그 환불을 조회하고, 추가 환불이 맞으면 ` +
          `"${ALLOW}": true를 함께 보내세요.`
      }, { otherKey: repeated.other.key })
    }
    const { key } = job
    const [known] = yield* (yield* JobStore).get([key])
    return yield* json(known === undefined ? {} : view(known), added > 0 ? 202 : 200, {
      location: `/refunds/${encodeURIComponent(key)}`
    })
  }).pipe(answered(UNKNOWN_IF_ADDED))
)

export const get = HttpRouter.add(
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

// internal

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

/** Without `cause` of a rejection, which is the provider's text and may contain a person's name. */
const view = (job: Job) => {
  const { amount, impUid, key, sends, state } = job
  const outcome = outcomeNow(job)
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
