/**
 * Refunds of the shop: requested, checked, approved, carried out once, and followed until their
 * outcome is final.
 */
import type { FindPayment, Webhook } from "@effect-portone/core"
import type { CancelCheck } from "@effect-portone/gateways"
import type { FoundRefund } from "@effect-portone/refunds"
import { Context, type Duration, type Effect } from "effect"
import type { Actor } from "./Actor.ts"
import type { OrderPayment, OrderPaymentError } from "./Orders.ts"
import type { Found, RefundEvent } from "./RefundEvent.ts"
import type { RefundRecord, RefundRequest } from "./RefundRecord.ts"
import type * as E from "./ShopError.ts"

/** The preview of a refund. */
export interface Preview extends OrderPayment {
  /** What would be given back. Units: major units. */
  readonly amount: number
  /** Errors first. An error prevents the refund from being sent; a warning does not. */
  readonly findings: ReadonlyArray<CancelCheck.Finding>
  readonly needsApproval: boolean
  /** What the person may still give back today, before this one. Units: major units. */
  readonly leftToday: number
}

/** Where the money goes, masked. */
export interface Payee {
  readonly bank: string
  /** The last digits of the account. */
  readonly end: string
  readonly holder: string
  /** Is the holder the buyer, by name? Absent where the order has no name. */
  readonly isBuyer: boolean | undefined
}

/** What a second person sees before a decision. */
export interface Review extends OrderPayment {
  /** Absent where the money goes back the way it came. */
  readonly payee: Payee | undefined
  /** Errors first, of the request that approving would send. */
  readonly findings: ReadonlyArray<CancelCheck.Finding>
}

/** Why there is no preview. */
export type PreviewError =
  | OrderPaymentError
  | E.AmountAboveLeft
  | E.NothingLeft
  | E.NoLimitForCurrency
  | E.FieldUnusable

/** Why a refund was not begun. Nothing was sent. */
export type RequestError =
  | PreviewError
  | E.KeyReused
  | E.KeyUnusable
  | E.OrderChanged
  | E.DailyLimitReached
  | E.ShuttingDown
  | E.CheckRejected

/** Why a person may not do this to a refund. */
export type StepError =
  | E.RefundNotFound
  | E.ManagersOnly
  | E.FourEyes
  | E.NotYours
  | E.NotNow
  | E.ShuttingDown
  | E.DatabaseFailed

/** Why a refund is not approved: also where the payment cannot be read, or the check rejects it. */
export type DecisionError = StepError | ReviewError | E.CheckRejected | E.BalanceChanged

/** Why a refund cannot be reviewed. */
export type ReviewError = E.RefundNotFound | E.SealBroken | OrderPaymentError

/** Why a comparison is not recorded. */
export type ConclusionError = StepError | E.StillAccepted | FindPayment.FindError

/** What a second person decides about a refund that waits. */
export type Decision = "approve" | "decline"

/** The refunds of the shop. Everything that takes an `Actor` checks role and store itself. */
export class Refunds extends Context.Service<Refunds, {
  /** Looks the payment up, unless that was just done (`known`). Writes nothing, sends nothing. */
  readonly preview: (
    actor: Actor,
    orderId: string,
    ask: RefundRequest,
    known?: OrderPayment
  ) => Effect.Effect<Preview, PreviewError>
  /**
   * Starts a refund, or finds the one with this key. Returns when it has an outcome, or after
   * `SHOP_PATIENCE`. The refund continues without its caller; `state` of the record shows its
   * progress. Looks the payment up for its check, unless that was just done: what is left then must
   * still be what was left in `looked`.
   */
  readonly request: (
    actor: Actor,
    orderId: string,
    key: string,
    ask: RefundRequest,
    looked?: OrderPayment
  ) => Effect.Effect<RefundRecord, RequestError>
  /**
   * Requests a refund again that was rejected for an obstacle that passes, with its own key. It is
   * judged like a new request of this person: amount, check, daily limit, second person. `request`
   * with the same key does the same. `seen`: what that person saw (`seenOf`); where that has
   * changed, another refund may be this one, and nothing is sent.
   */
  readonly repeat: (
    actor: Actor,
    key: string,
    seen: string
  ) => Effect.Effect<RefundRecord, RequestError | E.RefundNotFound | E.NotNow | E.SealBroken | E.BalanceChanged>
  /** Looks the payment of a refund up, and checks what approving would send. Sends nothing. */
  readonly review: (actor: Actor, key: string) => Effect.Effect<Review, ReviewError>
  /**
   * Approves or declines a refund that waits. Approving looks the payment up first, because its
   * balance and history belong to the decision: where it cannot be read, or the check finds an
   * error, nothing is approved. Then it waits for the outcome like `request`. Who requested the
   * refund, as the events have it, does not decide it. `seen`: what that person saw (`seenOf`);
   * where that has changed, another refund may be this one, and nothing is approved. The same
   * decision of the same person again returns the refund.
   */
  readonly decide: (
    actor: Actor,
    key: string,
    decision: Decision,
    seen: string,
    note?: string
  ) => Effect.Effect<RefundRecord, DecisionError>
  /** Takes a waiting request back. Only for who requested it. */
  readonly withdraw: (actor: Actor, key: string) => Effect.Effect<RefundRecord, StepError>
  /**
   * Calls the same key of an `unknown` refund again, where its outcome says that this needs no
   * comparison (`next: "call-again"`). It may send a cancel; the refund is made at most once.
   */
  readonly resume: (actor: Actor, key: string) => Effect.Effect<RefundRecord, StepError>
  /** What happened to a refund, oldest first. */
  readonly events: (
    actor: Actor,
    key: string
  ) => Effect.Effect<ReadonlyArray<RefundEvent>, E.RefundNotFound | E.DatabaseFailed>
  readonly get: (
    actor: Actor,
    key: string
  ) => Effect.Effect<RefundRecord, E.RefundNotFound | E.DatabaseFailed>
  /** Refunds without a proven outcome: `unknown` and `pending`, oldest first. */
  readonly unknown: (actor: Actor) => Effect.Effect<ReadonlyArray<RefundRecord>, E.DatabaseFailed>
  /** How many refunds are unknown, and how many wait. */
  readonly counts: (
    actor: Actor
  ) => Effect.Effect<{ readonly unknown: number; readonly waiting: number }, E.DatabaseFailed>
  /** Refunds that wait for a second person, oldest first; also one's own. */
  readonly waiting: (actor: Actor) => Effect.Effect<ReadonlyArray<RefundRecord>, E.DatabaseFailed>
  /**
   * Looks the payment up, and stores what its history shows of this refund: the proof, or a
   * contradiction for people to resolve. Sends nothing.
   */
  readonly look: (
    actor: Actor,
    key: string
  ) => Effect.Effect<
    RefundRecord,
    E.RefundNotFound | E.DatabaseFailed | FindPayment.FindError
  >
  /** What `findRefund` knows of it now. Sends and writes nothing. */
  readonly finding: (
    actor: Actor,
    key: string
  ) => Effect.Effect<
    FoundRefund.FoundRefund | undefined,
    E.RefundNotFound | E.DatabaseFailed | FindPayment.FindError
  >
  /**
   * Records what a manager found by comparing an `unknown` or `pending` refund with the PG. Nothing
   * follows until another manager has found the same, after the last call of the key. Then
   * `given-back` closes it without a request, and `not-given-back` calls the same key again, as
   * `afterLookUp` says. `not-given-back` needs a look-up of now, and is not recorded
   * of a refund that PortOne has accepted.
   */
  readonly conclude: (
    actor: Actor,
    key: string,
    found: Found,
    note: string
  ) => Effect.Effect<RefundRecord, ConclusionError>
  /**
   * Looks up the payment that a webhook names, and stores what its history proves. Nothing else
   * of the webhook is used.
   */
  readonly onWebhook: (
    body: string,
    contentType: string | undefined
  ) => Effect.Effect<void, Webhook.WebhookUnreadable | FindPayment.FindError | E.DatabaseFailed>
  /**
   * Starts no refund any more and waits for those in flight. Returns those without a final
   * outcome.
   */
  readonly drain: (limit: Duration.Input) => Effect.Effect<ReadonlyArray<RefundRecord>, E.DatabaseFailed>
}>()("refund-desk/Refunds") {}
