/**
 * The settings of refunds in this shop.
 */
import type { Bilingual } from "@effect-portone/core"
import type { Refund } from "@effect-portone/refunds"
import { Context, type Duration } from "effect"
import type { Actor } from "./Actor.ts"
import type { Keys } from "./Keys.ts"

/** Units: major units of the currency; per person and day, as the clock in Seoul has it. */
export interface Limit {
  readonly clerk: number
  readonly manager: number
  /**
   * Above this a second person approves. What was requested of the same order before counts too, by
   * all persons.
   */
  readonly fourEyesAbove: number
}

/** Set once, when the program starts. */
export interface Options {
  readonly keys: Keys
  /** By currency; in a currency without a limit nothing is given back. */
  readonly limits: Readonly<Record<string, Limit>>
  /** How long a request waits for the end of its refund before it answers 202. */
  readonly patience: Duration.Input
  /** How often refunds without a certain end are looked at. */
  readonly lookEvery: Duration.Input
  /** Webhooks for one payment lead to one look-up in this time. Default 3 seconds. */
  readonly webhookPause?: Duration.Input | undefined
  /** How long a page waits for look-ups before it shows what is known. Default 2 seconds. */
  readonly pagePatience?: Duration.Input | undefined
  /** How long the buyer of an order is kept. Default five years. */
  readonly keepBuyers?: Duration.Input | undefined
  /** How often in an hour something may happen before it is an alert, in place of `usual`. */
  readonly alerts?: Readonly<Record<string, number>> | undefined
  /** Pauses of `refundOnce`; tests have shorter ones. */
  readonly timers?: Partial<Refund.Timers> | undefined
  /** People who are known before they sign in. */
  readonly people?: ReadonlyArray<Actor> | undefined
  /** The names of the stores, by id. A store without a name is shown by its id. */
  readonly stores?: Readonly<Record<string, Bilingual>> | undefined
  /** The database was restored from a copy: refunds that it does not know may have been made. */
  readonly isRestored?: boolean | undefined
  /** Also payments of a test channel. */
  readonly includeSandbox?: boolean | undefined
}

/** The settings in use. */
export class Settings extends Context.Service<Settings, Options>()("refund-desk/Settings") {}

/** Limits to start from. */
export const limits: Readonly<Record<string, Limit>> = {
  KRW: { clerk: 300_000, manager: 3_000_000, fourEyesAbove: 100_000 },
  USD: { clerk: 200, manager: 2000, fourEyesAbove: 80 }
}
