/**
 * How a refund, or a call that could not bring one to an end, turns out.
 */
import { Payment } from "@effect-portone/core"
import * as Schema from "effect/Schema"
import { causes } from "./protocol/Outcome.ts"

const common = {
  impUid: Schema.String,
  key: Schema.String,
  /** How many cancels this call sent. */
  sends: Schema.Int
}

/**
 * The money went back, once. `certain` tells how that is known: by the provider's answer, by the tag in the history, or by the place in it.
 *
 * Units: `amount` in major units.
 */
export const Succeeded = Schema.TaggedStruct("Succeeded", {
  ...common,
  amount: Schema.Finite,
  certain: Schema.Literals(["answer", "tag", "position"]),
  entry: Schema.Option(Payment.CancelEntry)
})

/**
 * The provider said yes and the cancel is not in the history yet. Never send it again; ask again later with the same key.
 */
export const AcceptedPending = Schema.TaggedStruct("AcceptedPending", common)

/**
 * The only attempt there ever was has been refused; nothing was given back and nothing will be. `refusal` has the provider's words. With a ledger the
 * key has ended with it: correct what was refused, and use another key.
 */
export const Rejected = Schema.TaggedStruct("Rejected", { ...common, refusal: Schema.String })

/**
 * Proved not refunded: nothing was ever sent, less is left than asked for, or another cancel came between. `evidence` tells what was seen last.
 */
export const NotRefunded = Schema.TaggedStruct("NotRefunded", {
  ...common,
  proof: Schema.Literals(["NeverSent", "FencedByOther", "InsufficientBalance"]),
  evidence: Schema.String
})

/**
 * Nobody can say yet. `decider` is what would settle it, in a sentence for a person; it says whether to call again or to compare first.
 */
export const OutcomeUnknown = Schema.TaggedStruct("OutcomeUnknown", {
  ...common,
  cause: Schema.Literals(causes),
  evidence: Schema.String,
  decider: Schema.String
})

/**
 * How a refund turned out.
 */
export const RefundOutcome = Schema.Union([Succeeded, AcceptedPending, Rejected, NotRefunded, OutcomeUnknown])

/**
 * How a refund turned out.
 */
export type RefundOutcome = typeof RefundOutcome.Type

/**
 * The key belongs to another refund: its tag is in the history, or the ledger has it, with another amount. Nothing was sent.
 *
 * Units: major units.
 */
export class KeyReused extends Schema.TaggedError<KeyReused>()("KeyReused", {
  impUid: Schema.String,
  key: Schema.String,
  asked: Schema.Union([Schema.Finite, Schema.Literal("rest")]),
  found: Schema.Union([Schema.Finite, Schema.Literal("rest")])
}) {
  override get message() {
    return `Refund ${this.key} of ${this.impUid} asks for ${this.asked}, and the key was used for ${this.found} before. ` +
      "This call moved no money. Use another key for another refund."
  }
}

/**
 * The refund cannot be sent as it is asked for; nothing was sent.
 */
export class InvalidRefund extends Schema.TaggedError<InvalidRefund>()("InvalidRefund", {
  field: Schema.String,
  problem: Schema.String
}) {
  override get message() {
    return `Invalid refund: ${this.field} ${this.problem}. This call sent nothing and moved no money. Correct ${this.field} and ask again.`
  }
}
