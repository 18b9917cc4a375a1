import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as http from "node:http"
import type { AddressInfo } from "node:net"

/**
 * A request that the server received.
 */
export interface Arrived {
  readonly method: string
  /** Path and query, as received. */
  readonly path: string
  readonly headers: http.IncomingHttpHeaders
  readonly body: string
}

/**
 * Responds to a request whose body was read.
 */
export type Reply = (request: Arrived, response: http.ServerResponse) => void

/**
 * A server for one case.
 */
export interface Stub {
  readonly baseUrl: string
  /** Every request, in order of arrival. */
  readonly arrived: ReadonlyArray<Arrived>
  readonly firstArrival: Effect.Effect<Arrived>
  /** Resolves when the first connection ends. */
  readonly firstHangUp: Effect.Effect<void>
}

/**
 * Starts a server on loopback and stops it with the scope.
 */
export const stub = (reply: Reply): Effect.Effect<Stub, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.callback<Stub & { readonly server: http.Server }>((resume) => {
      const arrived: Array<Arrived> = []
      const firstArrival = Deferred.makeUnsafe<Arrived>()
      const firstHangUp = Deferred.makeUnsafe<void>()
      const server = http.createServer((request, response) => {
        const chunks: Array<Uint8Array> = []
        request.on("error", () => {})
        request.on("data", (chunk: Uint8Array) => void chunks.push(chunk))
        request.on("end", () => {
          const { headers, method = "", url: path = "" } = request
          const one = { method, path, headers, body: Buffer.concat(chunks).toString("utf8") }
          arrived.push(one)
          Deferred.doneUnsafe(firstArrival, Effect.succeed(one))
          reply(one, response)
        })
      })
      server.on("connection", (socket) => {
        socket.on("error", () => {})
        socket.on("close", () => void Deferred.doneUnsafe(firstHangUp, Effect.void))
      })
      server.listen(0, "127.0.0.1", () => {
        const { port } = server.address() as AddressInfo
        resume(Effect.succeed({
          baseUrl: `http://127.0.0.1:${port}`,
          arrived,
          firstArrival: Deferred.await(firstArrival),
          firstHangUp: Deferred.await(firstHangUp),
          server
        }))
      })
    }),
    ({ server }) =>
      Effect.callback<void>((resume) => {
        server.close(() => resume(Effect.void))
        server.closeAllConnections()
      })
  )

/**
 * The address of a port without a listener: one that a server used and closed.
 */
export const closedPort: Effect.Effect<string> = Effect.scoped(Effect.map(stub(() => {}), ({ baseUrl }) => baseUrl))

/**
 * Responds with JSON text.
 */
export const answer = (status: number, body: string | Uint8Array, headers: http.OutgoingHttpHeaders = {}): Reply => {
  const all = {
    "content-type": "application/json; charset=utf-8",
    "content-length": Buffer.byteLength(body),
    ...headers
  }
  return (_, response) => void response.writeHead(status, all).end(body)
}

/**
 * Resets the connection without a response.
 */
export const reset: Reply = (_, response) => void response.socket?.resetAndDestroy()

/**
 * Closes the connection without a response.
 */
export const hangUp: Reply = (_, response) => void response.socket?.end()

/**
 * Sends a part of a response and closes the connection.
 */
export const cutShort: Reply = (_, response) => {
  response.writeHead(200, { "content-type": "application/json", "content-length": 100 })
  response.write("{\"code\":0,", () => response.socket?.end())
}
