/**
 * A server on a bare socket that answers each request with a random fault, and counts in the bytes
 * how often each arrived.
 */
import { Effect } from "effect"
import * as net from "node:net"
import { listen } from "../listen.ts"

const OK = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}"

// Each reply has the same probability, so the good one is listed many times.
const replies: ReadonlyArray<(socket: net.Socket) => void> = [
  ...Array.from({ length: 12 }, () => (socket: net.Socket) => void socket.write(OK)),
  (socket) => void socket.end(OK),
  (socket) => void socket.write(OK, () => setImmediate(() => socket.resetAndDestroy())),
  (socket) => void socket.resetAndDestroy(),
  (socket) => void socket.end(),
  (socket) => void socket.write("HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n{"),
  (socket) => void socket.write("HTTP/1.1 200 OK\r\nkeep-alive: timeout=1\r\ncontent-length: 2\r\n\r\n{}"),
  (socket) => void socket.write(`HTTP/1.1 102 Processing\r\n\r\n${OK}`),
  (socket) => void socket.write(`${OK}garbage`),
  (socket) => void socket.write(OK + OK),
  (socket) => void socket.write("nonsense\r\n\r\n"),
  () => {}
]

/**
 * Serves until the scope closes.
 */
export const serve = Effect.fnUntraced(function*(chance: () => number) {
  const arrived = new Map<string, number>()
  const server = net.createServer({ noDelay: true }, (socket) => {
    socket.on("error", () => {})
    if (chance() < 0.03) return void socket.resetAndDestroy()
    let bytes = ""
    socket.on("data", (chunk) => {
      bytes += chunk.toString("latin1")
      for (let end = next(bytes); end > 0; end = next(bytes)) {
        const body = bytes.slice(bytes.indexOf("{"), end)
        bytes = bytes.slice(end)
        arrived.set(body, (arrived.get(body) ?? 0) + 1)
        const reply = replies[Math.floor(chance() * replies.length)]!
        const act = () => void (socket.destroyed || reply(socket))
        if (chance() < 0.5) act()
        else setTimeout(act, chance() * 6)
      }
    })
  })
  const port = yield* listen(server)
  return { arrived, baseUrl: `http://127.0.0.1:${port}` }
})

// Where the first whole request ends; its body is the only thing in braces.
const next = (bytes: string) => bytes.indexOf("}") + 1
