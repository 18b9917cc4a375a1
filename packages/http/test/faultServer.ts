/**
 * A server on a bare socket that writes the bytes of a fault. It counts requests in the bytes that
 * arrive, and of HTTP it only knows the end of the headers and `Content-Length`.
 */
import { Deferred, Effect } from "effect"
import * as net from "node:net"
import * as tls from "node:tls"
import { Worker } from "node:worker_threads"
import { selfSigned } from "./selfSigned.ts"

/**
 * One connection on which a request was read in full.
 */
export interface Wire {
  /** Marks the cancel as done. */
  readonly commit: () => void
  readonly write: (...bytes: ReadonlyArray<string | Uint8Array>) => void
  /** Ends the response and the connection. */
  readonly end: () => void
  readonly reset: () => void
  /** Runs when the test releases a slow response. */
  readonly later: (then: () => void) => void
  readonly socket: net.Socket
}

export type Play = (wire: Wire) => void

export interface Options {
  readonly listen: "tcp" | "tls" | "tls, asks for a certificate"
  /** How a connection fails before a request is read. */
  readonly gone?: "closed" | "backlog full" | "resets" | "mute" | "speaks plain HTTP" | undefined
  readonly cancel: Play
  readonly token: Play
}

export const serve = Effect.fnUntraced(function*(options: Options) {
  const reached = yield* Deferred.make<void>()
  const hungUp = yield* Deferred.make<void>()
  const counted = { cancels: 0, tokens: 0, connections: 0, applied: false }
  let release: (() => void) | undefined
  const sockets = new Set<net.Socket>()
  const { cert, key } = options.listen === "tcp" ? { cert: undefined, key: undefined } : selfSigned()

  const onRequest = (socket: net.Socket, path: string) => {
    const wire: Wire = {
      commit: () => void (counted.applied = true),
      write: (...bytes) => bytes.forEach((part) => socket.write(part)),
      end: () => void socket.end(),
      reset: () => void socket.resetAndDestroy(),
      later: (then) => void (release = then),
      socket
    }
    if (path === "/users/getToken") {
      counted.tokens++
      options.token(wire)
    } else {
      options.cancel(wire)
    }
    Deferred.doneUnsafe(reached, Effect.void)
  }

  const onSocket = (socket: net.Socket) => {
    counted.connections++
    sockets.add(socket)
    socket.on("error", () => {})
    socket.on("close", () => {
      sockets.delete(socket)
      Deferred.doneUnsafe(hungUp, Effect.void)
    })
    if (options.gone === "mute") return void Deferred.doneUnsafe(reached, Effect.void)
    if (options.gone === "resets") return void socket.once("readable", () => socket.resetAndDestroy())
    if (options.gone === "speaks plain HTTP") {
      return void socket.once("data", () => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"))
    }
    let bytes = ""
    socket.on("data", (chunk: Buffer) => {
      const before = cancelsIn(bytes)
      bytes += chunk.toString("latin1")
      counted.cancels += cancelsIn(bytes) - before
      const head = bytes.indexOf("\r\n\r\n")
      if (head < 0) return
      const length = Number(/\r\ncontent-length: (\d+)\r\n/i.exec(bytes.slice(0, head + 2))?.[1] ?? 0)
      if (bytes.length < head + 4 + length) return
      const path = bytes.split(" ", 2)[1] ?? ""
      bytes = bytes.slice(head + 4 + length)
      onRequest(socket, path)
    })
  }

  if (options.gone === "backlog full") {
    return { counted, reached, hungUp, cert, port: yield* deafPort, release: () => {} }
  }
  const server = options.listen === "tcp"
    ? net.createServer({ noDelay: true }, onSocket)
    : tls.createServer({ key: key!, cert: cert!, requestCert: options.listen !== "tls" }, onSocket)
  const port = yield* Effect.callback<number>((resume) => {
    server.listen(0, "127.0.0.1", () => resume(Effect.succeed((server.address() as net.AddressInfo).port)))
  })
  const close = Effect.callback<void>((resume) => {
    server.close(() => resume(Effect.void))
    for (const socket of sockets) socket.destroy()
  })
  if (options.gone === "closed") yield* close
  else yield* Effect.addFinalizer(() => close)
  return { counted, reached, hungUp, cert, port, release: () => release?.() }
})

const cancelsIn = (bytes: string) => bytes.split("POST /payments/cancel HTTP/1.1\r\n").length - 1

// A listener that never accepts, with as many connections waiting as its queue holds: the kernel
// drops the next one.
const deafPort = Effect.gen(function*() {
  const worker = yield* Effect.acquireRelease(
    Effect.sync(() =>
      new Worker(
        `const { parentPort } = require("node:worker_threads")
         const server = require("node:net").createServer()
         server.listen({ port: 0, host: "127.0.0.1", backlog: 1 }, () => {
           parentPort.postMessage(server.address().port)
           setImmediate(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0))
         })`,
        { eval: true }
      )
    ),
    (worker) => Effect.promise(() => worker.terminate())
  )
  const port = yield* Effect.callback<number>((resume) => {
    worker.once("message", (port: number) => resume(Effect.succeed(port)))
  })
  for (const _ of [1, 2]) {
    yield* Effect.acquireRelease(
      Effect.callback<net.Socket>((resume) => {
        const socket = net.connect(port, "127.0.0.1", () => resume(Effect.succeed(socket)))
        socket.on("error", () => {})
      }),
      (socket) => Effect.sync(() => socket.destroy())
    )
  }
  return port
})
