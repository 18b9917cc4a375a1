/**
 * Refunds of the shop: asked for, checked, approved, carried out once, and looked after until their end.
 */
import type { FindPayment, Webhook } from "@effect-portone/core"
import type { CancelCheck } from "@effect-portone/gateways"
import { Context, type Duration, type Effect } from "effect"
import type { Actor } from "./Actor.ts"
import type { OrderPayment, OrderPaymentError } from "./Orders.ts"
import type { RefundAsk, RefundRecord } from "./RefundRecord.ts"
import type * as E from "./ShopError.ts"

/** What would become of a refund, told before it is asked for. */
export interface Preview extends OrderPayment {
  /** What would be given back. Units: major units. */
  readonly amount: number
  /** Worst first. One with severity `error` keeps the refund from being sent; a warning keeps nobody's money. */
  readonly findings: ReadonlyArray<CancelCheck.Finding>
  readonly needsApproval: boolean
  /** What the person may still give back today, before this one. Units: major units. */
  readonly leftToday: number
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
  | E.KeyUsed
  | E.KeyUnusable
  | E.DailyLimitReached
  | E.ShuttingDown
  | E.CheckRefused

/** Why a person may not do this to a refund. */
export type StepError =
  | E.RefundNotFound
  | E.NotYourStore
  | E.ManagersOnly
  | E.FourEyes
  | E.NotNow
  | E.ShuttingDown
  | E.DatabaseFailed

/** What a person found by comparing with PortOne's or the PG's console. */
export type Found = "given-back" | "not-given-back"

/** The refunds of the shop. Everything that takes an `Actor` checks role and store itself. */
export class Refunds extends Context.Service<Refunds, {
  /** Looks at the payment and tells; writes nothing, sends nothing. */
  readonly preview: (actor: Actor, orderId: string, ask: RefundAsk) => Effect.Effect<Preview, PreviewError>
  /**
   * Begins a refund, or finds the one begun under this key. Comes back when it has ended or after `SHOP_PATIENCE`, whichever is first; the refund goes on
   * without its caller. `state` of the record tells how it stands.
   */
  readonly request: (
    actor: Actor,
    orderId: string,
    key: string,
    ask: RefundAsk
  ) => Effect.Effect<RefundRecord, RequestError>
  /** The second person's word on a refund that waits. Approving waits for the end like `request`. */
  readonly decide: (
    actor: Actor,
    key: string,
    decision: "approve" | "decline"
  ) => Effect.Effect<RefundRecord, StepError>
  readonly get: (
    actor: Actor,
    key: string
  ) => Effect.Effect<RefundRecord, E.RefundNotFound | E.NotYourStore | E.DatabaseFailed>
  /** Refunds whose outcome nobody knows yet: `unknown` and `pending`, oldest first. */
  readonly unknown: (actor: Actor) => Effect.Effect<ReadonlyArray<RefundRecord>, E.DatabaseFailed>
  /** Refunds that wait for a second person, oldest first; also one's own. */
  readonly waiting: (actor: Actor) => Effect.Effect<ReadonlyArray<RefundRecord>, E.DatabaseFailed>
  /** Reads the payment again and looks for this refund's tag. Sends nothing, so it can be asked as often as one likes. */
  readonly look: (
    actor: Actor,
    key: string
  ) => Effect.Effect<
    RefundRecord,
    E.RefundNotFound | E.NotYourStore | E.DatabaseFailed | FindPayment.FindError
  >
  /**
   * A manager says what comparing has shown of an `unknown` or `pending` refund. `given-back` ends it without a request. `not-given-back` does what
   * `deciding` has for its cause: goes on under the same key, or ends it so that a new refund can be asked for under a new key.
   */
  readonly conclude: (actor: Actor, key: string, found: Found) => Effect.Effect<RefundRecord, StepError>
  /** A webhook came: read its payment and settle what it shows. Believes nothing that the webhook says. */
  readonly heard: (
    body: string,
    contentType: string | undefined
  ) => Effect.Effect<void, Webhook.WebhookUnreadable | FindPayment.FindError | E.DatabaseFailed>
  /** Takes nothing new and waits for what is under way. Hands back what has no certain end yet. */
  readonly drain: (limit: Duration.Input) => Effect.Effect<ReadonlyArray<RefundRecord>, E.DatabaseFailed>
}>()("refund-desk/Refunds") {}
