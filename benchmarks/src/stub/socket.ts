/**
 * HTTP over a bare socket, so that a stub takes little CPU of a machine on which both sides run:
 * otherwise the fastest subjects would all have the speed of the stub.
 */
import { createServer, type Socket } from "node:net"

export const reply = (body: string, status = "200 OK") =>
  Buffer.from(
    `HTTP/1.1 ${status}\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: ${
      Buffer.byteLength(body)
    }\r\n` +
      `Date: ${new Date().toUTCString()}\r\nConnection: keep-alive\r\nKeep-Alive: timeout=60\r\n\r\n${body}`
  )

/** Listens on a free port, and tells it to the parent process. Ends with the parent. */
export const listen = (handle: Handle): void => {
  const server = createServer((socket) => serve(socket, handle)).listen(0, "127.0.0.1", 4096, () => {
    const { port } = server.address() as { readonly port: number }
    process.send?.({ port })
  })
  process.on("disconnect", () => process.exit(0))
}

/** A response, at once or later. */
export type Handle = (head: string, body: string) => Buffer | Promise<Buffer>

// internal

const serve = (socket: Socket, handle: Handle) => {
  let text = ""
  socket.setNoDelay(true)
  // A client may close its connections at any time.
  socket.on("error", () => socket.destroy())
  // As Latin-1 every byte is one character, so a length in bytes is a length of text.
  socket.setEncoding("latin1")
  socket.on("data", (chunk: string) => {
    text += chunk
    for (;;) {
      const end = text.indexOf("\r\n\r\n")
      if (end === -1) return
      const head = text.slice(0, end)
      const length = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0)
      if (text.length < end + 4 + length) return
      const body = text.slice(end + 4, end + 4 + length)
      text = text.slice(end + 4 + length)
      const response = handle(head, body)
      const write = (response: Buffer) => {
        socket.write(response)
        if (/\r\nconnection: *close/i.test(head)) socket.end()
      }
      if (response instanceof Promise) void response.then(write)
      else write(response)
    }
  })
}
