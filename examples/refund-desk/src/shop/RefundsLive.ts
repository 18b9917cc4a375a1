/**
 * Refunds from the row to the end: set going, approved, looked after, concluded. How a row comes to be is in `asking.ts`.
 */
import { type AccessToken, type Transport, Webhook } from "@effect-portone/core"
import type { RefundTag } from "@effect-portone/refunds"
import { Effect, Layer, Ref, Schedule } from "effect"
import type { SqlClient } from "effect/sql"
import type { Actor } from "./Actor.ts"
import { makeAsking } from "./asking.ts"
import { deciding } from "./deciding.ts"
import type { Orders } from "./Orders.ts"
import { sees } from "./OrdersLive.ts"
import type { RefundState } from "./RefundRecord.ts"
import { makeRefundRows } from "./refundRows.ts"
import { type Found, Refunds } from "./Refunds.ts"
import type { RefundRow } from "./rows.ts"
import { makeSender } from "./Sender.ts"
import { Settings } from "./Settings.ts"
import * as E from "./ShopError.ts"

const make = Effect.gen(function*() {
  const settings = yield* Settings
  const rows = yield* makeRefundRows
  const sender = yield* makeSender(rows)
  const portone = yield* Effect.context<AccessToken.AccessToken | Transport.Transport>()
  const closing = yield* Ref.make(false)
  const { begin, preview } = yield* makeAsking(rows, closing)

  // Sets a running refund going, unless it goes already, and waits for it as long as the settings say.
  const follow = Effect.fnUntraced(function*(row: RefundRow) {
    if (row.state !== "running") return row
    if (!(yield* Ref.get(closing))) yield* sender.start(row)
    yield* sender.wait(row.key)
    return (yield* rows.find(row.key)) ?? row
  })

  const get = Effect.fnUntraced(function*(actor: Actor, key: string) {
    const row = yield* rows.find(key)
    if (row === undefined) return yield* new E.RefundNotFound({ key: key.slice(0, 64) })
    if (!sees(actor, row.store)) return yield* new E.NotYourStore({ store: row.store })
    return row
  })

  const move = Effect.fnUntraced(
    function*(actor: Actor, row: RefundRow, from: ReadonlyArray<RefundState>, to: RefundState) {
      const moved = yield* rows.move(row.key, from, to, actor.id)
      if (moved === undefined) return yield* new E.NotNow({ key: row.key, state: row.state })
      return yield* follow(moved)
    }
  )

  const managed = Effect.fnUntraced(function*(actor: Actor, key: string) {
    const row = yield* get(actor, key)
    if (actor.role !== "manager") return yield* new E.ManagersOnly()
    if (yield* Ref.get(closing)) return yield* new E.ShuttingDown()
    return row
  })

  const decide = Effect.fnUntraced(function*(actor: Actor, key: string, decision: "approve" | "decline") {
    const row = yield* managed(actor, key)
    if (row.requestedBy === actor.id && decision === "approve") return yield* new E.FourEyes({ key })
    return yield* move(actor, row, ["waiting"], decision === "approve" ? "running" : "declined")
  })

  const conclude = Effect.fnUntraced(function*(actor: Actor, key: string, found: Found) {
    const before = yield* managed(actor, key)
    // A proof in the history is worth more than anybody's word.
    yield* Effect.ignore(sender.look(before.impUid))
    const row = (yield* rows.find(key)) ?? before
    if (row.state === "succeeded") return row
    if (found === "given-back") return yield* move(actor, row, ["unknown", "pending"], "by-hand")
    if (row.state === "pending") return yield* move(actor, row, ["pending"], "closed")
    const next = row.outcome?._tag === "Undetermined" ? deciding[row.outcome.cause] : undefined
    if (next === undefined || next.ifNot === "never") return yield* new E.NotNow({ key, state: row.state })
    if (next.locked === true) {
      yield* Effect.mapError(sender.unlock(row.impUid), (cause) => new E.DatabaseFailed({ cause }))
    }
    return yield* move(actor, row, ["unknown"], next.ifNot === "again" ? "running" : "closed")
  })

  const inStates = (states: ReadonlyArray<RefundState>) => (actor: Actor) =>
    Effect.map(rows.inStates(states), (found) => found.filter(({ store }) => sees(actor, store)))

  // After a crash, and after a write that failed, rows are running that nobody carries out.
  const takeUp = Effect.gen(function*() {
    for (const row of yield* rows.inStates(["running"])) {
      if (!(yield* sender.isRunning(row.key))) yield* sender.start(row)
    }
  })
  const lookAfter = Effect.gen(function*() {
    if (yield* Ref.get(closing)) return
    const open = yield* rows.inStates(["pending", "unknown"])
    for (const impUid of new Set(open.map((row) => row.impUid))) yield* Effect.ignore(sender.look(impUid))
    for (const { attempts, key, outcome } of yield* rows.inStates(["unknown"])) {
      const alone = outcome?._tag === "Undetermined" && deciding[outcome.cause].alone === true
      if (alone && attempts < ATTEMPTS) yield* rows.move(key, ["unknown"], "running", undefined)
    }
    yield* takeUp
  }).pipe(Effect.catchCause((cause) => Effect.logError("shop.look-after.failed", cause)))

  yield* takeUp
  yield* lookAfter.pipe(Effect.repeat(Schedule.spaced(settings.lookEvery)), Effect.forkScoped)

  return Refunds.of({
    preview,
    request: (actor, orderId, key, ask) => Effect.flatMap(begin(actor, orderId, key, ask), follow),
    decide,
    get,
    unknown: inStates(["unknown", "pending"]),
    waiting: inStates(["waiting"]),
    look: (actor, key) =>
      Effect.gen(function*() {
        const row = yield* get(actor, key)
        yield* sender.look(row.impUid)
        return (yield* rows.find(key)) ?? row
      }),
    conclude,
    heard: Effect.fnUntraced(function*(body: string, contentType: string | undefined) {
      const claim = yield* Effect.fromResult(Webhook.decode(body, contentType))
      // Anybody can send a webhook; only one about a payment of this shop is worth a request.
      if (!(yield* rows.isOurs(claim.impUid))) return
      const options = { contentType, includeSandbox: settings.includeSandbox }
      yield* sender.settle(yield* Effect.provideContext(Webhook.lookUp(body, options), portone))
    }),
    drain: (limit) =>
      Effect.gen(function*() {
        yield* Ref.set(closing, true)
        yield* sender.drain(limit)
        return yield* rows.inStates(["running", "pending", "unknown"])
      })
  })
})

/** The service. Takes up what a crash left, then looks after refunds without a certain end for as long as it lives. */
export const layer: Layer.Layer<
  Refunds,
  E.DatabaseFailed,
  | Orders
  | SqlClient.SqlClient
  | Settings
  | AccessToken.AccessToken
  | Transport.Transport
  | RefundTag.RefundTag
> = Layer.effect(Refunds, make)

// internal

// How often a refund is called for before a person is needed after all.
const ATTEMPTS = 6
