/**
 * What the server does with a cancel request.
 */
import type { Socket } from "node:net"
import type { Draw } from "../random.ts"
import { failure, paymentJson, success } from "./lookUp.ts"
import type { Asked, Carrying, Payment, Result } from "./payment.ts"
import type { Fault, Scenario } from "./scenario.ts"
import * as Texts from "./texts.ts"
import { type Answer, bytes, cut, page, send } from "./wire.ts"

export interface Room {
  readonly payment: Payment
  readonly scenario: Scenario
  readonly draw: Draw
  /** Runs something later, at the latest when the payment is settled. */
  readonly later: (run: () => void) => void
  /** Makes every token invalid. */
  readonly expireTokens: () => void
}

/** Answers a cancel. Without a fault, as PortOne documents it. */
export const cancel = (room: Room, socket: Socket, asked: Asked, fault: Fault | undefined): void => {
  const { draw, expireTokens, later, payment, scenario } = room
  const carry = (how: Carrying = {}) => payment.apply(asked, { isPromotion: scenario.isPromotion, ...how })
  const atPg = (text: string) => send(socket, { status: 200, body: failure(-1, text) })
  const honest = (how?: Carrying): Answer => {
    if (scenario.obstacle !== undefined && asked.checksum === payment.balance()) {
      return { status: 200, body: failure(-1, scenario.obstacle) }
    }
    return answerTo(room, carry(how))
  }
  const server = () => draw.pick([500, 502, 503, 504])
  const broken = (status: number) =>
    draw.chance(0.5) ? page(status, Texts.html(status)) : { status, body: failure(-1, "Internal Server Error") }

  switch (fault) {
    case "lost-request":
      return cut(socket, { status: 200, body: "" }, 0, draw.chance(0.5))
    case "lost-answer": {
      const answer = honest()
      return cut(socket, answer, draw.below(bytes(answer).length), draw.chance(0.5))
    }
    case "no-answer":
      return void honest()
    case "late":
      later(() => honest())
      return draw.chance(0.5)
        ? cut(socket, { status: 200, body: "" }, 0, draw.chance(0.5))
        : draw.chance(0.5)
        ? send(socket, page(504, Texts.html(504)))
        : undefined
    case "5xx":
      return send(socket, broken(server()))
    case "5xx-after":
      honest()
      return send(socket, broken(server()))
    case "html-200":
      if (draw.chance(0.5)) honest()
      return send(socket, page(200, Texts.html(200)))
    case "cut-json": {
      const { body } = honest()
      return send(socket, { status: 200, body: body.slice(0, draw.below(body.length)) })
    }
    case "wrong-payment":
      if (draw.chance(0.5)) honest()
      return send(socket, {
        status: 200,
        body: success({ ...paymentJson(payment, scenario, draw), imp_uid: "imp_of_another" })
      })
    case "empty":
      if (draw.chance(0.5)) honest()
      return send(socket, { status: 200, body: draw.pick(["", "null", "{}", "[]", "{\"message\":null}", "OK"]) })
    case "old-answer": {
      const before = payment.states.length - 1
      const answer = honest()
      return send(
        socket,
        payment.states.length - 1 === before
          ? answer
          : { status: 200, body: success(paymentJson(payment, scenario, draw, before)) }
      )
    }
    case "duplicate":
      later(() => honest())
      return send(socket, honest())
    case "token":
      expireTokens()
      return send(socket, { status: 401, body: failure(-1, "Unauthorized") })
    case "429":
      if (draw.chance(0.3)) honest()
      return send(socket, {
        ...(draw.chance(0.5)
          ? page(429, Texts.html(429))
          : { status: 429, body: failure(-1, "Too Many Requests") }),
        headers: draw.chance(0.5) ? ["Retry-After: 0"] : []
      })
    case "4xx":
      return send(socket, {
        status: draw.pick([400, 403, 404, 405, 415, 422]),
        body: failure(draw.pick([1, -1]), draw.pick(["잘못된 요청입니다.", "Bad Request", ""]))
      })
    case "pg-listed":
      return atPg(draw.pick(Texts.listed))
    case "pg-unlisted":
      return atPg(draw.pick(Texts.unlisted))
    case "pg-unlisted-after":
      honest()
      return atPg(draw.pick([...Texts.unlisted, ...Texts.alreadyAtPg]))
    case "pg-unlisted-late":
      later(() => honest())
      return atPg(draw.pick(Texts.unlisted))
    // The request arrived twice: the first was carried out, the second got the answer.
    case "401-after":
      honest()
      return send(socket, { status: 401, body: failure(-1, "Unauthorized") })
    case "mismatch-after":
      honest()
      return send(socket, { status: 200, body: failure(1, draw.pick(Texts.mismatch)) })
    case "already-after":
      honest()
      return send(socket, {
        status: 200,
        body: draw.chance(0.5)
          ? failure(1, draw.pick(Texts.alreadyAtPortOne))
          : failure(-1, draw.pick(Texts.alreadyAtPg))
      })
    case "console":
      payment.foreign(1 + draw.below(Math.max(1, Math.floor(payment.balance() / 4))), Texts.fromConsole)
      return send(socket, honest())
    case "console-equal":
      payment.foreign(scenario.equal, draw.pick(foreignReasons))
      return send(socket, honest())
    case "hidden-lost":
      carry({ isHidden: true })
      return cut(socket, { status: 200, body: "" }, 0, draw.chance(0.5))
    case "hidden-unlisted":
      carry({ isHidden: true })
      return atPg(draw.pick(Texts.unlisted))
    case "hidden-already":
      carry({ isHidden: true })
      return atPg(draw.pick(Texts.alreadyAtPg))
    case "taken-back": {
      const answer = honest()
      later(() => payment.takeBack())
      return draw.chance(0.5) ? send(socket, answer) : cut(socket, answer, 0, true)
    }
    case "checksum-ignored":
      later(() => honest({ ignoresChecksum: true }))
      return draw.chance(0.5) ? send(socket, honest()) : cut(socket, honest(), 0, true)
    default:
      return send(socket, honest())
  }
}

// internal

const foreignReasons = [Texts.fromConsole, "[CANCELLATION] 고객 변심", "[ABCDEFGHIJKL] 반품", "", Texts.noReason]

const answerTo = ({ draw, payment, scenario }: Room, result: Result): Answer => {
  switch (result) {
    case "applied":
      return { status: 200, body: success(paymentJson(payment, scenario, draw)) }
    case "mismatch":
      return { status: 200, body: failure(1, draw.pick(Texts.mismatch)) }
    case "aboveBalance":
      return { status: 200, body: failure(1, draw.pick(Texts.aboveBalance)) }
    case "nothingLeft":
      return { status: 200, body: failure(1, "이미 전액취소된 주문입니다.") }
  }
}
