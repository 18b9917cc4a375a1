/**
 * What code 0 means for the customer. PortOne's "done" can be a cancel that is finished, one that is registered and paid out later, or one that a PG has
 * yet to approve.
 */
import { subtract } from "@effect-portone/core/Amount"
import { type CancelEntry, isFullyCancelled, type Payment } from "@effect-portone/core/Payment"
import * as Option from "effect/Option"
import { type MoneyWay, moneyWays } from "./internal/moneyWays.ts"
import { monthsBetween, seoul } from "./internal/seoul.ts"

/**
 * How far a confirmed cancel has come.
 *
 * - `completed`: the cancel is finished.
 * - `accepted`: it is registered; the money follows as `money` says. Do not send it again.
 * - `pending`: it may yet be refused, or the payment does not show it yet. Do not send it again and do not tell the customer; read the payment later.
 */
export type State = "completed" | "accepted" | "pending"

/**
 * A verdict on a cancel that was confirmed.
 *
 * Units: `amount` in major units of the payment's currency, 0 where the payment shows no cancel.
 */
export interface Completion {
  readonly state: State
  /** Of the payment, by its amounts. `status` is `cancelled` for both. */
  readonly extent: "none" | "partial" | "full"
  readonly amount: number
  /** Stable: `at-once`, `next-business-day`, `seven-business-days`, `weekly-thursday`, `after-approval`, `after-callback`, `after-notice`, `unknown`, `never`. */
  readonly timing: string
  /** When the customer gets the money, as far as it is documented. */
  readonly money: { readonly english: string; readonly korean: string }
  readonly source: string
  readonly evidence: "doc" | "obs" | "inf" | "dis"
}

/**
 * Which cancel is meant, and what is known of it.
 */
export interface Options {
  /** The entry of `cancelHistory` that is yours. Default: the latest that gave something back. */
  readonly entry?: CancelEntry | undefined
  /** The payment as it was before the cancel, so that no older cancel is taken for yours. Without it, a part that a PG approves later stays pending. */
  readonly before?: Payment | undefined
  /**
   * PortOne's webhook told of this very cancel, and `payment` was read after that. Default false. Only such a notice ends a cancel that a PG finishes
   * later. Anybody can send a webhook, so compare its `cancellationId` with the entry's first.
   */
  readonly notified?: boolean | undefined
}

/**
 * How far the latest cancel of a payment has come, or the given one. Pass the payment that `cancel` returned, or one read later.
 *
 * The order of the history and rows of zero do not matter.
 *
 * ```ts
 * import { PaymentJson } from "@effect-portone/core"
 * import { Completion } from "@effect-portone/gateways"
 * import { Result } from "effect"
 *
 * const cancel = { amount: 10000, cancelled_at: 1712634724, cancellation_id: "01HV0000000000000001" }
 * const payment = Result.getOrThrow(PaymentJson.decode({
 *   imp_uid: "imp_1", merchant_uid: "order-1", status: "cancelled", amount: 10000, cancel_amount: 10000,
 *   pg_provider: "daou", pay_method: "vbank", paid_at: 1712600000, cancel_history: [cancel]
 * }))
 * const { state, extent, timing } = Completion.of(payment)
 * state // => "accepted"
 * extent // => "full"
 * timing // => "seven-business-days"
 * ```
 */
export const of = (payment: Payment, { before, entry, notified = false }: Options = {}): Completion => {
  const extent = isFullyCancelled(payment) ? "full" : payment.cancelAmount > 0 ? "partial" : "none"
  if (isRevoked(payment)) return { state: "completed", extent, amount: 0, ...never }

  const cancel = entry === undefined
    ? latest(before === undefined ? payment.cancelHistory : added(before, payment))
    : payment.cancelHistory.find((one) => isSame(one, entry))
  // The balance moved, though the history cannot be read.
  const isMoved = cancel === undefined && entry === undefined && payment.cancelHistory.length === 0 &&
    payment.cancelAmount > (before?.cancelAmount ?? 0)
  const amount = cancel?.amount ?? (isMoved ? subtract(payment.cancelAmount, before?.cancelAmount ?? 0) : 0)
  const way = wayOf(payment, cancel)
  const isSurelyThis = cancel !== undefined && (entry !== undefined || before !== undefined || extent === "full")
  return {
    state: amount > 0 ? stateOf(way.kind, payment.status === "cancelled" && isSurelyThis, notified) : "pending",
    extent,
    amount,
    timing: way.timing,
    money: { english: way.when[0], korean: way.when[1] },
    source: way.source,
    evidence: way.evidence
  }
}

/**
 * What is documented on when the money arrives, for a table.
 */
export const timings: ReadonlyArray<{
  readonly timing: string
  /** `pg_provider`; empty for every PG that is not listed above. */
  readonly pg: string
  readonly method: string
  readonly state: string
  readonly money: { readonly english: string; readonly korean: string }
  readonly source: string
  readonly evidence: "doc" | "inf" | "dis"
}> = moneyWays.map(({ evidence, kind, method, pg, source, timing, when: [english, korean] }) => ({
  timing,
  pg: pg.join(", "),
  method,
  state: kind === "completed" || kind === "accepted" ? kind : "pending, then completed",
  money: { english, korean },
  source,
  evidence
}))

// internal

const never = {
  timing: "never",
  money: {
    english: "nothing was paid in, so nothing is given back",
    korean: "입금된 돈이 없으므로 돌려줄 돈도 없습니다"
  },
  source: "A revoked virtual account is cancelled with an amount of 0",
  evidence: "obs"
} as const

// Seen of virtual accounts that were revoked before a deposit: cancelled, and nothing given back.
const isRevoked = (payment: Payment): boolean =>
  Option.contains(payment.payMethod, "vbank") && Option.isNone(payment.paidAt) && payment.cancelAmount === 0 &&
  payment.depositHistory.length === 0 && Option.isSome(payment.cancelledAt)

const stateOf = (kind: MoneyWay["kind"], isApproved: boolean, isNotified: boolean): State => {
  switch (kind) {
    case "completed":
    case "accepted":
      return kind
    case "approved-later":
      return isApproved ? "completed" : "pending"
    case "notified-later":
      return isNotified ? "completed" : "pending"
  }
}

// One entry of the old history explains one of the new.
const added = (before: Payment, after: Payment): ReadonlyArray<CancelEntry> => {
  const old = [...before.cancelHistory]
  return after.cancelHistory.filter((entry) => {
    const at = old.findIndex((one) => isSame(one, entry))
    if (at !== -1) old.splice(at, 1)
    return at === -1
  })
}

const latest = (history: ReadonlyArray<CancelEntry>): CancelEntry | undefined =>
  history.filter(({ amount }) => amount > 0).reduce<CancelEntry | undefined>(
    (last, entry) => last !== undefined && millis(last) > millis(entry) ? last : entry,
    undefined
  )

const millis = ({ cancelledAt }: CancelEntry): number =>
  Option.match(cancelledAt, { onNone: () => 0, onSome: (at) => at.epochMilliseconds })

// The id where both have one; older answers do not.
const isSame = (one: CancelEntry, other: CancelEntry): boolean =>
  Option.isSome(one.cancellationId) && Option.isSome(other.cancellationId)
    ? one.cancellationId.value === other.cancellationId.value
    : one.amount === other.amount && millis(one) === millis(other) &&
      Option.getOrUndefined(one.pgTid) === Option.getOrUndefined(other.pgTid)

const wayOf = (payment: Payment, cancel: CancelEntry | undefined) => {
  const pg = Option.getOrElse(payment.pgProvider, () => "")
  const method = Option.getOrElse(payment.payMethod, () => "")
  const kind = method === "phone" && isLaterMonth(payment, cancel) ? "phone, later month" : method
  return moneyWays.find((way) =>
    (way.pg.length === 0 || way.pg.includes(pg)) && (way.method === "" || way.method === kind)
  ) ?? anything
}

// The last row takes any PG and any method.
const anything = moneyWays[moneyWays.length - 1]!

const isLaterMonth = (payment: Payment, cancel: CancelEntry | undefined): boolean =>
  Option.isSome(payment.paidAt) && cancel !== undefined && Option.isSome(cancel.cancelledAt) &&
  monthsBetween(seoul(payment.paidAt.value), seoul(cancel.cancelledAt.value)) > 0
