/** Listens on a port, passes each request on, and can be closed at once. */
import { createServer } from "node:http"
import type { AddressInfo, Socket } from "node:net"
import type { LoggedRequest } from "../requestLog.ts"
import { releaseState, type State } from "../state.ts"
import { exchange } from "./exchange.ts"

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

const malformed = (at: number): LoggedRequest => ({
  at,
  method: "-",
  path: "(not HTTP)",
  status: 400,
  code: undefined,
  fault: undefined,
  verdict: "rejected",
  impUid: undefined
})

/** Starts listening. The promise rejects when the port is in use. */
export const listen = (state: State, port: number, host: string): Promise<Listener> => {
  const sockets = new Set<Socket>()
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE }, (request, response) => {
    response.on("error", () => undefined)
    exchange(state, request, response)
  })
  server.on("connection", (socket) => {
    if (state.faults.take("connection") !== undefined) {
      socket.resetAndDestroy()
      return
    }
    sockets.add(socket)
    socket.on("close", () => sockets.delete(socket))
  })
  // Input that is not HTTP gets a response without a body; errors of closed connections are
  // ignored.
  server.on("clientError", (_error, socket) => {
    state.requestLog.add(malformed(state.clock.seconds()))
    if (socket.writable) socket.end("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
    else socket.destroy()
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
