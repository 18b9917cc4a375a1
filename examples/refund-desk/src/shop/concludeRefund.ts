/**
 * Concludes a refund whose outcome two people have to compare with the PG.
 */
import { Effect } from "effect"
import type { Actor } from "./Actor.ts"
import { afterLookUp, needsForgetting } from "./afterComparing.ts"
import { type NewEvent, openComparison } from "./events.ts"
import type { Orders } from "./Orders.ts"
import type { Found } from "./RefundEvent.ts"
import type { RefundState } from "./RefundRecord.ts"
import type { RefundRows } from "./refundRows.ts"
import type { RefundRow } from "./rows.ts"
import type { Sender } from "./Sender.ts"
import * as E from "./ShopError.ts"

/** What follows from a conclusion. */
export interface Steps {
  /** Moves a refund to another state, or fails where it is in none of these. */
  readonly move: (
    row: RefundRow,
    from: ReadonlyArray<RefundState>,
    to: RefundState,
    event: Omit<NewEvent, "refund" | "to">
  ) => Effect.Effect<RefundRow, E.NotNow | E.DatabaseFailed>
  /** Carries it out where it is running. `isCompared`: the ledger records that first. */
  readonly follow: (row: RefundRow, isCompared: boolean) => Effect.Effect<RefundRow, E.DatabaseFailed>
}

/** Records what a person found, and concludes where a second one has found the same. */
export const makeConclude = (rows: RefundRows, sender: Sender, orders: typeof Orders.Service, steps: Steps) =>
  Effect.fnUntraced(function*(actor: Actor, before: RefundRow, found: Found, note: string) {
    const { key } = before
    // A proof in the payment history overrides what a person reports.
    yield* Effect.ignore(orders.inTime(before, sender.look(before.impUid)))
    const row = (yield* rows.find(key)) ?? before
    if (row.state === "succeeded") return row
    if (row.state !== "unknown" && row.state !== "pending") return yield* new E.NotNow({ key, state: row.state })
    // The look-up has just found a contradiction, which this person has not compared yet.
    if (row.updatedAt !== before.updatedAt) return row
    // That it was not refunded needs a look-up of now.
    const seen = found === "given-back" ? undefined : yield* orders.inTime(row, sender.finding(row))
    const after = seen === undefined ? "never" : afterLookUp(row, seen)
    if (after === "accepted") return yield* new E.StillAccepted({ key })
    if (found === "not-given-back" && after === "never") return yield* new E.NotNow({ key, state: row.state })

    const compared = openComparison(yield* rows.events.ofRefund(key))
    const event = { actor: actor.id, found, note, orderId: row.orderId, from: row.state }
    // The first of two people, or the second with another result: it is recorded, and nothing else.
    if (compared === undefined || compared.actor === actor.id || compared.found !== found) {
      const first = { ...event, kind: "compared", refund: key } as const
      yield* rows.events.add(first)
      yield* rows.events.log(first)
      return row
    }
    const concluded = { ...event, kind: "concluded" } as const
    if (found === "given-back") return yield* steps.move(row, ["unknown", "pending"], "by-hand", concluded)
    const known = [seen, row.outcome?._tag === "Undetermined" ? row.outcome : undefined]
    const isCompared = needsForgetting(...known.filter((one) => one !== undefined))
    return yield* steps.follow(yield* steps.move(row, ["unknown"], "running", concluded), isCompared)
  })
