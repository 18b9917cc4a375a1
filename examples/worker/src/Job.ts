/**
 * One refund: as it is asked for, and as the worker's table knows it.
 */
import { Schema } from "effect"
import { createHash } from "node:crypto"

const pattern = (regex: RegExp, message: string) => Schema.String.check(Schema.isPattern(regex, { message }))

/**
 * A refund as it is asked for, over HTTP, in a line of a CSV or on the command line. Units: `amount` in the payment's major units.
 */
export const NewJob = Schema.Struct({
  key: pattern(/^[^\p{Cc}\p{Zl}\p{Zp}]{1,200}$/u, "must be 1 to 200 printable characters"),
  impUid: pattern(/^[A-Za-z0-9_-]{1,50}$/, "must be PortOne's id of the payment, such as imp_448280090638"),
  amount: Schema.Finite.check(
    Schema.isGreaterThan(0, { message: "must be above 0" }),
    Schema.isLessThanOrEqualTo(1e12, { message: "must be at most 1000000000000" })
  ),
  reason: Schema.optional(pattern(/^[^\p{Cc}]{0,240}$/u, "must be at most 240 printable characters"))
}).pipe(Schema.encodeKeys({ impUid: "imp_uid" }))
export interface NewJob extends Schema.Schema.Type<typeof NewJob> {}

/**
 * `waiting`: for its turn. `queued`: handed to the engine. `running`: begun. `unsure`: nobody knows yet, and asking again is safe. `held`: nobody knows, and a person has to
 * compare first. `done` and `refused` are proofs.
 */
export const State = Schema.Literals(["waiting", "queued", "running", "unsure", "held", "done", "refused"])
export type State = typeof State.Type

/** How it ended, or what is known so far. `cause` and `decider` are for a person. Units: `amount` in major units. */
export const Outcome = Schema.Struct({
  outcome: Schema.String,
  amount: Schema.optional(Schema.Finite),
  cause: Schema.optional(Schema.String),
  decider: Schema.optional(Schema.String)
})
export type Outcome = typeof Outcome.Type

export interface Job {
  readonly key: string
  readonly impUid: string
  /** Units: major units. */
  readonly amount: number
  readonly reason: string | undefined
  readonly fingerprint: string
  /** Which import or intake it came by. */
  readonly source: string
  readonly state: State
  /** How often the sweep or a person handed it to the engine. */
  readonly round: number
  /** How often `refundOnce` was called for it: more often than `round` where a process died in the middle. */
  readonly attempts: number
  /** How many cancels went out for it, as far as this is known. */
  readonly sends: number
  readonly outcome: Outcome | undefined
  /** Units: milliseconds since 1970, as all times here. */
  readonly dueAt: number
  readonly createdAt: number
  readonly updatedAt: number
}

/**
 * What may not change under one key: the payment and the amount. Another reason is no other refund; the first one stands.
 */
export const fingerprintOf = ({ amount, impUid }: Pick<NewJob, "amount" | "impUid">): string =>
  createHash("sha256").update(JSON.stringify([impUid, amount])).digest("hex").slice(0, 32)

/**
 * The key stands for another refund already. Nothing was taken in.
 */
export class KeyInUse extends Schema.TaggedError<KeyInUse>()("KeyInUse", {
  key: Schema.String,
  asked: Schema.String,
  known: Schema.String
}) {
  override get message() {
    return `The key ${this.key} already stands for ${this.known}; this asks for ${this.asked}. ` +
      "Nothing was taken in. Use another key for another refund."
  }
}

/** A refund in a few words, for such a message. */
export const summary = ({ amount, impUid }: Pick<NewJob, "amount" | "impUid">) => `${amount} of ${impUid}`
