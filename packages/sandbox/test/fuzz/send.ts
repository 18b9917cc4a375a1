/** Sends the bytes of malformed requests over connections of their own. */
import { connect } from "node:net"

/** What came back on one connection. */
export interface Answer {
  /** The status, or 0 when the connection was closed without one. */
  readonly status: number
  readonly text: string
}

/** Writes the bytes, half-closes, and resolves when the server has closed the connection. */
export const send = (port: number, bytes: Buffer): Promise<Answer> =>
  new Promise((resolve, reject) => {
    let text = ""
    const socket = connect(port, "127.0.0.1")
    socket.setEncoding("latin1")
    socket.on("data", (chunk: string) => (text += chunk))
    socket.on("error", (error: NodeJS.ErrnoException) => {
      // A reset is an answer; a server that is gone is not.
      if (error.code === "ECONNREFUSED") reject(error)
    })
    socket.on("close", () => resolve({ status: Number(/^HTTP\/1\.1 (\d{3}) /.exec(text)?.[1] ?? 0), text }))
    socket.end(bytes)
  })

/** The statuses that only a failure inside the sandbox has. */
export const isFailure = ({ status, text }: Answer): boolean =>
  status === 500 || (status >= 200 && status < 300 && !/^HTTP\/1\.1 \d+ [^]*\r\n\r\n/.test(text))
