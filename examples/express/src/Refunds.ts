/**
 * Refunds of orders. A row with the refund's key is stored before anything is sent; `refundOnce` is
 * called with that key until its outcome is final, also after a restart.
 */
import { type AccessToken, Amount, findPayment, type Transport, Webhook } from "@effect-portone/core"
import { type Refund as Refunding, refundOnce, type RefundTag } from "@effect-portone/refunds"
import { Context, DateTime, type Duration, Effect, Fiber, FiberMap, Layer, Option, RcMap } from "effect"
import { Result, Schedule, Schema, Semaphore } from "effect"
import { SqlClient } from "effect/sql"
import { Order, Refund, RefundAmount } from "./Database.ts"
import { columnsOf, failureColumnsOf, shownOf } from "./outcome.ts"
import { Problem } from "./problems.ts"

/** What a client sends: an amount above 0 or `"rest"`, and a reason of at most 235 characters. */
export const RefundRequest = Schema.Struct({
  amount: RefundAmount,
  reason: Schema.optionalKey(Schema.String.check(Schema.isPattern(/^(?:[\t\n\r]|[^\p{Cc}\p{Cs}]){0,235}$/u)))
})

/** What a client sends. */
export type RefundRequest = typeof RefundRequest.Type

/** How refunds are carried out. */
export interface Settings {
  /** How long a request waits for its refund before the response is 202. */
  readonly patience: Duration.Input
  /** How often refunds without a final outcome are taken up again. */
  readonly resumeEvery: Duration.Input
  /** Also look up payments of a test channel. */
  readonly includeSandbox: boolean
  /** The file was restored from a copy: refunds that it does not know may have been made. */
  readonly isRestored?: boolean | undefined
  /** Pauses of `refundOnce`; tests have shorter ones. */
  readonly timers?: Partial<Refunding.Timers> | undefined
}

/** The refunds of this shop. */
export class Refunds extends Context.Service<Refunds, {
  readonly order: (id: string) => Effect.Effect<Order, Problem>
  readonly get: (key: string) => Effect.Effect<Refund, Problem>
  /** Starts a refund or finds the one with this key, and waits for its outcome up to `patience`. */
  readonly request: (orderId: string, key: string, request: RefundRequest) => Effect.Effect<Refund, Problem>
  /** Looks up the payment that a webhook names, and stores what PortOne reports. Sends nothing. */
  readonly lookUp: (body: string, contentType: string | undefined) => Effect.Effect<void, Problem>
  /** Starts no refund any more, waits for those in flight, and counts the unfinished ones. */
  readonly drain: (limit: Duration.Input) => Effect.Effect<number>
}>()("example-express/Refunds") {}

const make = Effect.fnUntraced(function*(settings: Settings) {
  const sql = yield* SqlClient.SqlClient
  const services = yield* Effect.context<AccessToken.AccessToken | Transport.Transport | RefundTag.RefundTag>()
  const { includeSandbox, timers } = settings
  const earlier = settings.isRestored === true ? "possible" : undefined
  // They live as long as the program, so a client that hangs up interrupts no refund.
  const fibers = yield* FiberMap.make<string, void, never>()
  // Refunds of one payment run one after the other; otherwise one changes the other's checksum.
  const perPayment = yield* RcMap.make({ lookup: (_impUid: string) => Semaphore.make(1) })
  // So do look-ups that are stored; otherwise an older one could overwrite a newer one.
  const lookUps = yield* RcMap.make({ lookup: (_impUid: string) => Semaphore.make(1) })
  let isClosing = false

  const order = (id: string) => first(Order, sql`SELECT * FROM orders WHERE id = ${id}`)
  const get = (key: string) =>
    Effect.zipWith(first(Refund, sql`SELECT * FROM refunds WHERE key = ${key}`), DateTime.now, shownOf)

  const storePayment = Effect.fnUntraced(function*(impUid: string) {
    const turn = yield* RcMap.get(lookUps, impUid)
    yield* turn.withPermit(Effect.gen(function*() {
      const { cancelAmount, status } = yield* findPayment({ impUid }, { includeSandbox })
      yield* Effect.orDie(
        sql`UPDATE orders SET status = ${status}, cancelled = ${cancelAmount} WHERE imp_uid = ${impUid}`
      )
    }))
  }, Effect.scoped)

  const carryOut = Effect.fnUntraced(function*(refund: Refund, isFirstCall: boolean) {
    const { amount, impUid, key, next, orderId, reason, state } = refund
    // What an earlier call reported does not hold during this one, except that PortOne accepted.
    const underWay = state === "pending" ? { state } : RUNNING
    const begun = yield* sql`UPDATE refunds SET ${sql.update(underWay)}
      WHERE key = ${key} AND state = ${state} AND next IS ${next} RETURNING key`
    if (begun.length === 0) return
    const turn = yield* RcMap.get(perPayment, impUid)
    const result = yield* turn.withPermit(
      Effect.result(refundOnce({ impUid, key, amount, reason }, { includeSandbox, timers, earlier }))
    )
    // A call that fails has sent nothing, so an accepted refund is what it was before.
    const columns = Result.isSuccess(result)
      ? columnsOf(result.success)
      : state === "pending"
      ? { state, next }
      : failureColumnsOf(result.failure, isFirstCall)
    // Until it is stored, this fiber keeps the key: another call could send again.
    yield* sql`UPDATE refunds SET ${sql.update(columns)} WHERE key = ${key}`.pipe(
      Effect.tapError((error) => Effect.logError("shop.refund.failed", error)),
      Effect.retry(Schedule.spaced("1 second"))
    )
    yield* Effect.logInfo("shop.refund.returned").pipe(
      Effect.annotateLogs({ refund: key, order: orderId, state: columns.state })
    )
    // If this look-up fails, the order stays as the one before showed it.
    if (!isOpen(columns)) yield* Effect.ignore(storePayment(impUid))
  }, Effect.scoped)

  const start = (refund: Refund, isFirstCall: boolean) =>
    FiberMap.run(
      fibers,
      refund.key,
      carryOut(refund, isFirstCall).pipe(
        Effect.orDie,
        Effect.catchDefect((defect) => Effect.logError("shop.refund.failed", defect)),
        Effect.provideContext(services)
      ),
      { onlyIfMissing: true }
    )

  const request = Effect.fnUntraced(function*(orderId: string, key: string, { amount, reason = "" }: RefundRequest) {
    const { currency, impUid, ...paid } = yield* order(orderId)
    if (amount !== "rest" && (!Amount.fits(amount, currency) || amount > paid.amount)) {
      return yield* new Problem({ type: "field-invalid", field: "amount" })
    }
    if (isClosing) return yield* new Problem({ type: "shutting-down" })
    const createdAt = DateTime.formatIso(yield* DateTime.now)
    const row = { key, orderId, impUid, amount: JSON.stringify(amount), reason, createdAt, ...RUNNING }
    // Stored before the first byte is sent. Of two requests with one key, one inserts. Nothing was
    // sent for an invalid refund, so its key may have the corrected request.
    const inserted = yield* Effect.orDie(
      sql`INSERT INTO refunds ${sql.insert(row)} ON CONFLICT (key)
        DO UPDATE SET ${sql.update(row)} WHERE refunds.state = 'invalid' RETURNING key`
    )
    const stored = yield* get(key)
    const isSame = stored.orderId === orderId && stored.amount === amount && stored.reason === reason
    if (inserted.length === 0 && !isSame) {
      return yield* new Problem({ type: "key-reused" })
    }
    if (isOpen(stored)) yield* start(stored, inserted.length > 0)
    const fiber = yield* FiberMap.get(fibers, key)
    if (Option.isSome(fiber)) yield* Effect.timeoutOption(Fiber.await(fiber.value), settings.patience)
    return yield* get(key)
  })

  const lookUp = Effect.fnUntraced(function*(body: string, contentType: string | undefined) {
    const claim = Webhook.decode(body, contentType)
    if (Result.isFailure(claim)) return yield* new Problem({ type: "body-unreadable" })
    // A webhook is not signed. Its id is used to look the payment up; nothing else in it is used.
    const { impUid } = claim.success
    const ours = yield* Effect.orDie(sql`SELECT id FROM orders WHERE imp_uid = ${impUid}`)
    if (ours.length === 0) return
    yield* storePayment(impUid).pipe(
      Effect.provideContext(services),
      Effect.mapError(() => new Problem({ type: "look-up-failed" }))
    )
  })

  const open = Effect.orDie(sql`SELECT * FROM refunds WHERE state IN ('running', 'pending', 'unknown')`).pipe(
    Effect.flatMap((rows) => Effect.orDie(Schema.decodeUnknownEffect(Schema.Array(Refund))(rows))),
    Effect.map((refunds) => refunds.filter(isOpen))
  )
  const resume = Effect.gen(function*() {
    for (const refund of yield* open) if (!isClosing) yield* start(refund, false)
  }).pipe(Effect.catchDefect((defect) => Effect.logError("shop.resume.failed", defect)))

  const drain = Effect.fnUntraced(function*(limit: Duration.Input) {
    isClosing = true
    yield* Effect.timeoutOption(FiberMap.awaitEmpty(fibers), limit)
    return (yield* open).length
  })

  // The first run takes up what a crash interrupted.
  yield* resume.pipe(Effect.repeat(Schedule.spaced(settings.resumeEvery)), Effect.forkScoped)
  return Refunds.of({ order, get, request, lookUp, drain })
})

/** The service, for as long as its scope is open. */
export const layer = (settings: Settings) => Layer.effect(Refunds, make(settings))

// internal

/** The columns of a row whose call is under way. */
const RUNNING = { state: "running", refunded: null, next: null, message: null, messageKo: null }

/** May `refundOnce` be called with this key? After a rejection only if the request comes again. */
const isOpen = ({ next, state }: Pick<Refund, "next" | "state">): boolean =>
  state === "running" || state === "pending" || next === "call-again"

const first = <A>(
  schema: Schema.Codec<A, unknown>,
  query: Effect.Effect<ReadonlyArray<unknown>, unknown>
): Effect.Effect<A, Problem> =>
  Effect.flatMap(Effect.orDie(query), ([row]) =>
    row === undefined
      ? Effect.fail(new Problem({ type: "not-found" }))
      : Effect.orDie(Schema.decodeUnknownEffect(schema)(row)))
