/** Handles one request from its headers to the end of its response. */
import type { IncomingMessage, ServerResponse } from "node:http"
import { answer } from "../api/answer.ts"
import { envelopeOf, failure } from "../api/envelope.ts"
import { findRoute } from "../api/routes.ts"
import { ISOLATION, rejectedCaller } from "../control/accessCheck.ts"
import { answerControl } from "../control/answerControl.ts"
import { type LoggedRequest, uidMadeHere } from "../requestLog.ts"
import type { State } from "../state.ts"
import { isAnsweredHost } from "./authority.ts"
import { isRecord } from "./fields.ts"
import { knownPath } from "./knownPath.ts"
import { encode, type Reply, TOO_LARGE } from "./reply.ts"
import { readBody, type RequestBody } from "./requestBody.ts"

/** The largest body of the API. Units: bytes. Assumes: the real limit is not public. */
const API_LIMIT = 1024 * 1024

/** The largest body of the control API, which accepts many payments at once. Units: bytes. */
const CONTROL_LIMIT = 64 * 1024 * 1024

/**
 * Handles a request whose headers arrived: reads its body, applies a waiting fault, and responds.
 * Returns a function that logs the request, to be called when its connection is done with it.
 */
export const exchange = (state: State, request: IncomingMessage, response: ServerResponse): () => void => {
  const { path } = split(request)
  const record: Record = { code: undefined, fault: undefined, impUid: undefined }
  const ended = logEnd(state, request.method ?? "", path, response, record)
  respond(state, request, response, record)
  return ended
}

/** Responds with a status that Node's parser demands, and returns what logs the request. */
export const rejectExchange = (
  state: State,
  request: IncomingMessage,
  response: ServerResponse,
  status: number
): () => void => {
  const record: Record = { code: undefined, fault: undefined, impUid: undefined }
  readBody(request, 0, () => response.writeHead(status, { "content-length": 0 }).end())
  return logEnd(state, request.method ?? "", split(request).path, response, record)
}

// internal

const respond = (state: State, request: IncomingMessage, response: ServerResponse, record: Record): void => {
  const method = request.method ?? ""
  const { hosts, path, query } = split(request)
  if (path === "/_sandbox" || path.startsWith("/_sandbox/")) {
    const rejected = rejectedCaller(
      { method, headers: request.headers, hosts, hasBody: hasBody(request) },
      state.settings.allowRemote
    )
    // The body of a rejected caller is read and discarded, so that the caller sees the response.
    readBody(request, rejected === undefined ? CONTROL_LIMIT : 0, (body) => {
      const reply = rejected ??
        answerControl(state, { method, path, query, body, headers: request.headers, address: hosts[0] ?? "" })
      send(response, { ...reply, headers: { ...reply.headers, ...ISOLATION } })
    })
    return
  }

  if (!isAnsweredHost(hosts, state.settings.allowRemote)) {
    readBody(request, 0, () => send(response, failure("hostForeign", 403)))
    return
  }

  const match = findRoute(method, path)
  state.requestCounts.received(match.name)
  const waiting = state.faults.take(match.name)
  record.fault = waiting?.fault.name
  readBody(request, API_LIMIT, (body) => {
    const carryOut = (): Reply => {
      const reply = answer(state, { match, query, headers: request.headers, body, bytes: sizeOf(request, body) })
      const envelope = envelopeOf(reply)
      record.code = envelope?.code
      if (envelope?.code === 0 && match.name === "cancel") {
        record.impUid = uidMadeHere(isRecord(envelope.response) ? envelope.response["imp_uid"] : undefined)
      }
      return reply
    }
    if (waiting === undefined) {
      send(response, carryOut())
      return
    }
    const adjust = (reply: Reply) => waiting.status === undefined ? reply : { ...reply, status: waiting.status }
    const { socket } = request
    waiting.fault.happen({
      socket,
      response,
      url: addressOf(request),
      ms: waiting.ms,
      now: state.clock.seconds(),
      handle: () => adjust(carryOut()),
      send: (reply) => send(response, adjust(reply)),
      later: (milliseconds, then) => state.heldConnections.later(socket, milliseconds, then),
      keep: () => state.heldConnections.keep(socket),
      expireTokens: () => state.tokens.expire()
    })
  })
}

type Record = { -readonly [Name in "code" | "fault" | "impUid"]: LoggedRequest[Name] }

const logEnd = (
  state: State,
  method: string,
  path: string,
  response: ServerResponse,
  record: Record
): () => void => {
  const at = state.clock.seconds()
  return () => {
    const { code } = record
    // A response that never got its turn on the connection was not sent.
    const status = response.headersSent && response.writableFinished ? response.statusCode : undefined
    const verdict = status === undefined && code === undefined
      ? "no response"
      : (code === undefined ? (status ?? 0) < 400 : code === 0)
      ? "accepted"
      : "rejected"
    state.requestLog.add({ at, method, path: knownPath(path), status, verdict, ...record })
  }
}

const sizeOf = ({ url = "" }: IncomingMessage, body: RequestBody): number =>
  url.length + ("text" in body ? Buffer.byteLength(body.text) : 0)

const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0

const send = (response: ServerResponse, reply: Reply): void => {
  // The caller may have hung up while a fault delayed the response.
  if (response.destroyed || response.headersSent) return
  const body = encode(reply)
  response.writeHead(body === TOO_LARGE ? 500 : reply.status, { ...reply.headers, "content-length": body.length })
  response.end(body)
}

// Not with `new URL`, which throws on addresses that a faulty client may send.
const split = ({ headersDistinct, url = "/" }: IncomingMessage) => {
  const absolute = /^https?:\/\/([^/]*)/i.exec(url)
  const target = url.slice(absolute?.[0].length ?? 0).replace(/#.*$/s, "")
  const mark = target.indexOf("?")
  const path = mark === -1 ? target : target.slice(0, mark)
  const query = new URLSearchParams(mark === -1 ? "" : target.slice(mark + 1))
  return { path, query, hosts: [...headersDistinct["host"] ?? [], ...absolute?.slice(1) ?? []] }
}

const addressOf = ({ socket, url }: IncomingMessage): string => {
  const host = socket.remoteFamily === "IPv6" ? `[${socket.localAddress}]` : socket.localAddress
  return `http://${host}:${socket.localPort}${url?.startsWith("/") === true ? url : "/"}`
}
