import * as CancelError from "@effect-portone/core/CancelError"
import type * as HttpClientError from "effect/http/HttpClientError"
import { codeOf, ConnectFailed } from "./undici/connectFailed.ts"

/**
 * What a failure before the response means for the money. Pure. `NotSent` needs a proof, and the
 * proofs are listed here; a failure that is not listed counts as sent.
 *
 * | proof that nothing was sent | why |
 * | --- | --- |
 * | `ConnectFailed` | our own connector failed, so there was no connection to write to |
 * | `UND_ERR_CONNECT_TIMEOUT` | undici raises it before it has a connection |
 * | `ENOTFOUND`, `EAI_AGAIN` | no address, so no connection |
 * | `ECONNREFUSED`, `ENETUNREACH`, `EHOSTUNREACH` of the system call `connect` | on a read or write the kernel reports them for a connection that was open |
 * | certificate codes | checked by us, at the end of the handshake |
 * | TLS version codes | can only answer our first message |
 * | several failures at once | each of them is a proof |
 *
 * None of them counts for a POST that `fetch` rejected with a `TypeError`: Node's `fetch` sends
 * text a second time when the response is 421, and reports only the failure of the second time.
 *
 * Other TLS codes are no proof: with TLS 1.3 a server may reject the client after the request was
 * written, and a broken record has a code as well.
 */
export const classify = (error: HttpClientError.HttpClientError): CancelError.NotSent | CancelError.OutcomeUnknown => {
  const { reason } = error
  switch (reason._tag) {
    case "InvalidUrlError":
      return new CancelError.NotSent({ reason: "InvalidUrl" })
    case "EncodeError":
      return new CancelError.NotSent({ reason: "Other", detail: "EncodeError" })
    case "TransportError":
      return reason.request.method === "POST" && reason.cause instanceof TypeError
        ? lost(chain(reason.cause))
        : classifyCause(reason.cause)
    default:
      return classifyResponse(reason.cause, reason.response.status)
  }
}

/**
 * What a failure after the status line of the response means: the request was sent, and the rest of
 * the response is lost. A code that proves something before the response proves nothing here.
 */
export const classifyResponse = (cause: unknown, status: number | undefined): CancelError.OutcomeUnknown =>
  lost(chain(cause), status)

/**
 * The same as `classify` for the bare cause. The outermost failure with a code decides, because the
 * program that raised it has judged the causes below it.
 */
export const classifyCause = (cause: unknown): CancelError.NotSent | CancelError.OutcomeUnknown => {
  const link = chain(cause)
  const reason = proof(link)
  return reason === undefined ? lost(link) : new CancelError.NotSent({ reason, detail: codeOf(link) })
}

// internal

type Reason = CancelError.NotSent["reason"]

// The outermost error of a chain of causes that has a code or members.
const chain = (cause: unknown): unknown => {
  let link = cause
  for (let depth = 0; depth < 8 && codeOf(link) === undefined && members(link) === undefined; depth++) {
    if (link instanceof ConnectFailed) return link
    link = Object(link)["cause"]
  }
  return link
}

const members = (link: unknown): ReadonlyArray<unknown> | undefined => {
  const errors: unknown = Object(link)["errors"]
  return Array.isArray(errors) && errors.length > 0 ? errors : undefined
}

const proof = (link: unknown, depth = 0): Reason | undefined => {
  if (link instanceof ConnectFailed) return whileConnecting(link)
  const several = members(link)
  if (several !== undefined) {
    const reasons = depth < 3 ? several.map((member) => proof(chain(member), depth + 1)) : [undefined]
    return reasons.includes(undefined) ? undefined : reasons[0]
  }
  const code = codeOf(link) ?? ""
  return connectCodes[code] !== undefined && Object(link)["syscall"] === "connect"
    ? connectCodes[code]
    : anywhere[code] ?? (certificateCodes.has(code) ? "TlsFailed" : undefined)
}

const whileConnecting = ({ code = "", secure }: ConnectFailed): Reason =>
  connectCodes[code] ?? anywhere[code] ??
    (code === "ETIMEDOUT"
      ? "ConnectTimeout"
      : secure && (certificateCodes.has(code) || /^(ERR_SSL_|ERR_TLS_|ECONNRESET$|EPROTO$|EPIPE$)/.test(code))
      ? "TlsFailed"
      : code === "ECONNRESET"
      ? "ConnectionRefused"
      : "Other")

const lost = (link: unknown, status?: number): CancelError.OutcomeUnknown => {
  const code = codeOf(link) ?? codeOf(members(link)?.[0])
  const reason = lostReasons[code ?? ""] ?? (proof(link) === undefined ? undefined : "ConnectionLost") ??
    (code?.startsWith("ERR_SSL_") ? "ConnectionLost" : "Other")
  return new CancelError.OutcomeUnknown({ reason, detail: code, status })
}

// Null prototypes, so that a code named `constructor` is not in any table.
const table = <A>(rows: Readonly<Record<string, A>>): Readonly<Record<string, A | undefined>> =>
  Object.assign(Object.create(null), rows)

const connectCodes = table<Reason>({
  ECONNREFUSED: "ConnectionRefused",
  ENETUNREACH: "Unreachable",
  EHOSTUNREACH: "Unreachable"
})

const anywhere = table<Reason>({
  ENOTFOUND: "NameNotResolved",
  EAI_AGAIN: "NameNotResolved",
  UND_ERR_CONNECT_TIMEOUT: "ConnectTimeout",
  ERR_SSL_UNSUPPORTED_PROTOCOL: "TlsFailed",
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: "TlsFailed"
})

const certificateCodes = new Set([
  "CERT_HAS_EXPIRED",
  "CERT_NOT_YET_VALID",
  "CERT_REVOKED",
  "CERT_SIGNATURE_FAILURE",
  "CERT_UNTRUSTED",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "ERR_TLS_CERT_ALTNAME_INVALID",
  "HOSTNAME_MISMATCH",
  "INVALID_CA",
  "INVALID_PURPOSE",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE"
])

const lostReasons = table<CancelError.OutcomeUnknown["reason"]>({
  ECONNRESET: "ConnectionLost",
  ECONNABORTED: "ConnectionLost",
  EPIPE: "ConnectionLost",
  UND_ERR_SOCKET: "ConnectionLost",
  UND_ERR_CLOSED: "ConnectionLost",
  UND_ERR_DESTROYED: "ConnectionLost",
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: "ConnectionLost",
  HPE_INVALID_EOF_STATE: "ConnectionLost",
  ETIMEDOUT: "Timeout",
  UND_ERR_HEADERS_TIMEOUT: "Timeout",
  UND_ERR_BODY_TIMEOUT: "Timeout",
  UND_ERR_HEADERS_OVERFLOW: "AnswerTooLarge",
  UND_ERR_RES_EXCEEDED_MAX_SIZE: "AnswerTooLarge"
})
