/**
 * The faults between a cancel and its response, and what the transports and `cancel` return for
 * each. The table in README.md is this list; a test compares the two.
 */
import type { Play } from "./faultServer.ts"

export type Through = "NodeTransport" | "FetchTransport" | "HttpTransport over undici"

export interface Fault {
  /** What happens. */
  readonly name: string
  /** The transports that the row is about, where they differ. */
  readonly through?: ReadonlyArray<Through> | undefined
  /** The address, when it is not the server's own. */
  readonly url?: ((port: number) => string) | undefined
  readonly listen?: "tcp" | "tls" | "tls, asks for a certificate" | undefined
  readonly gone?: "closed" | "backlog full" | "resets" | "mute" | "speaks plain HTTP" | undefined
  /** Trust the server's certificate. */
  readonly trusted?: boolean | undefined
  /** How far the clock moves once the request has been read. */
  readonly wait?: "60 seconds" | "65 seconds" | undefined
  /** Send without a checksum. */
  readonly unchecked?: boolean | undefined
  /** The first token request meets the fault, instead of the cancel. */
  readonly onToken?: boolean | undefined
  readonly play?: Play | undefined
  /** What the transport returns: a status, or its error and reason. */
  readonly transport: string
  /** What `cancel` returns: the tag, with reason or family. */
  readonly cancel: string
  readonly moneyMoved: "yes" | "no" | "unknown"
  readonly resend: "safe" | "with-checksum" | "never" | "done"
  /** How many `POST /payments/cancel` reached the server. */
  readonly posts: 0 | 1 | 2
  /** Whether the server applied the cancel. */
  readonly applied: boolean
}

// Expectations that many rows share.

const confirmed = { cancel: "CancelConfirmed", moneyMoved: "yes", resend: "done", posts: 1, applied: true } as const
const rejected = { moneyMoved: "no", resend: "never", posts: 1, applied: false } as const
const unknown = { moneyMoved: "unknown", resend: "with-checksum", posts: 1 } as const
const both = (verdict: string) => ({ transport: verdict, cancel: verdict }) as const
const lost = { ...both("OutcomeUnknown ConnectionLost"), ...unknown } as const
const notSent = (reason: string) =>
  ({ ...both(`NotSent ${reason}`), moneyMoved: "no", resend: "safe", posts: 0, applied: false }) as const
const page = (status: number) => ({
  transport: `${status}`,
  cancel: "OutcomeUnknown UnexpectedStatus",
  ...unknown,
  applied: false
})
const malformed = { transport: "200", cancel: "MalformedResponse", ...unknown, applied: true } as const

// Bytes of responses.

const payment = {
  imp_uid: "imp_448280090638",
  merchant_uid: "order-7",
  status: "paid",
  amount: 10000,
  cancel_amount: 3000,
  cancel_history: [{ pg_tid: "tid", amount: 3000, cancelled_at: 1712634724, reason: "변심" }]
}
const envelope = (code: number, message: string | null, response: unknown = null) =>
  JSON.stringify({ code, message, response })
const done = envelope(0, null, payment)

const answer = (status: number, body: string | Uint8Array, headers: Record<string, string | number> = {}) => {
  const all = {
    "content-type": "application/json; charset=utf-8",
    "content-length": Buffer.byteLength(body),
    ...headers
  }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  return Buffer.concat([Buffer.from(`HTTP/1.1 ${status} Whatever\r\n${lines.join("")}\r\n`), Buffer.from(body)])
}
const html = (status: number) => answer(status, "<html><h1>Sorry</h1></html>", { "content-type": "text/html" })

// What the server does.

const says = (bytes: Uint8Array): Play => (wire) => wire.write(bytes)
const does = (bytes: string | Uint8Array, then?: "end" | "reset"): Play => (wire) => {
  wire.commit()
  if (then !== "reset") {
    wire.write(bytes)
    if (then === "end") wire.end()
    return
  }
  wire.socket.write(bytes, () => wire.reset())
}
const dribble: Play = (wire) => {
  wire.commit()
  const bytes = answer(200, done)
  const next = (at: number) => {
    if (at < bytes.length) wire.socket.write(bytes.subarray(at, at + 1), () => setImmediate(next, at + 1))
  }
  next(0)
}

// "이미 전액취소된 주문입니다." in EUC-KR.
const eucKr = Buffer.concat([
  Buffer.from("{\"code\":1,\"message\":\""),
  Buffer.from("c0ccb9cc20c0fcbed7c3ebbcd2b5c820c1d6b9aec0d4b4cfb4d92e", "hex"),
  Buffer.from("\",\"response\":null}")
])

export const faults: ReadonlyArray<Fault> = [
  // Before there is a connection.
  { name: "the port is closed", gone: "closed", ...notSent("ConnectionRefused") },
  {
    name: "the name has no address",
    // Too long for DNS, so that no name server has to be asked.
    url: () => `https://${"a".repeat(64)}.invalid`,
    ...notSent("NameNotResolved")
  },
  { name: "connecting takes too long", gone: "backlog full", ...notSent("ConnectTimeout") },
  {
    name: "the server does not speak TLS",
    through: ["NodeTransport"],
    url: (port) => `https://localhost:${port}`,
    gone: "speaks plain HTTP",
    ...notSent("TlsFailed")
  },
  {
    name: "the server does not speak TLS, through the other two",
    through: ["FetchTransport", "HttpTransport over undici"],
    url: (port) => `https://localhost:${port}`,
    gone: "speaks plain HTTP",
    ...lost,
    posts: 0,
    applied: false
  },
  {
    name: "the TLS handshake is not answered",
    url: (port) => `https://localhost:${port}`,
    gone: "mute",
    ...notSent("ConnectTimeout")
  },
  {
    name: "the total timeout passes during the TLS handshake, through the other two",
    through: ["FetchTransport", "HttpTransport over undici"],
    url: (port) => `https://localhost:${port}`,
    gone: "mute",
    wait: "65 seconds",
    ...both("OutcomeUnknown Timeout"),
    ...unknown,
    posts: 0,
    applied: false
  },
  {
    name: "the total timeout passes during the TLS handshake, through NodeTransport",
    through: ["NodeTransport"],
    url: (port) => `https://localhost:${port}`,
    gone: "mute",
    wait: "65 seconds",
    ...notSent("ConnectTimeout")
  },
  {
    name: "the connection is reset during the TLS handshake",
    through: ["NodeTransport"],
    url: (port) => `https://localhost:${port}`,
    gone: "resets",
    ...notSent("TlsFailed")
  },
  {
    name: "the connection is reset during the TLS handshake, through the other two",
    through: ["FetchTransport", "HttpTransport over undici"],
    url: (port) => `https://localhost:${port}`,
    gone: "resets",
    ...lost,
    posts: 0,
    applied: false
  },
  { name: "the certificate is not trusted", listen: "tls", ...notSent("TlsFailed") },
  {
    name: "a TLS 1.3 server wants a client certificate and says so after the handshake",
    listen: "tls, asks for a certificate",
    trusted: true,
    ...lost,
    posts: 0,
    applied: false
  },

  // The connection goes away.
  { name: "reset before the request was read", gone: "resets", ...lost, posts: 0, applied: false },
  { name: "reset after the request, before the cancel", play: (wire) => wire.reset(), ...lost, applied: false },
  { name: "reset after the cancel", play: does("", "reset"), ...lost, applied: true },
  { name: "closed without a response, before the cancel", play: (wire) => wire.end(), ...lost, applied: false },
  { name: "closed without a response, after the cancel", play: does("", "end"), ...lost, applied: true },
  {
    name: "reset in the middle of the response headers",
    play: does("HTTP/1.1 200 OK\r\ncontent-type: application/js", "reset"),
    ...lost,
    applied: true
  },
  {
    name: "closed in the middle of the response headers",
    play: does("HTTP/1.1 200 OK\r\ncontent-type: application/js", "end"),
    ...lost,
    applied: true
  },
  {
    name: "closed in the middle of the response body",
    play: does(answer(200, done).subarray(0, -20), "end"),
    ...lost,
    applied: true
  },
  {
    name: "reset in the middle of the response body",
    play: does(answer(200, done).subarray(0, -20), "reset"),
    ...lost,
    applied: true
  },
  {
    name: "the Content-Length is longer than the body",
    play: does(answer(200, done, { "content-length": 5000 }), "end"),
    ...lost,
    applied: true
  },

  // Time.
  {
    name: "silence before the cancel",
    wait: "65 seconds",
    play: () => {},
    ...both("OutcomeUnknown Timeout"),
    ...unknown,
    applied: false
  },
  {
    name: "silence after the cancel",
    wait: "65 seconds",
    play: (wire) => wire.commit(),
    ...both("OutcomeUnknown Timeout"),
    ...unknown,
    applied: true
  },
  {
    name: "silence in the middle of the response body",
    wait: "65 seconds",
    play: does(answer(200, done).subarray(0, -20)),
    ...both("OutcomeUnknown Timeout"),
    ...unknown,
    applied: true
  },
  {
    name: "a response after 60 seconds",
    wait: "60 seconds",
    play: (wire) => {
      wire.commit()
      wire.later(() => wire.write(answer(200, done)))
    },
    transport: "200",
    ...confirmed
  },
  { name: "a response in slices of one byte", play: dribble, transport: "200", ...confirmed },

  // Responses that cannot be read.
  {
    name: "102 Processing, then the response",
    play: does(Buffer.concat([Buffer.from("HTTP/1.1 102 Processing\r\n\r\n"), answer(200, done)])),
    transport: "200",
    ...confirmed
  },
  {
    name: "100 Continue without Expect, then the response",
    play: does(Buffer.concat([Buffer.from("HTTP/1.1 100 Continue\r\n\r\n"), answer(200, done)])),
    ...lost,
    applied: true
  },
  {
    name: "101 Switching Protocols",
    play: does("HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n"),
    ...lost,
    applied: true
  },
  {
    name: "bytes that are not HTTP",
    play: does("SSH-2.0-OpenSSH_9.6\r\n"),
    ...both("OutcomeUnknown Other"),
    ...unknown,
    applied: true
  },
  { name: "302 to an error page", play: says(answer(302, "", { location: "/payments/cancel" })), ...page(302) },
  { name: "307 to another address", play: says(answer(307, "", { location: "/payments/cancel" })), ...page(307) },
  {
    name: "401 twice",
    play: says(answer(401, envelope(-1, "Unauthorized"))),
    transport: "401",
    cancel: "Unauthorized",
    ...rejected,
    posts: 2
  },
  {
    name: "401, and the cancel has no checksum",
    unchecked: true,
    play: says(answer(401, envelope(-1, "Unauthorized"))),
    transport: "401",
    cancel: "Unauthorized",
    ...rejected,
    resend: "with-checksum"
  },
  {
    name: "403 with PortOne's envelope",
    play: says(answer(403, envelope(-1, "Forbidden"))),
    transport: "403",
    cancel: "CancelRejected pg",
    ...rejected,
    moneyMoved: "unknown"
  },
  { name: "403 with a firewall's page", play: says(html(403)), ...page(403) },
  { name: "408", play: says(html(408)), ...page(408) },
  { name: "409", play: says(answer(409, envelope(1, "Conflict"))), ...page(409) },
  { name: "421", play: says(html(421)), ...page(421) },
  { name: "425", play: says(html(425)), ...page(425) },
  { name: "429", play: says(answer(429, envelope(1, "Too many requests"), { "retry-after": "1" })), ...page(429) },
  { name: "500 with HTML, before the cancel", play: says(html(500)), ...page(500) },
  { name: "500 with HTML, after the cancel", play: does(html(500)), ...page(500), applied: true },
  { name: "502", play: does(html(502)), ...page(502), applied: true },
  { name: "503", play: says(answer(503, "", { "retry-after": "1" })), ...page(503) },
  { name: "200 with an empty body", play: does(answer(200, "")), ...malformed },
  {
    name: "204 without a body",
    play: does("HTTP/1.1 204 No Content\r\n\r\n"),
    ...malformed,
    cancel: "OutcomeUnknown UnexpectedStatus",
    transport: "204"
  },
  { name: "200 with HTML", play: does(html(200)), ...malformed },
  { name: "200 with JSON cut short", play: does(answer(200, done.slice(0, -20))), ...malformed },
  {
    name: "the Content-Length is shorter than the body",
    play: does(answer(200, done, { "content-length": Buffer.byteLength(done) - 20 }), "end"),
    ...malformed
  },
  {
    name: "a body of 10 MB",
    play: does(answer(200, envelope(0, "x".repeat(10_000_000)))),
    ...both("OutcomeUnknown AnswerTooLarge"),
    ...unknown,
    applied: true
  },
  {
    name: "headers of 100 kB",
    play: does(`HTTP/1.1 200 OK\r\nx-long: ${"x".repeat(100_000)}\r\n\r\n`),
    ...both("OutcomeUnknown AnswerTooLarge"),
    ...unknown,
    applied: true
  },
  {
    name: "a rejection in EUC-KR",
    play: says(answer(200, eucKr, { "content-type": "application/json; charset=euc-kr" })),
    transport: "200",
    cancel: "CancelRejected pg",
    ...rejected,
    moneyMoved: "unknown"
  },

  // Responses.
  { name: "200, code 0", play: does(answer(200, done)), transport: "200", ...confirmed },
  {
    name: "200, code 0, over TLS",
    listen: "tls",
    trusted: true,
    play: does(answer(200, done)),
    transport: "200",
    ...confirmed
  },
  {
    name: "200, code 0, body ended by closing the connection",
    play: does(`HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n${done}`, "end"),
    transport: "200",
    ...confirmed
  },
  {
    name: "200, code 0, chunked",
    play: does(
      `HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n${
        Buffer.byteLength(done).toString(16)
      }\r\n${done}\r\n0\r\n\r\n`
    ),
    transport: "200",
    ...confirmed
  },
  {
    name: "200, code 0, response null",
    play: does(answer(200, envelope(0, null))),
    transport: "200",
    ...confirmed,
    cancel: "CancelConfirmedUnreadable"
  },
  {
    name: "200, code 0, about another payment",
    play: does(answer(200, envelope(0, null, { ...payment, imp_uid: "imp_000000000000" }))),
    transport: "200",
    cancel: "OutcomeUnknown AnswerForAnotherPayment",
    ...unknown,
    applied: true
  },
  {
    name: "200, code 1, nothing left to cancel",
    play: says(answer(200, envelope(1, "이미 전액취소된 주문입니다."))),
    transport: "200",
    cancel: "AlreadyCancelled",
    ...rejected
  },
  {
    name: "200, code -1, rejected by a PG",
    play: says(answer(200, envelope(-1, "결제취소에 실패하였습니다. [500626|기 취소 거래]"))),
    transport: "200",
    cancel: "CancelRejected pg",
    ...rejected,
    moneyMoved: "unknown"
  },
  {
    name: "200, an unknown code",
    play: says(answer(200, envelope(77, "?"))),
    transport: "200",
    cancel: "CancelRejected unknown",
    ...rejected,
    moneyMoved: "unknown"
  },

  // The token request, which comes before the cancel.
  {
    name: "the token request is closed without a response",
    onToken: true,
    play: (wire) => wire.end(),
    ...notSent("TokenUnavailable"),
    transport: "OutcomeUnknown ConnectionLost"
  },
  {
    name: "503 on the token request",
    onToken: true,
    play: says(html(503)),
    ...notSent("TokenUnavailable"),
    transport: "503"
  },
  {
    name: "401 on the token request",
    onToken: true,
    play: says(answer(401, envelope(-1, "인증에 실패하였습니다. API키와 secret을 확인하세요."))),
    transport: "401",
    cancel: "CredentialsRejected",
    ...rejected,
    posts: 0
  }
]

// A token, for the rows whose fault comes after the token request.
export const issuesToken: Play = says(
  answer(200, envelope(0, null, { access_token: "second-token", now: 1712634724, expired_at: 1712636524 }))
)
