/** Listens on a port, passes each request on, and can be closed at once. */
import { createServer } from "node:http"
import type { AddressInfo, Socket } from "node:net"
import { releaseState, type State } from "../state.ts"
import { exchange, rejectExchange } from "./exchange.ts"
import { OpenExchanges } from "./openExchanges.ts"

/** A running server. */
export interface Listener {
  readonly port: number
  /** Stops listening, closes every connection and clears every timer. */
  readonly close: () => Promise<void>
}

/**
 * How long an idle connection stays open. It is longer than that of clients, so that the server
 * does not close a connection on which a client is about to send.
 *
 * Units: milliseconds.
 */
const KEEP_ALIVE = 120_000

/** What a connection sent that is no request, by the error of Node's parser. The rest is 400. */
const UNREADABLE: Readonly<Record<string, readonly [status: number, what: string]>> = {
  HPE_HEADER_OVERFLOW: [431, "(headers too large)"],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: [413, "(chunk extensions too large)"],
  ERR_HTTP_REQUEST_TIMEOUT: [408, "(request timeout)"]
}

/** Starts listening. The promise rejects when the port is in use. */
export const listen = (state: State, port: number, host: string): Promise<Listener> => {
  const sockets = new Set<Socket>()
  const exchanges = new OpenExchanges()
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE }, (request, response) => {
    response.on("error", () => undefined)
    exchanges.add({ request, response, ended: exchange(state, request, response) })
  })
  server.on("connection", (socket) => {
    if (state.faults.take("connection") !== undefined) {
      socket.resetAndDestroy()
      return
    }
    exchanges.watch(socket)
    sockets.add(socket)
    socket.on("close", () => sockets.delete(socket))
  })
  server.on("checkExpectation", (request, response) => {
    response.on("error", () => undefined)
    exchanges.add({ request, response, ended: rejectExchange(state, request, response, 417) })
  })
  server.on("connect", (request, socket) => {
    socket.on("error", () => undefined)
    const ended = logUnread(state, request.method ?? "-", "…")
    exchanges.close(socket, { status: 405, headers: { allow: "GET, POST, PUT, DELETE" }, ended })
  })
  server.on("clientError", (error: NodeJS.ErrnoException, socket) => {
    // A connection that the caller reset, and not one with unreadable bytes.
    if (!socket.writable) {
      socket.destroy()
      return
    }
    const [status, what] = UNREADABLE[error.code ?? ""] ?? [400, "(not HTTP)"]
    exchanges.close(socket, { status, ended: logUnread(state, "-", what) })
  })

  const close = () =>
    new Promise<void>((resolve) => {
      releaseState(state)
      server.close(() => resolve())
      for (const socket of sockets) socket.destroy()
    })

  return new Promise((resolve, reject) => {
    server.once("error", reject)
    server.listen(port, host, () => {
      server.off("error", reject)
      server.on("error", () => undefined)
      resolve({ port: (server.address() as AddressInfo).port, close })
    })
  })
}

// internal

// One entry in the log for something that is no request.
const logUnread = (state: State, method: string, path: string): (status: number | undefined) => void => {
  const at = state.clock.seconds()
  return (status) => {
    const verdict = status === undefined ? "no response" : "rejected"
    state.requestLog.add({ at, method, path, status, code: undefined, fault: undefined, verdict, impUid: undefined })
  }
}
