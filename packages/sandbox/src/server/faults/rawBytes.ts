/** Answers as raw bytes, for the faults that break HTTP itself. */
import type { Socket } from "node:net"
import { STATUS_CODES } from "../http/nodeHttp.ts"
import { encode, type Reply } from "../http/reply.ts"

/** A whole answer, cut where the head ends. */
export interface RawAnswer {
  readonly head: Buffer
  readonly body: Buffer
}

/** Prints an answer. `contentLength` may lie. Units: bytes. */
export const rawAnswer = (reply: Reply, contentLength?: (real: number) => number): RawAnswer => {
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

/** Half of something. */
export const half = (bytes: Buffer): Buffer => bytes.subarray(0, Math.floor(bytes.length / 2))

/** Writes bytes and then ends the connection in order (FIN). */
export const writeThenEnd = (socket: Socket, bytes: Buffer): void => {
  socket.write(bytes, () => socket.destroySoon())
}

/** Writes bytes and then breaks the connection (RST). */
export const writeThenReset = (socket: Socket, bytes: Buffer): void => {
  socket.write(bytes, () => socket.resetAndDestroy())
}

/** Writes bytes one at a time, each in a write of its own, and then ends the connection. Units: `pause` in milliseconds. */
export const dribble = (
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
