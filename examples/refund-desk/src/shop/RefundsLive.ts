/**
 * Refunds from their row to their outcome: started, approved, followed. `startRefund.ts` makes the
 * row, `concludeRefund.ts` ends what a person has to compare.
 */
import { type AccessToken, type Transport, Webhook } from "@effect-portone/core"
import type { RefundTag } from "@effect-portone/refunds"
import { Effect, Layer, Ref, Schedule } from "effect"
import { SqlClient } from "effect/sql"
import { whyNotAsRequested, whyNotByPerson } from "../decide/mayApprove.ts"
import type { Notifier } from "../decide/Notifier.ts"
import { seenOf } from "../decide/seen.ts"
import type { Actor } from "./Actor.ts"
import { makeCoalesced } from "./coalesced.ts"
import { makeConclude } from "./concludeRefund.ts"
import { hasRequested, type NewEvent } from "./events.ts"
import { Orders } from "./Orders.ts"
import { logHidden, sees } from "./OrdersLive.ts"
import { mayContinue, type RefundState } from "./RefundRecord.ts"
import { makeRefundRows } from "./refundRows.ts"
import { type Decision, Refunds } from "./Refunds.ts"
import type { RefundRow } from "./rows.ts"
import { makeSender } from "./Sender.ts"
import { Settings } from "./Settings.ts"
import * as E from "./ShopError.ts"
import { makeStartRefund } from "./startRefund.ts"
import type { Watch } from "./Watch.ts"

const make = Effect.gen(function*() {
  const settings = yield* Settings
  const orders = yield* Orders
  const rows = yield* makeRefundRows
  const sql = yield* SqlClient.SqlClient
  const sender = yield* makeSender(rows)
  const closing = yield* Ref.make(false)
  const lookOnce = yield* makeCoalesced(settings.webhookPause ?? "3 seconds", sender.look)
  const { begin, preview, repeat, review } = yield* makeStartRefund(rows, closing)

  // Starts a running refund unless it is in flight, and waits for it up to `patience`.
  const follow = Effect.fnUntraced(function*(row: RefundRow, isCompared = false) {
    if (row.state !== "running") return row
    if (!(yield* Ref.get(closing))) yield* sender.start(row, isCompared)
    yield* sender.wait(row.key)
    return (yield* rows.find(row.key)) ?? row
  })

  const get = Effect.fnUntraced(function*(actor: Actor, key: string) {
    const row = yield* rows.find(key)
    if (row === undefined || !sees(actor, row.store)) {
      if (row !== undefined) yield* logHidden(actor, { refund: row.key })
      return yield* new E.RefundNotFound({ key: key.slice(0, 64) })
    }
    return row
  })

  const move = Effect.fnUntraced(function*(
    row: RefundRow,
    from: ReadonlyArray<RefundState>,
    to: RefundState,
    event: Omit<NewEvent, "refund" | "to">
  ) {
    const moved = yield* rows.move(row.key, from, to, event)
    if (moved !== undefined) return moved
    const { key, state } = (yield* rows.find(row.key)) ?? row
    return yield* new E.NotNow({ key, state })
  })

  const managed = Effect.fnUntraced(function*(actor: Actor, key: string) {
    const row = yield* get(actor, key)
    if (actor.role !== "manager") return yield* new E.ManagersOnly()
    if (yield* Ref.get(closing)) return yield* new E.ShuttingDown()
    return row
  })

  const decide = Effect.fnUntraced(function*(
    actor: Actor,
    key: string,
    decision: Decision,
    seen: string,
    note?: string
  ) {
    const row = yield* managed(actor, key)
    const events = yield* rows.events.ofRefund(key)
    if (hasRequested(events, actor.id)) return yield* new E.FourEyes({ key })
    // A second click, or the same request again.
    if (isDecided(row, actor, decision)) return yield* follow(row)
    if (decision === "decline") {
      return yield* move(row, ["waiting"], "declined", { kind: "declined", actor: actor.id, note })
    }
    const notByPerson = whyNotByPerson(actor, row, events)
    if (notByPerson !== undefined) return yield* Effect.fail(notByPerson)
    const { findings, payment } = yield* review(actor, row)
    const notAsRequested = whyNotAsRequested(row, findings)
    if (notAsRequested !== undefined) return yield* notAsRequested
    // Here no other refund of the order moves in between.
    const approved = yield* Effect.gen(function*() {
      const now = (yield* rows.find(key)) ?? row
      if (isDecided(now, actor, decision)) return now
      const isSame = seenOf({ payment, refunds: yield* rows.ofOrder(row.orderId) }) === seen
      if (now.state === "waiting" && !isSame) return yield* new E.BalanceChanged({ key })
      return yield* move(now, ["waiting"], "running", { kind: "approved", actor: actor.id, note })
    }).pipe(sql.withTransaction, Effect.catchTag("SqlError", (cause) => Effect.fail(new E.DatabaseFailed({ cause }))))
    return yield* follow(approved)
  })

  const withdraw = Effect.fnUntraced(function*(actor: Actor, key: string) {
    const row = yield* get(actor, key)
    if (!hasRequested(yield* rows.events.ofRefund(key), actor.id)) return yield* new E.NotYours({ key })
    return yield* move(row, ["waiting"], "withdrawn", { kind: "withdrawn", actor: actor.id })
  })

  const resume = Effect.fnUntraced(function*(actor: Actor, key: string) {
    const row = yield* managed(actor, key)
    if (!mayContinue(row)) return yield* new E.NotNow({ key, state: row.state })
    return yield* follow(yield* move(row, ["unknown"], "running", { kind: "continued", actor: actor.id }))
  })

  const conclude = makeConclude(rows, sender, orders, { follow, move })

  const inStates = (states: ReadonlyArray<RefundState>) => (actor: Actor) =>
    Effect.map(rows.inStates(states), (found) => found.filter(({ store }) => sees(actor, store)))

  // After a crash or a failed write, rows are `running` without a fiber.
  const takeUp = Effect.gen(function*() {
    for (const row of yield* rows.inStates(["running"])) {
      if (!(yield* sender.isRunning(row.key))) yield* sender.start(row)
    }
  })
  const lookAfter = Effect.gen(function*() {
    if (yield* Ref.get(closing)) return
    const open = yield* rows.inStates(["pending", "unknown"])
    for (const impUid of new Set(open.map((row) => row.impUid))) yield* Effect.ignore(sender.look(impUid))
    for (const row of yield* rows.inStates(["unknown"])) {
      if (!mayContinue(row) || row.attempts >= ATTEMPTS) continue
      yield* rows.move(row.key, ["unknown"], "running", { kind: "resumed" })
    }
    yield* takeUp
  }).pipe(Effect.catchCause((cause) => Effect.logError("shop.look-after.failed", cause)))

  yield* takeUp
  yield* lookAfter.pipe(Effect.repeat(Schedule.spaced(settings.lookEvery)), Effect.forkScoped)

  return Refunds.of({
    preview,
    review: (actor, key) => Effect.flatMap(get(actor, key), (row) => review(actor, row)),
    request: (actor, orderId, key, ask, looked) =>
      Effect.flatMap(begin(actor, orderId, key, ask, looked), (row) => follow(row)),
    repeat: (actor, key, seen) =>
      Effect.flatMap(Effect.flatMap(get(actor, key), (row) => repeat(actor, row, seen)), (row) => follow(row)),
    decide,
    withdraw,
    resume,
    get,
    events: (actor, key) => Effect.andThen(get(actor, key), rows.events.ofRefund(key)),
    unknown: inStates(["unknown", "pending"]),
    waiting: inStates(["waiting"]),
    counts: (actor) => rows.counts(actor.role === "manager" ? undefined : actor.store),
    look: (actor, key) =>
      Effect.gen(function*() {
        const row = yield* get(actor, key)
        yield* sender.look(row.impUid)
        return (yield* rows.find(key)) ?? row
      }),
    finding: (actor, key) => Effect.flatMap(get(actor, key), sender.finding),
    conclude: (actor, key, found, note) =>
      Effect.flatMap(managed(actor, key), (row) => conclude(actor, row, found, note)),
    onWebhook: Effect.fnUntraced(function*(body: string, contentType: string | undefined) {
      const claim = yield* Effect.fromResult(Webhook.decode(body, contentType))
      // A webhook is not signed. Only one about a payment of this shop leads to a look-up.
      if (!(yield* rows.isOurs(claim.impUid))) return
      yield* lookOnce(claim.impUid)
    }),
    drain: (limit) =>
      Effect.gen(function*() {
        yield* Ref.set(closing, true)
        yield* sender.drain(limit)
        return yield* rows.inStates(["running", "pending", "unknown"])
      })
  })
})

/**
 * The service. Resumes what a crash interrupted, and follows refunds without a final outcome for
 * as long as it lives.
 */
export const layer: Layer.Layer<
  Refunds,
  E.DatabaseFailed,
  | Notifier
  | Orders
  | SqlClient.SqlClient
  | Settings
  | AccessToken.AccessToken
  | Transport.Transport
  | RefundTag.RefundTag
  | Watch
> = Layer.effect(Refunds, make)

// internal

// Whether this person has made this decision already.
const isDecided = ({ decidedBy, state }: RefundRow, actor: Actor, decision: Decision): boolean =>
  decidedBy === actor.id && state !== "waiting" && state !== "withdrawn" &&
  (decision === "decline") === (state === "declined")

// How often a key is called again before a person is needed.
const ATTEMPTS = 6
