/**
 * What code 0 means for the customer. PortOne confirms a cancel that is finished, one that is
 * registered and paid out later, and one that the payment gateway (PG) has yet to approve.
 */
import { subtract } from "@effect-portone/core/Amount"
import type { Bilingual } from "@effect-portone/core/Bilingual"
import { type CancelEntry, isFullyCancelled, type Payment } from "@effect-portone/core/Payment"
import * as Option from "effect/Option"
import type { Evidence } from "./internal/evidence.ts"
import { monthsBetween, seoulTime } from "./internal/seoulClock.ts"
import {
  fallback,
  type SettlementTiming,
  settlementTimings,
  type Timing as DocumentedTiming
} from "./internal/tables/settlementTimings.ts"

/**
 * How far a confirmed cancel has come.
 *
 * - `completed`: the cancel is finished.
 * - `accepted`: it is registered, and the money follows as `money` says. Do not send it again.
 * - `pending`: the PG may still reject it, or the payment does not show it yet. Do not send it
 *   again and do not inform the customer; look the payment up later.
 */
export type State = "completed" | "accepted" | "pending"

/**
 * When the customer gets the money. `after-approval`, `after-callback` and `after-notice`: the PG
 * finishes the cancel later. `never`: there was no deposit, so there is nothing to give back.
 */
export type Timing = DocumentedTiming | "never"

/**
 * The settlement of a cancel that was confirmed.
 *
 * Units: `amount` in major units of the payment's currency, 0 where the payment shows no cancel.
 */
export interface Settlement {
  readonly state: State
  /** Of the payment, by its amounts. `status` is `cancelled` for both `partial` and `full`. */
  readonly extent: "none" | "partial" | "full"
  readonly amount: number
  readonly timing: Timing
  /** When the customer gets the money, as far as it is documented. */
  readonly money: Bilingual
  readonly source: string
  readonly evidence: Evidence
}

/**
 * Which cancel is meant, and what is known of it.
 */
export interface Options {
  /** The entry of `cancelHistory` in question. Default: the latest with an amount above 0. */
  readonly entry?: CancelEntry | undefined
  /**
   * The payment as it was before the cancel, so that no older cancel is taken for this one. Without
   * it, a part that a PG approves later stays `pending`.
   */
  readonly before?: Payment | undefined
  /**
   * PortOne's webhook reported this very cancel, and `payment` was looked up after that. Default
   * false. Only such a webhook completes a cancel that a PG finishes later. A webhook can come from
   * anyone, so compare its `cancellationId` with that of the entry first.
   */
  readonly notified?: boolean | undefined
}

/**
 * The settlement of the latest cancel of a payment, or of the given one. Pass the payment that
 * `cancel` returned, or one that was looked up later.
 *
 * The order of the history and entries with an amount of 0 do not matter.
 *
 * ```ts
 * import { PaymentJson } from "@effect-portone/core"
 * import { Settlement } from "@effect-portone/gateways"
 * import { Result } from "effect"
 *
 * const entry = { amount: 10000, cancelled_at: 1712634724, cancellation_id: "01HV00000000" }
 * const payment = Result.getOrThrow(PaymentJson.decode({
 *   imp_uid: "imp_1", merchant_uid: "order-1", status: "cancelled",
 *   amount: 10000, cancel_amount: 10000, cancel_history: [entry],
 *   pg_provider: "daou", pay_method: "vbank", paid_at: 1712600000
 * }))
 * const { state, extent, timing } = Settlement.of(payment)
 * state // => "accepted"
 * extent // => "full"
 * timing // => "seven-business-days"
 * ```
 */
export const of = (payment: Payment, { before, entry, notified = false }: Options = {}): Settlement => {
  const extent = isFullyCancelled(payment) ? "full" : payment.cancelAmount > 0 ? "partial" : "none"
  if (isRevoked(payment)) return { state: "completed", extent, amount: 0, ...never }

  const cancel = entry === undefined
    ? latest(before === undefined ? payment.cancelHistory : added(before, payment))
    : payment.cancelHistory.find((one) => isSame(one, entry))
  // The balance changed, though the history cannot be read.
  const isMoved = cancel === undefined && entry === undefined && payment.cancelHistory.length === 0 &&
    payment.cancelAmount > (before?.cancelAmount ?? 0)
  const amount = cancel?.amount ?? (isMoved ? subtract(payment.cancelAmount, before?.cancelAmount ?? 0) : 0)
  const { evidence, kind, money, source, timing } = timingOf(payment, cancel)
  const isSurelyThis = cancel !== undefined && (entry !== undefined || before !== undefined || extent === "full")
  const state = amount > 0 ? stateOf(kind, payment.status === "cancelled" && isSurelyThis, notified) : "pending"
  return { state, extent, amount, timing, money, source, evidence }
}

/**
 * Whether the PG may approve or reject a cancel of this payment after PortOne has confirmed it.
 * Also true where PG or payment method is absent or not known, and one that does so may be meant.
 */
export const mayFinishLater = (payment: Payment): boolean => {
  const pg = nameOf(payment.pgProvider)
  const method = nameOf(payment.payMethod)
  const isAny = !METHODS.has(method)
  return settlementTimings.some((row) =>
    finishesLater[row.kind] && (pg === "" || row.pg.includes(pg)) &&
    (row.method === "" || isAny || row.method === method)
  )
}

/**
 * What is documented on when the money arrives, for tables.
 */
export const timings: ReadonlyArray<{
  readonly timing: Timing
  /** `pg_provider`, with commas; empty for every PG that is not listed above. */
  readonly pg: string
  /** `pay_method`; empty for every method. */
  readonly method: string
  readonly state: "completed" | "accepted" | "pending, then completed"
  readonly money: Bilingual
  readonly source: string
  readonly evidence: Evidence
}> = settlementTimings.map(({ evidence, kind, method, money, pg, source, timing }) => ({
  timing,
  pg: pg.join(", "),
  method,
  state: kind === "completed" || kind === "accepted" ? kind : "pending, then completed",
  money,
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

// Observed of virtual accounts that were revoked before a deposit: cancelled, and nothing given
// back.
const isRevoked = (payment: Payment): boolean =>
  Option.contains(payment.payMethod, "vbank") && Option.isNone(payment.paidAt) && payment.cancelAmount === 0 &&
  payment.depositHistory.length === 0 && Option.isSome(payment.cancelledAt)

const stateOf = (kind: SettlementTiming["kind"], isApproved: boolean, isNotified: boolean): State => {
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

// Entries may be equal, so each entry of the old history accounts for one of the new.
const added = (before: Payment, after: Payment): ReadonlyArray<CancelEntry> => {
  const old = [...before.cancelHistory]
  return after.cancelHistory.filter((entry) => {
    const at = old.findIndex((one) => isSame(one, entry))
    if (at !== -1) old.splice(at, 1)
    return at === -1
  })
}

// By its own time, and by its place in the list when times are missing.
const latest = (history: ReadonlyArray<CancelEntry>): CancelEntry | undefined =>
  history.filter(({ amount }) => amount > 0).reduce<CancelEntry | undefined>(
    (last, entry) => last !== undefined && millis(last) > millis(entry) ? last : entry,
    undefined
  )

const millis = ({ cancelledAt }: CancelEntry): number =>
  Option.match(cancelledAt, { onNone: () => 0, onSome: (at) => at.epochMilliseconds })

// By id where both have one; older answers have none.
const isSame = (one: CancelEntry, other: CancelEntry): boolean =>
  Option.isSome(one.cancellationId) && Option.isSome(other.cancellationId)
    ? one.cancellationId.value === other.cancellationId.value
    : one.amount === other.amount && millis(one) === millis(other) &&
      Option.getOrUndefined(one.pgTid) === Option.getOrUndefined(other.pgTid)

const finishesLater: Readonly<Record<SettlementTiming["kind"], boolean>> = {
  completed: false,
  accepted: false,
  "approved-later": true,
  "notified-later": true
}

// What PortOne documents for `pay_method`, and WeChat Pay from its page on KICC; the set is open.
const METHODS: ReadonlySet<string> = new Set([
  "applepay",
  "booknlife",
  "card",
  "culturegift",
  "cultureland",
  "kakaopay",
  "lpay",
  "naverpay",
  "payco",
  "paypal",
  "phone",
  "point",
  "samsung",
  "smartculture",
  "ssgpay",
  "tosspay",
  "trans",
  "vbank",
  "wechat"
])

const nameOf = (text: Option.Option<string>): string => Option.getOrElse(text, () => "").trim().toLowerCase()

const timingOf = (payment: Payment, cancel: CancelEntry | undefined): SettlementTiming => {
  const pg = nameOf(payment.pgProvider)
  const payMethod = nameOf(payment.payMethod)
  const method = payMethod === "phone" && isLaterMonth(payment, cancel) ? "phone, later month" : payMethod
  return settlementTimings.find((row) =>
    (row.pg.length === 0 || row.pg.includes(pg)) && (row.method === "" || row.method === method)
  ) ?? fallback
}

const isLaterMonth = (payment: Payment, cancel: CancelEntry | undefined): boolean =>
  Option.isSome(payment.paidAt) && cancel !== undefined && Option.isSome(cancel.cancelledAt) &&
  monthsBetween(seoulTime(payment.paidAt.value), seoulTime(cancel.cancelledAt.value)) > 0
