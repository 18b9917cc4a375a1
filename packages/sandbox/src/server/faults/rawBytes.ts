/** Responses as raw bytes, for faults that break HTTP itself. */
import { STATUS_CODES } from "node:http"
import type { Socket } from "node:net"
import { encode, type Reply } from "../http/reply.ts"

/** The bytes of a response: status line with headers, and body. */
export interface RawReply {
  readonly head: Buffer
  readonly body: Buffer
}

/** Encodes a response. `contentLength` may return a wrong length. Units: bytes. */
export const rawReply = (reply: Reply, contentLength?: (real: number) => number): RawReply => {
  const body = encode(reply)
  const headers = {
    ...reply.headers,
    "content-length": String(contentLength === undefined ? body.length : contentLength(body.length)),
    connection: "close"
  }
  const lines = [
    `HTTP/1.1 ${reply.status} ${STATUS_CODES[reply.status] ?? ""}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  ]
  return { head: Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "latin1"), body }
}

/** The first half of the bytes. */
export const half = (bytes: Buffer): Buffer => bytes.subarray(0, Math.floor(bytes.length / 2))

/** Writes bytes and then closes the connection (FIN). */
export const writeThenEnd = (socket: Socket, bytes: Buffer): void => {
  socket.write(bytes, () => socket.destroySoon())
}

/** Writes bytes and then resets the connection (RST). */
export const writeThenReset = (socket: Socket, bytes: Buffer): void => {
  socket.write(bytes, () => socket.resetAndDestroy())
}

/**
 * Writes bytes one at a time, each in a write of its own, and then closes the connection.
 *
 * Units: `pause` in milliseconds.
 */
export const writeByteByByte = (
  bytes: Buffer,
  socket: Socket,
  pause: number,
  later: (milliseconds: number, then: () => void) => void
): void => {
  socket.setNoDelay(true)
  const step = (at: number) => {
    if (socket.destroyed) return
    if (at >= bytes.length) {
      socket.destroySoon()
      return
    }
    socket.write(bytes.subarray(at, at + 1))
    if (pause > 0) later(pause, () => step(at + 1))
    else setImmediate(step, at + 1)
  }
  step(0)
}
