/**
 * Everything that can go wrong between a shop and PortOne, as a table: the name, whether the request is carried out
 * all the same, what is seen from outside, and how it is done.
 */
import type { ServerResponse } from "node:http"
import type { Socket } from "node:net"
import { bytes, encode, envelopeOf, failure, type Reply } from "../http/reply.ts"
import { dribble, half, rawAnswer, writeThenEnd, writeThenReset } from "./rawBytes.ts"

/** One request in the hands of a fault. Its body has been read in full. */
export interface FaultyExchange {
  readonly socket: Socket
  readonly response: ServerResponse
  /** The full address that was asked for. */
  readonly url: string
  /** Units: milliseconds. */
  readonly ms: number | undefined
  /** Carries the request out and returns the answer that would have been sent. */
  readonly handle: () => Reply
  /** Sends an answer in good order. */
  readonly send: (reply: Reply) => void
  /** Does something later. Units: milliseconds. */
  readonly later: (milliseconds: number, then: () => void) => void
  /** Keeps the connection and says nothing. */
  readonly keep: () => void
  /** Ends all tokens. */
  readonly expireTokens: () => void
}

/** One row of the table. */
export interface Fault {
  readonly name: string
  /** Is the request carried out, so that a valid cancel moves money? */
  readonly applied: "yes" | "no"
  /** One line for people. */
  readonly what: string
  readonly happen: (exchange: FaultyExchange) => void
}

/** How long `slow` and `slow-answer` take when nothing else is said. Units: milliseconds. */
const SLOW = 3000

/** The size of `big-body`. Units: bytes. */
const BIG = 10 * 1024 * 1024

/** The word "취소" in EUC-KR, which is not valid UTF-8. */
const CANCEL_IN_EUC_KR = "\xC3\xEB\xBC\xD2"

const row = (name: string, applied: Fault["applied"], what: string, happen: Fault["happen"]): Fault => ({
  name,
  applied,
  what,
  happen
})

const status = (code: number, what: string, headers: Record<string, string> = {}): Fault =>
  row(`status-${code}`, "no", what, ({ send }) => send(failure("serverFailure", code, headers)))

const html = (code: number): Reply =>
  bytes(code, "text/html; charset=utf-8", Buffer.from(`<html><body><h1>${code}</h1><hr>nginx</body></html>\n`))

const redirect = (code: number, location: string): Reply => ({
  status: code,
  headers: { location },
  body: Buffer.alloc(0)
})

/** The table. */
export const FAULTS: ReadonlyArray<Fault> = [
  row("reset-on-connect", "no", "RST as soon as the connection is accepted; route `connection` only", ({ socket }) => {
    socket.resetAndDestroy()
  }),
  row("reset-before-commit", "no", "request read, then RST", ({ socket }) => {
    socket.resetAndDestroy()
  }),
  row("drop-before-commit", "no", "request read, then FIN without an answer", ({ socket }) => socket.destroySoon()),
  row("drop-after-commit", "yes", "FIN without an answer", ({ handle, socket }) => {
    handle()
    socket.destroySoon()
  }),
  row("reset-after-commit", "yes", "RST without an answer", ({ handle, socket }) => {
    handle()
    socket.resetAndDestroy()
  }),
  row("half-headers", "yes", "half of the status line and headers, then RST", ({ handle, socket }) => {
    writeThenReset(socket, half(rawAnswer(handle()).head))
  }),
  row("cut-body", "yes", "headers and half of the body, then RST", ({ handle, socket }) => {
    const { body, head } = rawAnswer(handle())
    writeThenReset(socket, Buffer.concat([head, half(body)]))
  }),
  row("wrong-content-length", "yes", "Content-Length larger than the body, then FIN", ({ handle, socket }) => {
    const { body, head } = rawAnswer(handle(), (real) => real + 100)
    writeThenEnd(socket, Buffer.concat([head, body]))
  }),
  row("short-content-length", "yes", "Content-Length smaller than the body", ({ handle, socket }) => {
    const { body, head } = rawAnswer(handle(), (real) => Math.floor(real / 2))
    writeThenEnd(socket, Buffer.concat([head, body]))
  }),
  row("slow-bytes", "yes", "the answer byte by byte, `ms` apart (0)", ({ handle, later, ms, socket }) => {
    const { body, head } = rawAnswer(handle())
    dribble(Buffer.concat([head, body]), socket, ms ?? 0, later)
  }),
  row("slow", "yes", "waits `ms` (3000), then carries out and answers", ({ handle, later, ms, send }) => {
    later(ms ?? SLOW, () => send(handle()))
  }),
  row("slow-answer", "yes", "carries out at once, answers after `ms` (3000)", ({ handle, later, ms, send }) => {
    const reply = handle()
    later(ms ?? SLOW, () => send(reply))
  }),
  row("hang", "no", "never answers", ({ keep }) => keep()),
  row("hang-after-commit", "yes", "never answers", ({ handle, keep }) => {
    handle()
    keep()
  }),
  row("half-open", "yes", "never answers and does not notice when the caller hangs up", ({ handle, keep, socket }) => {
    handle()
    // The HTTP server would hang up in turn when the caller does.
    socket.removeAllListeners("end")
    keep()
  }),
  row("continue-100", "yes", "100 Continue and 102 Processing before the answer", ({ handle, response, send }) => {
    response.writeContinue()
    response.writeProcessing()
    send(handle())
  }),
  row("redirect-302", "no", "302 to the same address", ({ send, url }) => {
    send(redirect(302, url))
  }),
  row("redirect-307", "no", "307 to the same address", ({ send, url }) => {
    send(redirect(307, url))
  }),
  row("unauthorized-once", "no", "401 although the token is good", ({ send }) => send(failure("unauthorized", 401))),
  row("expired-token", "no", "every token ends just before this request", ({ expireTokens, handle, send }) => {
    expireTokens()
    send(handle())
  }),
  status(403, "403 envelope"),
  status(408, "408 envelope, then FIN", { connection: "close" }),
  status(409, "409 envelope"),
  status(421, "421 envelope"),
  status(425, "425 envelope"),
  status(429, "429 envelope with `Retry-After: 1`", { "retry-after": "1" }),
  row("html-500", "no", "HTTP 500 with an HTML page", ({ send }) => send(html(500))),
  row("html-500-after-commit", "yes", "HTTP 500 with an HTML page", ({ handle, send }) => {
    handle()
    send(html(500))
  }),
  row("html-502", "no", "HTTP 502 with an HTML page", ({ send }) => send(html(502))),
  row("html-503", "no", "HTTP 503 with an HTML page", ({ send }) => send(html(503))),
  row("html-200", "no", "HTTP 200 with an HTML page", ({ send }) => send(html(200))),
  row("empty-body", "yes", "HTTP 200 without a body", ({ handle, send }) => {
    send({ ...handle(), body: Buffer.alloc(0) })
  }),
  row("truncated-json", "yes", "half of the JSON, with a Content-Length that fits", ({ handle, send }) => {
    const reply = handle()
    send({ ...reply, body: half(encode(reply)) })
  }),
  row("big-body", "yes", "the answer padded with blanks to 10 MB", ({ handle, send }) => {
    const reply = handle()
    send({ ...reply, body: Buffer.concat([encode(reply), Buffer.alloc(BIG, " ")]).subarray(0, BIG) })
  }),
  row("wrong-charset", "yes", "says EUC-KR and means it: the Korean bytes are not UTF-8", ({ handle, send }) => {
    const reply = handle()
    const text = JSON.stringify({ ...envelopeOf(reply), message: "취소" }).replace(/[^\0-\x7f]+/g, CANCEL_IN_EUC_KR)
    send(bytes(reply.status, "application/json; charset=euc-kr", Buffer.from(text, "latin1")))
  }),
  row("unknown-code", "no", "HTTP 200 with code 7777", ({ send }) => send(failure("unknownCode"))),
  row("pg-refusal", "no", "HTTP 200 with code -1 and a refusal of the payment gateway", ({ send }) => {
    send(failure("pgRefusal"))
  }),
  row("null-response", "yes", "code 0 with `response` null", ({ handle, send }) => {
    send({ ...handle(), body: { code: 0, message: null, response: null } })
  }),
  row("odd-response", "yes", "code 0 with fields of the wrong types", ({ handle, send }) => {
    const reply = handle()
    const odd = { amount: "10,000", cancel_amount: { won: true }, cancel_history: "none", imp_uid: [7], status: 3 }
    const response = envelopeOf(reply)?.response
    send({ ...reply, body: { code: 0, message: null, response: { ...(response as object | null), ...odd } } })
  })
]
