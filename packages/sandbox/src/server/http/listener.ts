/** The socket side: listens, hands each request on, and can be torn down at once. */
import type { AddressInfo, Socket } from "node:net"
import { releaseState, type State } from "../state.ts"
import { exchange } from "./exchange.ts"
import { createServer } from "./nodeHttp.ts"

/** A server that listens. */
export interface Listener {
  readonly port: number
  /** Stops listening, cuts every connection and clears every timer. */
  readonly close: () => Promise<void>
}

/** A client that keeps its connection for less than this never races with the server's hanging up. Units: milliseconds. */
const KEEP_ALIVE = 120_000

/** Starts listening. Rejects when the port is taken. */
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
  // What is not HTTP gets the shortest answer there is. Writing to a dead connection is not worth a word.
  server.on("clientError", (_error, socket) => {
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
