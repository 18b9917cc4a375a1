/**
 * The server, in a process of its own: answers every token request, cancel and look-up with the
 * same bytes and counts them.
 */
import { answer, answerOfV2, impUid } from "./payment.ts"
import { listen, reply } from "./socket.ts"

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

// A body in chunks is not one of these clients'.
listen((head, body) => /\r\ntransfer-encoding:/i.test(head) ? strange() : handle(head, body))

// Any message reads the counts and resets them.
process.on("message", () => {
  process.send?.(counts)
  counts = { tokens: 0, cancels: 0, finds: 0, strange: 0 }
})
