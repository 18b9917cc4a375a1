/** Faults that respond with another status or an HTML page. */
import { failure } from "../api/envelope.ts"
import { bytes, type Reply } from "../http/reply.ts"
import { type Fault, fault } from "./fault.ts"

const status = (code: number, what: string, headers: Record<string, string> = {}): Fault =>
  fault(`status-${code}`, "no", what, ({ send }) => send(failure("serverFailure", code, headers)))

const html = (code: number): Reply =>
  bytes(code, "text/html; charset=utf-8", Buffer.from(`<html><body><h1>${code}</h1><hr>nginx</body></html>\n`))

/** A delay in seconds, as `Retry-After` has it. Units: `ms` in milliseconds. */
const secondsOf = (ms = 1000): number => Math.ceil(ms / 1000)

/** Units: UNIX seconds. */
const httpDate = (seconds: number): string => new Date(seconds * 1000).toUTCString()

const redirect = (code: number, location: string): Reply => ({
  status: code,
  headers: { location },
  body: Buffer.alloc(0)
})

/** Informational responses, redirects, rejected tokens, error statuses and HTML pages. */
export const WRONG_STATUS: ReadonlyArray<Fault> = [
  fault("continue-100", "yes", "100 Continue and 102 Processing before the response", ({ handle, response, send }) => {
    response.writeContinue()
    response.writeProcessing()
    send(handle())
  }),
  fault("redirect-302", "no", "302 to the same address", ({ send, url }) => {
    send(redirect(302, url))
  }),
  fault("redirect-307", "no", "307 to the same address", ({ send, url }) => {
    send(redirect(307, url))
  }),
  fault("unauthorized-once", "no", "401 although the token is valid", ({ send }) => send(failure("unauthorized", 401))),
  fault("expired-token", "no", "the token expires just before this request", ({ expireTokens, handle, send }) => {
    expireTokens()
    send(handle())
  }),
  status(403, "403 envelope"),
  status(408, "408 envelope, then FIN", { connection: "close" }),
  status(409, "409 envelope"),
  status(421, "421 envelope"),
  status(425, "425 envelope"),
  fault("status-429", "no", "429 envelope with `Retry-After` in seconds, `ms` (1000)", ({ ms, send }) => {
    send(failure("serverFailure", 429, { "retry-after": String(secondsOf(ms)) }))
  }),
  fault("status-503", "no", "503 envelope with `Retry-After` as a date, `ms` (1000) from now", ({ ms, now, send }) => {
    const headers = { date: httpDate(now), "retry-after": httpDate(now + secondsOf(ms)) }
    send(failure("serverFailure", 503, headers))
  }),
  fault("html-500", "no", "HTTP 500 with an HTML page", ({ send }) => send(html(500))),
  fault("html-500-after-commit", "yes", "HTTP 500 with an HTML page", ({ handle, send }) => {
    handle()
    send(html(500))
  }),
  fault("html-502", "no", "HTTP 502 with an HTML page", ({ send }) => send(html(502))),
  fault("html-503", "no", "HTTP 503 with an HTML page", ({ send }) => send(html(503))),
  fault("html-200", "no", "HTTP 200 with an HTML page", ({ send }) => send(html(200)))
]
