/**
 * Which requests are answered: those under a known name, with the token of WORKER_TOKEN or from a
 * browser that is signed in.
 */
import { VisibleText } from "@effect-portone/core"
import { Effect, Option, Redacted } from "effect"
import { HttpRouter, HttpServerRequest } from "effect/http"
import * as Pages from "../page/routes.ts"
import { Settings } from "../Settings.ts"
import { ofBilingual } from "../StartupError.ts"
import { HEALTH } from "./health.ts"
import { isLoopback } from "./loopback.ts"
import { problem } from "./problem.ts"
import { sameText } from "./sameText.ts"
import { afterWrongToken } from "./wrongToken.ts"

/** Every path except the one that tells nothing needs a known `Host` and the token. */
export const guard = HttpRouter.middleware(
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

/** Fails without a token where money could move, or with one that is easy to guess. */
export const checkToken = Effect.gen(function*() {
  const { embedded, host, token } = yield* Settings
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
    const found = VisibleText.problem(text) ?? (text.length < SHORTEST ? TOO_SHORT : undefined)
    if (found !== undefined) {
      return yield* ofBilingual({
        message: `WORKER_TOKEN ${found.english}.`,
        messageKo: `WORKER_TOKEN: ${found.korean}.`
      })
    }
  }
})

// internal

/** Units: characters. */
const SHORTEST = 8

const TOO_SHORT = { english: `has fewer than ${SHORTEST} characters`, korean: `${SHORTEST}자보다 짧습니다` }

/** The name in a `Host` header, without its port; undefined if the header is not valid. */
const nameOf = (host: string): string | undefined =>
  /^(\[[\da-f:.]+\]|[^:/?#@\\\s]+)(?::\d{1,5})?$/i.exec(host)?.[1]?.toLowerCase()
