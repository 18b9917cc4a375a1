import { Deferred, Effect } from "effect"
import * as net from "node:net"
import * as tls from "node:tls"
import { listen } from "./listen.ts"
import { selfSigned } from "./selfSigned.ts"

/**
 * A TLS server that accepts connections and starts the handshake when `release` runs. It records
 * what it reads.
 */
export const lateServer = Effect.gen(function*() {
  const { cert, key } = selfSigned()
  const accepted = yield* Deferred.make<void>()
  const closed = yield* Deferred.make<void>()
  const read: Array<string> = []
  const held: Array<net.Socket> = []
  const secure = tls.createServer({ cert, key }, (socket) => {
    socket.on("data", (chunk) => read.push(chunk.toString("latin1")))
    socket.on("error", () => {})
  })
  // A client that closes as soon as the connection opens does so before the handshake has ended.
  secure.on("tlsClientError", () => {})
  const front = net.createServer({ pauseOnConnect: true }, (socket) => {
    held.push(socket)
    socket.on("error", () => {})
    socket.on("close", () => Deferred.doneUnsafe(closed, Effect.void))
    Deferred.doneUnsafe(accepted, Effect.void)
  })
  yield* Effect.addFinalizer(() => Effect.sync(() => held.forEach((socket) => socket.destroy())))
  const port = yield* listen(front)
  const release = Effect.sync(() => {
    for (const socket of held) {
      secure.emit("connection", socket)
      socket.resume()
    }
  })
  return { options: { baseUrl: `https://localhost:${port}`, ca: cert }, accepted, closed, read, release }
})
