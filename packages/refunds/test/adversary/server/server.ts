/**
 * A PortOne that does everything to a request that PortOne, PGs, proxies and networks may do. It
 * knows which refund a request belongs to by the nonce in the raw bytes of the body.
 */
import { once } from "node:events"
import { createServer, type IncomingMessage } from "node:http"
import type { AddressInfo, Socket } from "node:net"
import { draw } from "../random.ts"
import type { Applied, Truth } from "../records.ts"
import { cancel, type Room } from "./cancels.ts"
import { failure, paymentJson, success, tornJson } from "./lookUp.ts"
import * as Payment from "./payment.ts"
import { cancelFaults, type Fault, lookUpFaults, outsideFaults, type Scenario } from "./scenario.ts"
import * as Texts from "./texts.ts"
import { bytes, cut, page, send } from "./wire.ts"

export interface Hostile {
  readonly url: string
  readonly truth: ReadonlyArray<Truth>
  /** Adds a payment. */
  readonly add: (scenario: Scenario) => void
  /** Ends all faults of a payment. */
  readonly calm: (impUid: string) => void
  /** Carries out what is still under way for a payment. */
  readonly settle: (impUid: string) => Promise<void>
  /** The cancels of a refund, also those that only the PG knows of. */
  readonly applied: (impUid: string, nonce: string) => ReadonlyArray<Applied>
  /** The faults that requests of a payment met, in order. */
  readonly met: (impUid: string) => ReadonlyArray<Fault>
  readonly close: () => Promise<void>
}

interface Seat extends Room {
  budget: number
  readonly met: Array<Fault>
  readonly waiting: Set<() => void>
}

/** Units: milliseconds. */
const LATEST = 600

export const start = async (): Promise<Hostile> => {
  const truth: Array<Truth> = []
  const seats = new Map<string, Seat>()
  const sockets = new Set<Socket>()
  let epoch = 0

  /** The fault that a request meets, if any. */
  const fault = (seat: Seat, kinds: ReadonlyArray<string>): Fault | undefined => {
    const own = seat.scenario.faults.filter((kind) => kinds.includes(kind))
    if (seat.budget === 0 || own.length === 0 || !seat.draw.chance(0.7)) return undefined
    seat.budget--
    const one = seat.draw.pick(own)
    seat.met.push(one)
    return one
  }

  const isToken = (token: string) => token.replace(/^Bearer /, "").endsWith(`.${epoch}`)

  const answer = async (request: IncomingMessage): Promise<void> => {
    const socket = request.socket
    const receivedAt = process.hrtime.bigint()
    const raw = await bodyOf(request)
    if (raw === undefined) return
    const path = (request.url ?? "").split("?")[0]!
    if (path === "/users/getToken") {
      const { imp_key } = JSON.parse(raw)
      const now = Math.floor(Date.now() / 1000)
      return send(socket, {
        status: 200,
        body: success({ access_token: `${imp_key}.${epoch}`, now, expired_at: now + 1800 })
      })
    }
    const token = request.headers.authorization ?? ""
    if (!isToken(token)) return send(socket, { status: 401, body: failure(-1, "Unauthorized") })
    if (request.method === "POST" && path === "/payments/cancel") {
      const body = JSON.parse(raw)
      const seat = seats.get(body.imp_uid)
      if (seat === undefined) {
        return send(socket, { status: 200, body: failure(1, "취소할 결제건이 존재하지 않습니다.") })
      }
      const asked: Payment.Asked = {
        nonce: /~([0-9a-z.-]+)~/.exec(raw)?.[1],
        process: token.replace(/^Bearer /, "").split(".")[0]!,
        receivedAt,
        amount: body.amount,
        checksum: body.checksum,
        reason: body.reason ?? Texts.noReason
      }
      const met = fault(seat, [...cancelFaults, ...outsideFaults])
      truth.push({
        type: "received",
        impUid: body.imp_uid,
        nonce: asked.nonce,
        process: asked.process,
        at: receivedAt,
        amount: asked.amount,
        checksum: asked.checksum,
        balance: seat.payment.balance(),
        isTokenRejected: met === "token" || met === "401-after"
      })
      return cancel(seat, socket, asked, met)
    }
    const seat = seats.get(decodeURIComponent(path.split("/")[2] ?? ""))
    if (seat === undefined) return send(socket, { status: 404, body: failure(-1, "존재하지 않는 결제정보입니다.") })
    lookUp(seat, socket, fault(seat, lookUpFaults))
  }

  const server = createServer((request) => {
    answer(request).catch((error: unknown) => {
      console.error("the hostile server failed", error)
      request.socket.destroy()
    })
  })
  server.on("connection", (socket) => {
    sockets.add(socket)
    socket.on("error", () => {})
    socket.on("close", () => sockets.delete(socket))
  })
  server.listen(0, "127.0.0.1")
  await once(server, "listening")

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    truth,
    add: (scenario) => {
      const dice = draw(scenario.seed)
      const waiting = new Set<() => void>()
      seats.set(scenario.impUid, {
        payment: Payment.make(scenario.impUid, scenario.amount, (one) => truth.push(one)),
        scenario,
        draw: dice,
        budget: scenario.budget,
        met: [],
        waiting,
        expireTokens: () => epoch++,
        later: (run) => {
          const once = () => {
            clearTimeout(timer)
            if (waiting.delete(once)) run()
          }
          const timer = setTimeout(once, dice.below(LATEST))
          waiting.add(once)
        }
      })
    },
    calm: (impUid) => {
      const seat = seats.get(impUid)!
      seat.budget = 0
      for (const run of seat.waiting) run()
    },
    settle: async (impUid) => {
      // A killed process may have left a request in the buffer of a socket.
      await new Promise((resolve) => setTimeout(resolve, 25))
      for (const run of seats.get(impUid)!.waiting) run()
    },
    applied: (impUid, nonce) =>
      truth.filter((one) => one.type === "applied").filter((one) => one.impUid === impUid && one.nonce === nonce),
    met: (impUid) => seats.get(impUid)!.met,
    close: async () => {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, "close")
    }
  }
}

// internal

/** The raw body; undefined if the connection ended before it was there. */
const bodyOf = async (request: IncomingMessage): Promise<string | undefined> => {
  const parts: Array<Buffer> = []
  try {
    for await (const part of request) parts.push(part as Buffer)
  } catch {
    return undefined
  }
  return request.complete ? Buffer.concat(parts).toString("utf8") : undefined
}

const lookUp = (seat: Seat, socket: Socket, fault: Fault | undefined): void => {
  const { draw, payment, scenario } = seat
  const now = () => ({ status: 200, body: success(paymentJson(payment, scenario, draw)) })
  switch (fault) {
    case "stale": {
      const state = draw.below(payment.states.length)
      return send(socket, { status: 200, body: success(paymentJson(payment, scenario, draw, state)) })
    }
    case "torn":
      return send(socket, { status: 200, body: success(tornJson(payment, scenario, draw)) })
    case "look-5xx":
      return send(socket, page(draw.pick([500, 502, 503, 504]), Texts.html(500)))
    case "look-html":
      return send(socket, page(200, Texts.html(200)))
    case "look-cut":
      return cut(socket, now(), draw.below(bytes(now()).length), draw.chance(0.5))
    case "look-lost":
      return cut(socket, now(), 0, true)
    case "look-hang":
      return undefined
    case "look-429":
      return send(socket, { status: 429, body: failure(-1, "Too Many Requests"), headers: ["Retry-After: 0"] })
    case "look-404":
      return send(socket, { status: 404, body: failure(-1, "존재하지 않는 결제정보입니다.") })
    case "look-401":
      seat.expireTokens()
      return send(socket, { status: 401, body: failure(-1, "Unauthorized") })
    case "look-wrong-payment":
      return send(socket, {
        status: 200,
        body: success({ ...paymentJson(payment, scenario, draw), imp_uid: "imp_of_another" })
      })
    case "console":
      send(socket, now())
      return payment.foreign(1 + draw.below(Math.max(1, Math.floor(payment.balance() / 4))), Texts.fromConsole)
    case "console-equal":
      send(socket, now())
      return payment.foreign(scenario.equal, Texts.fromConsole)
    default:
      return send(socket, now())
  }
}
