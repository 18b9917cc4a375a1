/**
 * The server, in a process of its own: answers every token request, cancel and look-up with the
 * same bytes and counts them.
 *
 * It is a bare socket, so that it takes little CPU of a machine on which both sides run: otherwise
 * the fastest subjects would all have the speed of the stub.
 */
import { createServer, type Socket } from "node:net"
import { answer, answerOfV2, impUid } from "./payment.ts"

/**
 * The requests since the counts were last read. `strange` counts those that no client of PortOne
 * sends.
 */
export interface Counts {
  readonly tokens: number
  readonly cancels: number
  readonly finds: number
  readonly strange: number
}

let counts = { tokens: 0, cancels: 0, finds: 0, strange: 0 }

const reply = (body: string, status = "200 OK") =>
  Buffer.from(
    `HTTP/1.1 ${status}\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: ${
      Buffer.byteLength(body)
    }\r\n` +
      `Date: ${new Date().toUTCString()}\r\nConnection: keep-alive\r\nKeep-Alive: timeout=60\r\n\r\n${body}`
  )

const now = Math.floor(Date.now() / 1000)
const token = "a9ace025c90c0da2161075da6ddd3492a2fca776"
const ofToken = reply(
  JSON.stringify({ code: 0, message: null, response: { access_token: token, now, expired_at: now + 86_400 } })
)
const ofPayment = reply(answer(3))
const idAt = ofPayment.indexOf(impUid(0))
const ofV2 = reply(answerOfV2)
const ofStranger = reply(JSON.stringify({ code: -1, message: "no such thing here", response: null }), "404 Not Found")

// The response is about the requested payment, because a client may check that.
const paymentOf = (request: string) => {
  const asked = /imp_\d{12}/.exec(request)
  if (asked === null) return ofStranger
  const copy = Buffer.from(ofPayment)
  copy.write(asked[0], idAt, "latin1")
  return copy
}

const handle = (head: string, body: string): Buffer => {
  if (head.startsWith("POST /payments/cancel ")) {
    if (!head.includes(token)) return strange()
    counts.cancels++
    return paymentOf(body)
  }
  if (head.startsWith("POST /users/getToken ")) {
    counts.tokens++
    return ofToken
  }
  if (/^POST \/payments\/[^/ ]+\/cancel /.test(head)) {
    counts.cancels++
    return ofV2
  }
  if (head.startsWith("GET /payments/")) {
    counts.finds++
    return paymentOf(head)
  }
  return strange()
}

const strange = () => {
  counts.strange++
  return ofStranger
}

const serve = (socket: Socket) => {
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
      socket.write(/\r\ntransfer-encoding:/i.test(head) ? strange() : handle(head, body))
      if (/\r\nconnection: *close/i.test(head)) socket.end()
    }
  })
}

const server = createServer(serve).listen(0, "127.0.0.1", 4096, () => {
  const { port } = server.address() as { readonly port: number }
  process.send?.({ port })
})

// Any message reads the counts and resets them.
process.on("message", () => {
  process.send?.(counts)
  counts = { tokens: 0, cancels: 0, finds: 0, strange: 0 }
})
process.on("disconnect", () => process.exit(0))
