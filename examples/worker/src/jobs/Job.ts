/**
 * One refund: as a caller requests it, and as the worker's table stores it.
 */
import { PaymentKey, VisibleText } from "@effect-portone/core"
import { RefundKey } from "@effect-portone/refunds"
import { Result, Schema } from "effect"
import { createHash } from "node:crypto"

/** Why a number cannot be an amount; undefined if it can. Units: major units. */
const amountProblem = (amount: number): string | undefined =>
  amount <= 0
    ? "must be above 0"
    : amount > MOST
    ? `must be at most ${MOST}`
    : Number(amount.toFixed(3)) === amount
    ? undefined
    : "must have at most 3 decimals"

/**
 * The customer may see the reason, and a PG may cut it. Blanks are a matter of taste, and an emoji
 * may have joiners; nothing else in it may be invisible.
 */
const reasonProblem = (reason: string): string | undefined => {
  const count = Array.from(reason).length
  return count > 235
    ? `must have at most 235 characters, has ${count}`
    : VisibleText.problem(
      reason.normalize("NFC").replace(/(?<=\p{Extended_Pictographic}[\u{1F3FB}-\u{1F3FF}]?)(?:\u200D|\uFE0F)+/gu, "")
        .replace(/ +/g, " ").replace(/^ | $/g, "")
    )?.english
}

const MOST = 1e12

/** A field whose problem is reported as `<name> <problem>`. */
const named = <A>(name: string, problem: (value: A) => string | undefined) =>
  Schema.makeFilter((value: A) => {
    const found = problem(value)
    return found === undefined ? undefined : `${name} ${found}`
  })

/**
 * A refund as it arrives over HTTP, in a line of a CSV or on the command line. One check for all of
 * them: what is accepted here is accepted by `refundOnce`.
 *
 * Units: `amount` in the payment's major units.
 */
export const NewJob = Schema.Struct({
  key: Schema.String.check(named("key", (key: string) => RefundKey.problem(key)?.english)),
  impUid: Schema.String.check(named("imp_uid", (id: string) => PaymentKey.impUidProblem(id)?.english)),
  amount: Schema.Finite.check(named("amount", amountProblem)),
  reason: Schema.optional(Schema.String.check(named("reason", reasonProblem)))
}).pipe(Schema.encodeKeys({ impUid: "imp_uid" }))
export interface NewJob extends Schema.Schema.Type<typeof NewJob> {}

/** The problem that a decoding of `NewJob` found, on one line. */
export const problemOf = ({ message }: { readonly message: string }): string =>
  message.replace(/^((?:key|imp_uid|amount|reason) .*)\n\s*at \[.*\]$/s, "$1.").replace(/\s*\n\s*/g, " ")

/**
 * An amount as a person or a spreadsheet writes it, or what is wrong with it. Text of any other
 * form is rejected, because its meaning depends on the country or was rounded.
 */
export const amountOf = (text: string): Result.Result<number, string> =>
  /^\d{1,13}(\.\d{1,3})?$/.test(text)
    ? Result.succeed(Number(text))
    : E_NOTATION.test(text)
    ? Result.fail("amount was rounded by a spreadsheet (E-notation). Write the digits.")
    : Result.fail("amount must be a plain number above 0, without separators or a currency.")

/** How spreadsheets write a long number: `2.02611E+13`. Its last digits are lost. */
export const E_NOTATION = /^[+-]?\d+(?:[.,]\d+)?E[+-]\d+$/i

/**
 * - `waiting`: not claimed yet.
 * - `running`: a process has claimed it and calls `refundOnce`.
 * - `retrying`: the outcome is unknown, and the worker calls again by itself.
 * - `needs-review`: the outcome is unknown, and a person has to compare before the next call.
 * - `done`, `rejected`: final.
 */
export const State = Schema.Literals(["waiting", "running", "retrying", "needs-review", "done", "rejected"])
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
  /** How often it was claimed. */
  readonly dispatches: number
  /** How often `refundOnce` may have sent something: less where it was given back at once. */
  readonly attempts: number
  /** How many cancels were sent, as far as the worker knows. */
  readonly sends: number
  readonly outcome: Outcome | undefined
  /** The payment's PG and currency, once a look-up has shown them. */
  readonly pg: string | undefined
  readonly currency: string | undefined
  /** A database was restored since: an earlier call may have sent what the ledger has forgotten. */
  readonly isAfterRestore: boolean
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
