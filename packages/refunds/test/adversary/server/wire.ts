/**
 * Answers as bytes on a socket, so that they can be cut anywhere.
 */
import type { Socket } from "node:net"

export interface Answer {
  readonly status: number
  readonly body: string
  readonly type?: string
  readonly headers?: ReadonlyArray<string>
}

export const bytes = ({ body, headers = [], status, type = "application/json; charset=UTF-8" }: Answer): Buffer => {
  const content = Buffer.from(body)
  const head = [`HTTP/1.1 ${status} x`, `Content-Type: ${type}`, `Content-Length: ${content.length}`, ...headers]
  return Buffer.concat([Buffer.from(`${head.join("\r\n")}\r\nConnection: close\r\n\r\n`), content])
}

export const page = (status: number, body: string): Answer => ({ status, body, type: "text/html" })

/** A whole answer. */
export const send = (socket: Socket, answer: Answer) => {
  if (socket.writable) socket.end(bytes(answer))
}

/** The first bytes of an answer, then the connection ends, in an orderly way or with a reset. */
export const cut = (socket: Socket, answer: Answer, at: number, isReset: boolean) => {
  const part = bytes(answer).subarray(0, at)
  const end = () => {
    if (isReset) socket.resetAndDestroy()
    else socket.destroy()
  }
  if (part.length === 0 || !socket.writable) end()
  else socket.write(part, end)
}
