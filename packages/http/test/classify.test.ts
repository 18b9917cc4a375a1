import { assert, describe, it } from "@effect/vitest"
import { HttpClientError, HttpClientRequest, HttpClientResponse } from "effect/http"
import { classify, classifyCause, classifyResponse } from "../src/internal/classify.ts"
import { ConnectFailed } from "../src/internal/undici/connectFailed.ts"

const failure = (code: unknown, more: Record<string, unknown> = {}) => Object.assign(new Error("x"), { code }, more)
const connect = (code: string) => failure(code, { syscall: "connect" })
const fetchFailed = (cause: unknown) => new TypeError("fetch failed", { cause })
const several = (...errors: ReadonlyArray<unknown>) =>
  Object.assign(new AggregateError(errors), { code: "ECONNREFUSED" })
const verdict = (cause: unknown) => {
  const error = classifyCause(cause)
  return `${error._tag} ${error.reason}${error.detail === undefined ? "" : ` ${error.detail}`}`
}

const rows: ReadonlyArray<readonly [name: string, cause: unknown, expected: string]> = [
  ["a refused connection", connect("ECONNREFUSED"), "NotSent ConnectionRefused ECONNREFUSED"],
  ["a refused connection inside fetch", fetchFailed(connect("ECONNREFUSED")), "NotSent ConnectionRefused ECONNREFUSED"],
  ["a name without an address", failure("ENOTFOUND"), "NotSent NameNotResolved ENOTFOUND"],
  ["a name server out of reach", failure("EAI_AGAIN"), "NotSent NameNotResolved EAI_AGAIN"],
  ["a network out of reach", connect("ENETUNREACH"), "NotSent Unreachable ENETUNREACH"],
  ["a host out of reach", connect("EHOSTUNREACH"), "NotSent Unreachable EHOSTUNREACH"],
  ["a connect timeout of undici", failure("UND_ERR_CONNECT_TIMEOUT"), "NotSent ConnectTimeout UND_ERR_CONNECT_TIMEOUT"],
  [
    "a connect timeout that names what lies below it",
    failure("UND_ERR_CONNECT_TIMEOUT", { cause: several(connect("ETIMEDOUT")) }),
    "NotSent ConnectTimeout UND_ERR_CONNECT_TIMEOUT"
  ],
  [
    "a self-signed certificate",
    failure("DEPTH_ZERO_SELF_SIGNED_CERT"),
    "NotSent TlsFailed DEPTH_ZERO_SELF_SIGNED_CERT"
  ],
  [
    "a certificate for another name",
    failure("ERR_TLS_CERT_ALTNAME_INVALID"),
    "NotSent TlsFailed ERR_TLS_CERT_ALTNAME_INVALID"
  ],
  [
    "a TLS version that the two sides do not share",
    failure("ERR_SSL_UNSUPPORTED_PROTOCOL"),
    "NotSent TlsFailed ERR_SSL_UNSUPPORTED_PROTOCOL"
  ],
  [
    "every address refused",
    several(connect("ECONNREFUSED"), connect("ENETUNREACH")),
    "NotSent ConnectionRefused ECONNREFUSED"
  ],

  [
    "a host out of reach while reading",
    failure("EHOSTUNREACH", { syscall: "read" }),
    "OutcomeUnknown Other EHOSTUNREACH"
  ],
  ["a refusal while writing", failure("ECONNREFUSED", { syscall: "write" }), "OutcomeUnknown Other ECONNREFUSED"],
  ["a refusal of no known system call", failure("ECONNREFUSED"), "OutcomeUnknown Other ECONNREFUSED"],
  [
    "one address of several reset",
    several(connect("ECONNREFUSED"), connect("ECONNRESET")),
    "OutcomeUnknown Other ECONNREFUSED"
  ],
  ["several failures without a code", new AggregateError([new Error("x")]), "OutcomeUnknown Other"],
  ["no failures at all", new AggregateError([]), "OutcomeUnknown Other"],
  ["a reset", failure("ECONNRESET"), "OutcomeUnknown ConnectionLost ECONNRESET"],
  ["a reset reported for connect", connect("ECONNRESET"), "OutcomeUnknown ConnectionLost ECONNRESET"],
  ["a broken pipe", failure("EPIPE"), "OutcomeUnknown ConnectionLost EPIPE"],
  ["a time-out of the kernel", connect("ETIMEDOUT"), "OutcomeUnknown Timeout ETIMEDOUT"],
  ["a socket of undici closed", fetchFailed(failure("UND_ERR_SOCKET")), "OutcomeUnknown ConnectionLost UND_ERR_SOCKET"],
  [
    "a lost socket over a refusal",
    failure("UND_ERR_SOCKET", { cause: connect("ECONNREFUSED") }),
    "OutcomeUnknown ConnectionLost UND_ERR_SOCKET"
  ],
  [
    "a broken TLS record",
    failure("ERR_SSL_SSLV3_ALERT_BAD_RECORD_MAC"),
    "OutcomeUnknown ConnectionLost ERR_SSL_SSLV3_ALERT_BAD_RECORD_MAC"
  ],
  [
    "plain text in a TLS stream",
    failure("ERR_SSL_WRONG_VERSION_NUMBER"),
    "OutcomeUnknown ConnectionLost ERR_SSL_WRONG_VERSION_NUMBER"
  ],
  [
    "a refused client certificate",
    failure("ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED"),
    "OutcomeUnknown ConnectionLost ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED"
  ],
  ["Bun's own name for a refusal", failure("ConnectionRefused"), "OutcomeUnknown Other"],
  ["a code that is not a code", failure("secret-token"), "OutcomeUnknown Other"],
  ["a numeric code", failure(20), "OutcomeUnknown Other"],
  ["a code named like a method", failure("constructor"), "OutcomeUnknown Other"],
  ["no error at all", undefined, "OutcomeUnknown Other"],
  ["a string", "ECONNREFUSED", "OutcomeUnknown Other"],

  [
    "our connector: reset before the connection was up",
    new ConnectFailed(failure("ECONNRESET"), false),
    "NotSent ConnectionRefused ECONNRESET"
  ],
  [
    "our connector: reset during the handshake",
    new ConnectFailed(failure("ECONNRESET"), true),
    "NotSent TlsFailed ECONNRESET"
  ],
  [
    "our connector: plain text in place of TLS",
    new ConnectFailed(failure("ERR_SSL_WRONG_VERSION_NUMBER"), true),
    "NotSent TlsFailed ERR_SSL_WRONG_VERSION_NUMBER"
  ],
  [
    "our connector: a time-out of the kernel",
    new ConnectFailed(failure("ETIMEDOUT"), false),
    "NotSent ConnectTimeout ETIMEDOUT"
  ],
  [
    "our connector: every address refused",
    new ConnectFailed(several(connect("ECONNREFUSED")), false),
    "NotSent ConnectionRefused ECONNREFUSED"
  ],
  ["our connector: no file descriptors left", new ConnectFailed(failure("EMFILE"), true), "NotSent Other EMFILE"],
  ["our connector: no code", new ConnectFailed(new Error("x"), true), "NotSent Other"]
]

describe("a failure before the response", () => {
  for (const [name, cause, expected] of rows) {
    it(`${name}: ${expected}`, () => {
      assert.strictEqual(verdict(cause), expected)
    })
  }

  it("ends on a chain of causes that is a circle", () => {
    const loop = new Error("x")
    loop.cause = loop

    assert.strictEqual(verdict(loop), "OutcomeUnknown Other")
  })

  it("ends on an AggregateError that holds itself", () => {
    const loop = new AggregateError([])
    loop.errors.push(loop)

    assert.strictEqual(verdict(loop), "OutcomeUnknown Other")
  })
})

describe("an error of the HTTP client", () => {
  const request = HttpClientRequest.post("http://127.0.0.1/", { headers: { authorization: "Bearer secret-token" } })
  const response = HttpClientResponse.fromWeb(request, new Response("", { status: 502 }))

  it("is NotSent for a URL that cannot be requested", () => {
    const error = classify(
      new HttpClientError.HttpClientError({ reason: new HttpClientError.InvalidUrlError({ request }) })
    )

    assert.strictEqual(`${error._tag} ${error.reason}`, "NotSent InvalidUrl")
  })

  it("is NotSent for a body that cannot be written", () => {
    const error = classify(
      new HttpClientError.HttpClientError({ reason: new HttpClientError.EncodeError({ request }) })
    )

    assert.strictEqual(error._tag, "NotSent")
  })

  it("is never NotSent once a response has begun, with any code", () => {
    const reason = new HttpClientError.DecodeError({ request, response, cause: connect("ECONNREFUSED") })
    const error = new HttpClientError.HttpClientError({ reason })

    assert.strictEqual(classify(error)._tag, "OutcomeUnknown")
    assert.strictEqual(classifyResponse(error.reason.cause, 502).status, 502)
  })

  it("does not become the cause of ours, because it contains the headers", () => {
    const reason = new HttpClientError.TransportError({ request, cause: failure("ECONNRESET") })

    const error = classify(new HttpClientError.HttpClientError({ reason }))

    assert.isUndefined(error.cause)
  })
})
