/**
 * A refund, and how `refundOnce` goes about it.
 */
import type * as CancelRequest from "@effect-portone/core/CancelRequest"
import type { Payment } from "@effect-portone/core/Payment"
import type * as Duration from "effect/Duration"
import type * as Effect from "effect/Effect"
import type { Profile } from "./protocol/profile.ts"

/**
 * What to refund, of which payment, under which key.
 */
export interface Refund {
  /**
   * PortOne's id of the payment. An order id is not enough: one order may have several payments.
   */
  readonly impUid: string
  /**
   * Your name for this refund, such as the id of its row. The same key is the same refund, always
   * and on every machine.
   *
   * Units: 1 to 200 characters. Rejects: what a person cannot see, as `RefundKey.problem` finds it.
   */
  readonly key: string
  /**
   * How much, or `"rest"` for all that can still be cancelled.
   *
   * Units: major units of the payment's currency.
   */
  readonly amount: number | "rest"
  /**
   * The reason, which the customer may see. The tag is put in front of it. Units: at most 235
   * characters, so that both fit in 256; 256 with `tag: false`. Rejects: control characters other
   * than tabs and line breaks, and halves of characters.
   */
  readonly reason?: string | undefined
  /** Everything else a cancel may carry: tax-free part, refund account, requester, tier, … */
  readonly extras?: Omit<CancelRequest.Options, "checksum" | "reason" | "currency"> | undefined
}

/**
 * Options of `refundOnce`. All have defaults.
 */
export interface Options {
  /**
   * `"none"` states that no cancel was ever sent under this key and that no other call is running,
   * as for a row that was just created. Then a rejection is final. The default `"possible"` is
   * always safe, but a rejection cannot rule out an earlier call that is still running. With a
   * `RefundLedger` leave it unset; `"possible"` then means that the ledger was lost or is new.
   */
  readonly earlier?: "none" | "possible" | undefined
  /**
   * When another cancel changes the balance: `"stop"` (default), or `"replan"` on the new balance.
   */
  readonly onForeign?: "stop" | "replan" | undefined
  /**
   * What may be relied on at this PG. Default: its documented settlement; nothing else is assumed.
   */
  readonly profile?: Partial<Profile> | undefined
  /**
   * `false` leaves `reason` unchanged, for a PG that allows nothing else in it. Then only the place
   * in the payment history identifies a refund. Default true.
   */
  readonly tag?: boolean | undefined
  /** Also find payments of a test channel. Default false. */
  readonly includeSandbox?: boolean | undefined
  /** How often this call may send a cancel. Default 3. */
  readonly sends?: number | undefined
  /**
   * How often a cancel may be sent under the key in all, by every call. Only a ledger can count
   * them. Sends that are proved never to apply, such as one that was rejected during a maintenance,
   * do not count, up to ten times this number. Afterwards the outcome is `Undetermined` with the
   * cause `SendsUsedUp`. Default 12.
   */
  readonly totalSends?: number | undefined
  /**
   * How long this call goes on. It starts no pause that this time leaves no room for, and returns
   * `Undetermined` with `next: "call-again"` where the outcome is still open. After the last pause
   * a look-up, a cancel and another look-up may follow, so a call may take three time limits of its
   * transport longer. Default 10 minutes.
   */
  readonly patience?: Duration.Input | undefined
  /** Pauses. */
  readonly timers?: Partial<Timers> | undefined
  /**
   * Runs after each look-up that found the payment, for example to learn its PG. The refund waits
   * for it and ignores how it ends, a defect included; it cannot change what is sent.
   */
  readonly onPayment?: ((payment: Payment) => Effect.Effect<void>) | undefined
}

/**
 * Pauses of `refundOnce`. The last pause of a list repeats.
 */
export interface Timers {
  /** Between look-ups that decide nothing, and between tries to store an answer in the ledger. */
  readonly read: ReadonlyArray<Duration.Input>
  /**
   * Between look-ups after a lost answer, before the same cancel is sent again. Together they are
   * at least as long as a request may stay inside the provider.
   */
  readonly quiet: ReadonlyArray<Duration.Input>
  /** Between the two look-ups that confirm a PG's rejection. */
  readonly confirm: Duration.Input
}

/**
 * The default pauses: 2 seconds to 5 minutes between look-ups; 2, 5, 15, 30 and 68 seconds of
 * quiet, two minutes in all; a minute to confirm.
 */
export const timers: Timers = {
  read: ["2 seconds", "5 seconds", "15 seconds", "30 seconds", "1 minute", "2 minutes", "5 minutes"],
  quiet: ["2 seconds", "5 seconds", "15 seconds", "30 seconds", "68 seconds"],
  confirm: "1 minute"
}
