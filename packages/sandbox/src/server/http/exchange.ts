/** Handles one request from its headers to the end of its response. */
import type { IncomingMessage, ServerResponse } from "node:http"
import { answer } from "../api/answer.ts"
import { findRoute } from "../api/routes.ts"
import { answerControl } from "../control/answerControl.ts"
import type { State } from "../state.ts"
import { encode, type Reply } from "./reply.ts"
import { readBody } from "./requestBody.ts"

/** The largest body of the API. Units: bytes. Assumes: the real limit is not public. */
const API_LIMIT = 1024 * 1024

/** The largest body of the control API, which accepts many payments at once. Units: bytes. */
const CONTROL_LIMIT = 64 * 1024 * 1024

/**
 * Handles a request whose headers arrived: reads its body, applies a waiting fault, and responds.
 */
export const exchange = (state: State, request: IncomingMessage, response: ServerResponse): void => {
  const method = request.method ?? ""
  const { path, query } = split(request.url ?? "/")
  if (path === "/_sandbox" || path.startsWith("/_sandbox/")) {
    readBody(request, CONTROL_LIMIT, (body) => send(response, answerControl(state, { method, path, query, body })))
    return
  }

  const match = findRoute(method, path)
  state.requestCounts.received(match.name)
  const waiting = state.faults.take(match.name)
  readBody(request, API_LIMIT, (body) => {
    const carryOut = (): Reply => answer(state, { match, query, headers: request.headers, body })
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
      handle: () => adjust(carryOut()),
      send: (reply) => send(response, adjust(reply)),
      later: (milliseconds, then) => state.heldConnections.later(socket, milliseconds, then),
      keep: () => state.heldConnections.keep(socket),
      expireTokens: () => state.tokens.expire()
    })
  })
}

// internal

const send = (response: ServerResponse, reply: Reply): void => {
  // The caller may have hung up while a fault delayed the response.
  if (response.destroyed || response.headersSent) return
  const body = encode(reply)
  response.writeHead(reply.status, { ...reply.headers, "content-length": body.length })
  response.end(body)
}

// Not with `new URL`, which throws on addresses that a faulty client may send.
const split = (address: string): { path: string; query: URLSearchParams } => {
  const target = address.replace(/^https?:\/\/[^/]*/i, "").replace(/#.*$/s, "")
  const mark = target.indexOf("?")
  return mark === -1
    ? { path: target, query: new URLSearchParams() }
    : { path: target.slice(0, mark), query: new URLSearchParams(target.slice(mark + 1)) }
}

const addressOf = ({ socket, url }: IncomingMessage): string => {
  const host = socket.remoteFamily === "IPv6" ? `[${socket.localAddress}]` : socket.localAddress
  return `http://${host}:${socket.localPort}${url?.startsWith("/") === true ? url : "/"}`
}
