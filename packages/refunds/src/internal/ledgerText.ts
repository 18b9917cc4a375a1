import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { empty, type Guard } from "../protocol/guard.ts"
import { causes, proofs } from "../protocol/Outcome.ts"

const Plan = Schema.Struct({ amount: Schema.Int, checksum: Schema.Int, entries: Schema.Int })
const Refusal = Schema.optional(Schema.String)
const Place = Schema.optional(Schema.Int)

const Outcome = Schema.Union([
  Schema.TaggedStruct("Succeeded", { certain: Schema.Literals(["tag", "answer", "position"]), place: Place }),
  Schema.TaggedStruct("AcceptedPending", {}),
  Schema.TaggedStruct("NotRefunded", { proof: Schema.Literals(proofs), refusal: Refusal }),
  Schema.TaggedStruct("OutcomeUnknown", { cause: Schema.Literals(causes) })
])

const Remembered = Schema.Struct({
  asked: Schema.Union([Schema.Int, Schema.Literal("rest")]),
  byTag: Schema.Boolean,
  plan: Schema.optional(Plan),
  sent: Schema.Int,
  open: Schema.Int,
  accepted: Schema.Boolean,
  refusal: Refusal,
  confirming: Schema.Boolean,
  onlyAttempt: Schema.Boolean,
  saysAlready: Schema.Boolean,
  passed: Schema.optional(Schema.Int),
  outcome: Schema.optional(Outcome),
  claimed: Place
})

// The version tells a later format from this one, which must not be guessed at.
const Text = Schema.fromJsonString(Schema.Struct({
  version: Schema.Literal(1),
  currency: Schema.optional(Schema.String),
  watermark: Schema.optional(Schema.Struct({ entries: Schema.Int, balance: Schema.Int })),
  refunds: Schema.Record(Schema.String, Remembered)
}))

const decode = Schema.decodeResult(Text)

/** What a ledger keeps of a payment, read back; nothing where it is not of this format. */
export const read = (text: string | undefined): Guard | undefined =>
  text === undefined
    ? empty
    // What is absent is undefined: the keys differ, the readings do not.
    : Result.getOrUndefined(decode(text)) as Guard | undefined

/** What a ledger keeps of a payment. */
export const write = (guard: Guard): string => JSON.stringify({ version: 1, ...guard })
