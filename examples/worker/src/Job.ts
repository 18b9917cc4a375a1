/**
 * One refund: as a caller requests it, and as the worker's table stores it.
 */
import { Schema } from "effect"
import { createHash } from "node:crypto"

const pattern = (regex: RegExp, message: string) => Schema.String.check(Schema.isPattern(regex, { message }))

/**
 * A refund as it arrives over HTTP, in a line of a CSV or on the command line.
 *
 * Units: `amount` in the payment's major units.
 */
export const NewJob = Schema.Struct({
  key: pattern(/^[^\p{Cc}\p{Zl}\p{Zp}]{1,200}$/u, "must be 1 to 200 printable characters"),
  impUid: pattern(/^[A-Za-z0-9_-]{1,50}$/, "must be PortOne's id of the payment, such as imp_448280090638"),
  amount: Schema.Finite.check(
    Schema.isGreaterThan(0, { message: "must be above 0" }),
    Schema.isLessThanOrEqualTo(1e12, { message: "must be at most 1000000000000" })
  ),
  reason: Schema.optional(pattern(/^[^\p{Cc}]{0,235}$/u, "must be at most 235 printable characters"))
}).pipe(Schema.encodeKeys({ impUid: "imp_uid" }))
export interface NewJob extends Schema.Schema.Type<typeof NewJob> {}

/**
 * - `waiting`: not dispatched yet.
 * - `queued`: handed to the workflow engine, not started.
 * - `running`: `refundOnce` has been called.
 * - `retrying`: the outcome is unknown, and the worker calls again by itself.
 * - `needs-review`: the outcome is unknown, and a person has to compare before the next call.
 * - `done`, `rejected`: final.
 */
export const State = Schema.Literals(["waiting", "queued", "running", "retrying", "needs-review", "done", "rejected"])
export type State = typeof State.Type

/**
 * The last outcome of a job. `cause` and `advice` are sentences or codes for a person.
 *
 * Units: `amount` in major units.
 */
export const Outcome = Schema.Struct({
  outcome: Schema.String,
  amount: Schema.optional(Schema.Finite),
  cause: Schema.optional(Schema.String),
  advice: Schema.optional(Schema.String)
})
export type Outcome = typeof Outcome.Type

export interface Job {
  readonly key: string
  readonly impUid: string
  /** Units: major units. */
  readonly amount: number
  readonly reason: string | undefined
  readonly fingerprint: string
  /** The import, `http` or `submit` that added it. */
  readonly source: string
  readonly state: State
  /** How often it was handed to the engine. */
  readonly dispatches: number
  /**
   * How often `refundOnce` was called: more than `dispatches` after a process died during a call.
   */
  readonly attempts: number
  /** How many cancels were sent, as far as the worker knows. */
  readonly sends: number
  readonly outcome: Outcome | undefined
  /** Units: milliseconds since 1970, as all times here. */
  readonly dueAt: number
  readonly createdAt: number
  readonly updatedAt: number
}

/**
 * What must stay the same under one key: payment and amount. The reason may differ; the first one
 * is kept.
 */
export const fingerprintOf = ({ amount, impUid }: Pick<NewJob, "amount" | "impUid">): string =>
  createHash("sha256").update(JSON.stringify([impUid, amount])).digest("hex").slice(0, 32)

/**
 * The key is already in use for another refund. Nothing was added to the table.
 */
export class KeyReused extends Schema.TaggedError<KeyReused>()("KeyReused", {
  key: Schema.String,
  requested: Schema.String,
  existing: Schema.String
}) {
  override get message() {
    return `The key ${this.key} is already in use for ${this.existing}; this request is for ${this.requested}. ` +
      "This request was not added and moved no money. Use another key for another refund."
  }
}

/** A refund in a few words, for error messages. */
export const summary = ({ amount, impUid }: Pick<NewJob, "amount" | "impUid">) => `${amount} of ${impUid}`
