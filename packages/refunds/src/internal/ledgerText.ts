/**
 * The text that a refund ledger stores of a payment.
 *
 * Stored texts outlive a version of this library, and processes of two versions may share a ledger
 * during a deployment. So the stored names of version 1 stay, even where the code has another name
 * for the value.
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { causes } from "../protocol/outcome.ts"
import { empty, type PaymentRecord } from "../protocol/paymentRecord.ts"

const Plan = Schema.Struct({ amount: Schema.Int, checksum: Schema.Int, entries: Schema.Int })
const Rejection = Schema.optional(Schema.String)
const EntryIndex = Schema.optional(Schema.Int)

const Proof = Schema.Literals(["NeverSent", "RefusedOnlyAttempt", "FencedByOther", "InsufficientBalance"]).transform([
  "NeverSent",
  "OnlyAttemptRejected",
  "FencedByOther",
  "InsufficientBalance"
])

const Outcome = Schema.Union([
  Schema.TaggedStruct("Succeeded", { certain: Schema.Literals(["tag", "answer", "position"]), place: EntryIndex }),
  Schema.TaggedStruct("AcceptedPending", {}),
  Schema.TaggedStruct("NotRefunded", { proof: Proof, rejection: Rejection }).pipe(
    Schema.encodeKeys({ rejection: "refusal" })
  ),
  Schema.Struct({
    _tag: Schema.Literal("OutcomeUnknown").transform("Undetermined"),
    cause: Schema.Literals(causes)
  })
])

const RefundRecord = Schema.Struct({
  asked: Schema.Union([Schema.Int, Schema.Literal("rest")]),
  byTag: Schema.Boolean,
  plan: Schema.optional(Plan),
  sent: Schema.Int,
  open: Schema.Int,
  accepted: Schema.Boolean,
  rejection: Rejection,
  confirming: Schema.Boolean,
  onlyAttempt: Schema.Boolean,
  maybeDoneAtPg: Schema.Boolean,
  passedChecksum: Schema.optional(Schema.Int),
  outcome: Schema.optional(Outcome),
  claimed: EntryIndex
}).pipe(
  Schema.encodeKeys({ rejection: "refusal", maybeDoneAtPg: "saysAlready", passedChecksum: "passed" })
)

// A text of a later version is not read, because its meaning is not known.
const Text = Schema.fromJsonString(Schema.Struct({
  version: Schema.Literal(1),
  currency: Schema.optional(Schema.String),
  watermark: Schema.optional(Schema.Struct({ entries: Schema.Int, balance: Schema.Int })),
  refunds: Schema.Record(Schema.String, RefundRecord)
}))

const decode = Schema.decodeResult(Text)
const encode = Schema.encodeSync(Text)

/** What a ledger has stored of a payment; undefined where the text is not of this format. */
export const read = (text: string | undefined): PaymentRecord | undefined =>
  text === undefined
    ? empty
    // An absent field reads as undefined.
    : Result.getOrUndefined(decode(text)) as PaymentRecord | undefined

/**
 * The text that a ledger stores of a payment. `KeyReused` is the outcome of a call and is not
 * stored.
 */
export const write = (record: PaymentRecord): string => encode({ version: 1, ...record } as typeof Text.Type)
