/**
 * A provider in memory that speaks the API's JSON, with a ledger of its own. It shares no code with
 * the client, nor with the sandbox.
 */
import { CancelError, Transport } from "@effect-portone/core"
import { Clock, Effect, Layer, Redacted } from "effect"
import { type CancelFault, type Fault, type FindFault, onCancel, onFind, onToken, type TokenFault } from "./faults.ts"
import type { Random } from "./Random.ts"

export const PAID = 10_000
export const IMP_UID = "imp_448280090638"

const SECOND = 1000
const MINUTE = 60 * SECOND
/** Beyond this the caller no longer waits. */
const PATIENCE = 65 * SECOND

/** One cancel that was applied. `by` is the tag it carried, or "a person". */
export interface Line {
  readonly id: string
  readonly by: string
  readonly amount: number
  readonly reason: string | null
  /** When the request left the caller. */
  readonly sentAt: number
}

interface Order {
  readonly amount: number
  readonly checksum: unknown
  readonly reason: string
  readonly sentAt: number
}

interface Answer {
  readonly status: number
  readonly body: string
}

type Lost = CancelError.NotSent | CancelError.OutcomeUnknown

const envelope = (response: unknown, code = 0, message: string | null = null, status = 200): Answer => ({
  status,
  body: JSON.stringify({ code, message, response })
})
const html = (status: number): Answer => ({ status, body: "<html><body>Bad Gateway</body></html>" })
const PG = "결제취소에 실패하였습니다. "

/** Which of these faults happens now, if any. */
export type Pick = <F extends Fault>(kinds: ReadonlyArray<F>) => F | undefined

export class Provider {
  readonly lines: Array<Line> = []
  /** What happened, for the reader of a failing seed. */
  readonly log: Array<string> = []
  readonly #due: Array<{ readonly at: number; readonly what: string; readonly run: () => void }> = []
  readonly #random: Random
  readonly #faults: ReadonlySet<Fault>
  #pick: Pick
  #outage: readonly [from: number, to: number] = [0, 0]
  #tokens = 0
  #sends = 0

  constructor(random: Random, faults: ReadonlySet<Fault>, pick: Pick) {
    this.#random = random
    this.#faults = faults
    this.#pick = pick
  }

  get balance(): number {
    return this.#balance(this.lines.length)
  }

  get sends(): number {
    return this.#sends
  }

  /** From now on nothing new goes wrong; what is under way still arrives. */
  heal(): void {
    this.#pick = () => undefined
    this.#outage = [0, 0]
  }

  outage(from: number, to: number): void {
    this.#outage = [from, to]
  }

  /** Something that will happen, and happens at the first request after that time. */
  later(at: number, what: string, run: () => void): void {
    this.#due.push({ at, what, run })
    this.#due.sort((a, b) => a.at - b.at)
  }

  /** Everything that is due by then happens. */
  catchUp(now: number): void {
    for (let next = this.#due[0]; next !== undefined && next.at <= now; next = this.#due[0]) {
      this.#due.shift()
      this.log.push(`${next.at} ${next.what}`)
      next.run()
    }
  }

  otherCancels(amount: number): void {
    if (amount <= 0 || amount > this.balance) return
    this.#append({ by: "a person", amount, reason: "관리자페이지취소", sentAt: 0 })
  }

  readonly layer: Layer.Layer<Transport.Transport> = Layer.succeed(Transport.Transport, {
    send: (request) =>
      Effect.gen({ self: this }, function*() {
        const sentAt = yield* this.#pass(this.#random.between(1, 80))
        if (sentAt >= this.#outage[0] && sentAt < this.#outage[1]) {
          this.log.push(`${sentAt} ${request.method} ${request.path}: outage`)
          return yield* new CancelError.NotSent({ reason: "ConnectionRefused" })
        }
        const answer = yield* request.path === "/users/getToken"
          ? this.#token(sentAt)
          : request.method === "GET"
          ? this.#find(sentAt)
          : this.#cancel(JSON.parse(Redacted.value(request.body ?? Redacted.make("{}"))), sentAt)
        yield* this.#pass(this.#random.between(1, 80))
        return { status: answer.status, body: Redacted.make(answer.body) }
      })
  })

  // internal

  /** Time goes by; returns what time it is then. */
  readonly #pass = (millis: number) =>
    Effect.sleep(millis).pipe(
      Effect.andThen(Clock.currentTimeMillis),
      Effect.tap((now) => Effect.sync(() => this.catchUp(now)))
    )

  #draw<F extends Fault>(kinds: ReadonlyArray<F>, now: number, what: string): F | undefined {
    const fault = this.#pick(kinds)
    this.log.push(`${now} ${what}${fault === undefined ? "" : `: ${fault}`}`)
    return fault
  }

  #balance(lines: number): number {
    return this.lines.slice(0, lines).reduce((left, { amount }) => left - amount, PAID)
  }

  #append(line: Omit<Line, "id">): void {
    this.lines.push({ ...line, id: `c${this.lines.length + 1}` })
    this.log.push(`  applied ${line.amount} for ${line.by}, ${this.balance} left`)
  }

  /** The payment with the balance of one moment and the history of another. */
  #payment(balanceAt = this.lines.length, historyAt = balanceAt): object {
    const lines = this.lines.slice(0, historyAt)
    if (this.#faults.has("history-newest-first")) lines.reverse()
    if (this.#faults.has("history-in-any-order") && this.#random.hits(0.5)) lines.reverse()
    const history = lines.map(({ amount, id, reason }) => ({
      amount,
      reason,
      cancellation_id: id,
      cancelled_at: 1_712_634_724,
      pg_tid: id
    }))
    return {
      imp_uid: IMP_UID,
      merchant_uid: "order-1",
      status: balanceAt > 0 ? "cancelled" : "paid",
      amount: PAID,
      cancel_amount: PAID - this.#balance(balanceAt),
      currency: "KRW",
      pg_provider: "html5_inicis",
      pay_method: "card",
      cancel_history: history
    }
  }

  #echo(reason: string): string | null {
    if (this.#faults.has("reason-dropped")) return null
    if (this.#faults.has("reason-cut-inside-the-tag")) return reason.slice(0, 10)
    if (this.#faults.has("reason-cut-behind-the-tag")) return reason.slice(0, 20)
    if (this.#faults.has("reason-behind-a-word")) return `[PARTIALCANCL] ${reason}`
    if (this.#faults.has("reason-wrapped")) return `취소사유(${reason})\uFFFD`
    return reason
  }

  /** Compares and acts in one step. */
  #execute({ amount, checksum, reason, sentAt }: Order): Answer {
    const { balance } = this
    if (balance === 0) return envelope(null, 1, "이미 전액취소된 주문입니다.")
    if (checksum !== balance) return envelope(null, 1, `checksum 불일치: ${balance}`)
    if (typeof amount !== "number" || amount <= 0) throw new Error(`amount ${amount} reached the provider`)
    if (amount > balance) return envelope(null, 1, "취소할 금액이 잔액보다 큽니다.")
    const by = /\[([A-Z2-7]{12})(?:CHECKS)?\]/.exec(reason)?.[1] ?? "untagged"
    this.#append({ by, amount, reason: this.#echo(reason), sentAt })
    return envelope(this.#payment())
  }

  readonly #lose = (after: number): Effect.Effect<never, Lost> =>
    Effect.andThen(
      this.#pass(after),
      new CancelError.OutcomeUnknown({ reason: after >= PATIENCE ? "Timeout" : "ConnectionLost" })
    )

  readonly #cancel = (body: Record<string, unknown>, sentAt: number): Effect.Effect<Answer, Lost> => {
    const { amount, checksum, reason } = body
    const order: Order = { amount: amount as number, checksum, reason: String(reason), sentAt }
    this.#sends++
    const fault = this.#draw<CancelFault>(
      onCancel,
      sentAt,
      `cancel ${String(amount)} of ${String(checksum)} ${String(reason).slice(0, 20)}`
    )
    const execute = () => this.#execute(order)
    const executed = (answer: Answer) => {
      // Only what was carried out is answered wrongly; a rejection is a rejection.
      const { code } = JSON.parse(execute().body) as { readonly code: number }
      return code === 0 ? answer : envelope(null, 1, `checksum 불일치: ${this.balance}`)
    }
    const late = (from: number, to: number, what: string) =>
      this.later(sentAt + this.#random.between(from, to), `${what} of ${sentAt} arrives`, execute)
    switch (fault) {
      case "not-sent":
        return Effect.fail(new CancelError.NotSent({ reason: "ConnectTimeout" }))
      case "lost-request":
        return this.#lose(20)
      case "lost-request-slowly":
        return this.#lose(PATIENCE)
      case "lost-answer":
        execute()
        return this.#lose(20)
      case "lost-answer-slowly":
        execute()
        return this.#lose(PATIENCE)
      case "late-packet":
        late(PATIENCE, 40 * MINUTE, "late packet")
        return this.#lose(PATIENCE)
      case "duplicate":
        late(0, 20 * MINUTE, "duplicate")
        return Effect.sync(execute)
      case "500-before":
        return Effect.succeed(html(500))
      case "500-after":
        execute()
        return Effect.succeed(html(500))
      case "502-and-late":
        late(SECOND, 5 * MINUTE, "request behind a 502")
        return Effect.succeed(html(502))
      case "html-200-before":
        return Effect.succeed(html(200))
      case "cut-json-after": {
        const { body } = execute()
        return Effect.succeed({ status: 200, body: body.slice(0, body.length / 2) })
      }
      case "empty-after":
        execute()
        return Effect.succeed({ status: 200, body: "" })
      case "unauthorized":
        return Effect.succeed(envelope(null, -1, "Unauthorized", 401))
      case "unauthorized-after":
        return Effect.sync(() => executed(envelope(null, -1, "Unauthorized", 401)))
      // A second copy of the request meets another balance, in words that no table has.
      case "unknown-rejection-after":
        return Effect.sync(() => executed(envelope(null, 1, "처리할 수 없는 요청입니다.")))
      case "pg-unknown-words":
        return Effect.succeed(envelope(null, -1, `${PG}통신실패`))
      case "pg-unknown-words-after":
        return Effect.sync(() => executed(envelope(null, -1, `${PG}통신실패`)))
      case "forbidden":
        return Effect.succeed(envelope(null, -1, "권한이 없습니다.", 403))
      case "too-many-requests":
        return Effect.succeed(envelope(null, -1, "Too Many Requests", 429))
      case "pg-refuses":
        return Effect.succeed(envelope(null, -1, `${PG}취소금액이 미정산 금액보다 큽니다.`))
      case "pg-refuses-and-does-it":
        late(0, 50 * SECOND, "what the PG rejected")
        return Effect.succeed(envelope(null, -1, `${PG}[VT00] 시간 초과`))
      case "pg-says-already":
        return Effect.succeed(envelope(null, -1, `${PG}[500626|기 취소 거래]`))
      case "pg-says-already-after":
        return Effect.sync(() => executed(envelope(null, -1, `${PG}(기취소성공)`)))
      case "unknown-code-before":
        return Effect.succeed(envelope(null, 7777, "?"))
      case "unknown-code-after":
        return Effect.sync(() => executed(envelope(null, 7777, "?")))
      case "null-response":
        return Effect.sync(() => executed(envelope(null)))
      case "odd-response":
        return Effect.sync(() => executed(envelope({ ...this.#payment(), amount: "many", cancel_history: 7 })))
      case "answer-without-entry":
        return Effect.sync(() => executed(envelope(this.#payment(this.lines.length - 1))))
      case "answer-for-another":
        return Effect.sync(() => executed(envelope({ ...this.#payment(), imp_uid: "imp_000000000000" })))
      case "slow":
        return Effect.map(this.#pass(30 * SECOND), execute)
      case "slow-answer": {
        const answer = execute()
        return Effect.as(this.#pass(40 * SECOND), answer)
      }
      case undefined:
        return Effect.sync(execute)
    }
  }

  readonly #find = (now: number): Effect.Effect<Answer, Lost> => {
    const fault = this.#draw<FindFault>(onFind, now, `look at ${this.balance}`)
    const any = () => this.#random.between(0, this.lines.length)
    switch (fault) {
      case "find-not-sent":
        return Effect.fail(new CancelError.NotSent({ reason: "NameNotResolved" }))
      case "find-lost":
        return this.#lose(20)
      case "find-lost-slowly":
        return this.#lose(PATIENCE)
      case "find-500":
        return Effect.succeed(html(503))
      case "find-html":
        return Effect.succeed(html(200))
      case "find-stale":
        return Effect.succeed(envelope(this.#payment(any())))
      case "find-torn":
        return Effect.succeed(envelope(this.#payment(any(), any())))
      case "find-unauthorized":
        return Effect.succeed(envelope(null, -1, "Unauthorized", 401))
      case "find-not-found":
        return Effect.succeed(envelope(null, -1, "존재하지 않는 결제정보입니다.", 404))
      case "find-unreadable-history":
        return Effect.succeed(envelope({ ...this.#payment(), cancel_history: [{ amount: "x" }] }))
      case "find-slow":
        return Effect.map(this.#pass(45 * SECOND), () => envelope(this.#payment()))
      case undefined:
        return Effect.sync(() => envelope(this.#payment()))
    }
  }

  readonly #token = (now: number): Effect.Effect<Answer, Lost> => {
    const fault = this.#draw<TokenFault>(onToken, now, "token")
    const token = (life: number) =>
      envelope({ access_token: `token-${++this.#tokens}`, now: 1000, expired_at: 1000 + life })
    switch (fault) {
      case "token-lost":
        return this.#lose(20)
      case "token-500":
        return Effect.succeed(html(500))
      case "token-refused":
        return Effect.succeed(envelope(null, -1, "인증에 실패하였습니다.", 401))
      case "token-short-lived":
        return Effect.succeed(token(130))
      case undefined:
        return Effect.succeed(token(1800))
    }
  }
}
