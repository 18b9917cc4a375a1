/**
 * A refund to be made once.
 */
import type { CancelRequest } from "@effect-portone/core"
import type * as Duration from "effect/Duration"
import type { Profile } from "./protocol/Profile.ts"

/**
 * What to give back, of which payment, under which name.
 */
export interface Refund {
  /** PortOne's id of the payment. An order id will not do: one order may have several payments. */
  readonly impUid: string
  /** Your name for this refund, such as the id of its row. The same key is the same refund, for ever and from everywhere. */
  readonly key: string
  /**
   * How much, or `"rest"` for all that can still be cancelled.
   *
   * Units: major units of the payment's currency.
   */
  readonly amount: number | "rest"
  /** For the customer. The tag stands in front of it. Units: at most 240 characters, so that both fit. */
  readonly reason?: string | undefined
  /** Everything else a cancel may carry: tax-free part, refund account, requester, tier, … */
  readonly extras?: Omit<CancelRequest.Options, "checksum" | "reason" | "currency"> | undefined
}

/**
 * How to go about it. All have defaults.
 */
export interface Options {
  /**
   * `"none"` vouches that nothing was ever sent under this key and nobody else is sending now, as when you have just made the row. Then a refusal
   * is an end. Default `"possible"`: safe always, but a refusal cannot rule out an earlier call that is still under way. With a `RefundLedger` the
   * ledger knows; `"possible"` then says that it was lost or is new.
   */
  readonly earlier?: "none" | "possible" | undefined
  /** When somebody else cancels meanwhile: `"stop"` and say so (default), or `"replan"` on the new balance. */
  readonly onForeign?: "stop" | "replan" | undefined
  /** What the PG of this payment can be trusted with. Default: how PortOne documents that it settles, and otherwise little. */
  readonly profile?: Partial<Profile> | undefined
  /** Leave `reason` as it is, for a PG that allows nothing else in it. Then only the place in the history tells a refund. Default true. */
  readonly tag?: boolean | undefined
  /** Also find payments of a test channel. Default false. */
  readonly includeSandbox?: boolean | undefined
  /** How often a cancel may be sent. Default 3. */
  readonly sends?: number | undefined
  /** Pauses. */
  readonly timers?: Partial<Timers> | undefined
}

/**
 * How long to wait for what. The last pause of a list repeats.
 */
export interface Timers {
  /** Between looks that decide nothing. */
  readonly read: ReadonlyArray<Duration.Input>
  /** Between looks after an answer that got lost, before the same cancel goes out again; together at least as long as a request may linger. */
  readonly quiet: ReadonlyArray<Duration.Input>
  /** Between the two looks that confirm a PG's refusal. */
  readonly confirm: Duration.Input
}

/**
 * The usual pauses: 0 to 5 minutes between looks; two minutes of quiet in looks after 2, 5, 15, 30 and 68 seconds; a minute to confirm.
 */
export const timers: Timers = {
  read: ["2 seconds", "5 seconds", "15 seconds", "30 seconds", "1 minute", "2 minutes", "5 minutes"],
  quiet: ["2 seconds", "5 seconds", "15 seconds", "30 seconds", "68 seconds"],
  confirm: "1 minute"
}
