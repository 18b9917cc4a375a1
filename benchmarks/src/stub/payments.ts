/**
 * A PortOne with a payment for each id, in a process of its own: it knows what was cancelled, and
 * rejects a cancel whose checksum is not the balance. `node payments.ts 200`: its PG takes 200 ms
 * for a cancel.
 */
import { setTimeout } from "node:timers/promises"
import { payment } from "./payment.ts"
import { listen, reply } from "./socket.ts"

/**
 * The requests since the last reset, and the time from the first look-up to the last
 * cancel. `twice` counts payments that were cancelled more than once.
 */
export interface Refunded {
  readonly finds: number
  readonly cancels: number
  readonly twice: number
  readonly millis: number
}

const PAID = 10_000
const cancelMillis = Number(process.argv[2] ?? 0)
const token = "a9ace025c90c0da2161075da6ddd3492a2fca776"
const paid = payment(0)
const cancelled = new Map<string, ReadonlyArray<{ readonly amount: number; readonly reason: string }>>()
let counts = { finds: 0, cancels: 0, twice: 0 }
let [first, last] = [Number.NaN, Number.NaN]

const payload = (response: unknown, code = 0, message: string | null = null) =>
  reply(JSON.stringify({ code, message, response }))

const show = (imp_uid: string) => {
  const history = cancelled.get(imp_uid) ?? []
  return payload({
    ...paid,
    imp_uid,
    amount: PAID,
    status: history.length === 0 ? "paid" : "cancelled",
    cancel_amount: history.reduce((sum, { amount }) => sum + amount, 0),
    cancel_history: history.map(({ amount, reason }, index) => ({
      pg_tid: paid.pg_tid,
      amount,
      cancelled_at: paid.cancelled_at,
      reason,
      cancellation_id: `${imp_uid}-${index}`,
      receipt_url: paid.receipt_url
    }))
  })
}

const cancel = (body: string) => {
  const { amount, checksum, imp_uid, reason = "" } = JSON.parse(Buffer.from(body, "latin1").toString()) as {
    readonly imp_uid: string
    readonly amount: number
    readonly checksum?: number
    readonly reason?: string
  }
  const before = cancelled.get(imp_uid) ?? []
  const balance = PAID - before.reduce((sum, { amount }) => sum + amount, 0)
  if (checksum !== undefined && checksum !== balance || amount > balance) {
    return payload(null, 1, "취소요청금액이 취소가능금액과 일치하지 않습니다.")
  }
  counts.cancels++
  if (before.length > 0) counts.twice++
  last = performance.now()
  cancelled.set(imp_uid, [...before, { amount, reason }])
  return show(imp_uid)
}

listen((head, body) => {
  if (head.startsWith("POST /payments/cancel ")) {
    return cancelMillis === 0 ? cancel(body) : setTimeout(cancelMillis).then(() => cancel(body))
  }
  if (head.startsWith("POST /users/getToken ")) {
    const now = Math.floor(Date.now() / 1000)
    return payload({ access_token: token, now, expired_at: now + 86_400 })
  }
  const asked = /^GET \/payments\/(imp_\d{12})[? ]/.exec(head)?.[1]
  if (asked === undefined) return reply("{}", "404 Not Found")
  counts.finds++
  first = Number.isNaN(first) ? performance.now() : first
  return show(asked)
})

// Any message reads the counts.
process.on("message", (message) => {
  process.send?.({ ...counts, millis: last - first } satisfies Refunded)
  if (message !== "reset") return
  counts = { finds: 0, cancels: 0, twice: 0 }
  first = last = Number.NaN
})
