/**
 * The text that a refund ledger stores of a payment.
 *
 * Version 2 is written. Version 1 is still read: of the history at planning time it has only the
 * length, so a refund that it left open is never taken for an entry by its place. A process of a
 * version of this library that knows only version 1 cannot read version 2 and sends nothing, which
 * is intended: it would match by place. A text of a later version is not read, because its meaning
 * is not known.
 */
import type { Bilingual } from "@effect-portone/core/Bilingual"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { unknownEntry } from "../protocol/history.ts"
import { causes, doubtsAtPg, type Outcome, proofs } from "../protocol/outcome.ts"
import { empty, isFinal, type PaymentRecord, type RefundRecord } from "../protocol/paymentRecord.ts"
import type { Plan } from "../protocol/state.ts"
import { makeRecent } from "./recent.ts"

/** Why a call goes no further where `read` returns nothing. */
export const UNREADABLE: Bilingual = {
  english: "this version of the library cannot read its text",
  korean: "이 버전의 라이브러리가 읽을 수 없는 형식입니다"
}

/** What a ledger has stored of a payment; undefined where the text is not of these formats. */
export const read = (text: string | undefined): PaymentRecord | undefined => {
  if (text === undefined) return empty
  const written = lastWritten.take(text)
  if (written !== undefined) return written
  const decoded = Result.getOrUndefined(decode(text))
  return decoded === undefined ? undefined : decoded.version === 1 ? fromFirst(decoded) : fromSecond(decoded)
}

/**
 * The text that a ledger stores of a payment. Throws for what `read` would not read again.
 */
export const write = (
  { compared = [], currency, fingerprints, hasUnknownSecrets, refunds, firstSeen, watermark }: PaymentRecord
): string => {
  const second: typeof Second.Type = {
    version: 2,
    currency,
    fingerprints,
    ...(hasUnknownSecrets === true ? { hasUnknownSecrets } : {}),
    watermark,
    firstSeen,
    ...(compared.length > 0 ? { compared } : {}),
    refunds: Object.fromEntries(Object.entries(refunds).map(([id, one]) => [id, shortened(one)]))
  }
  const text = inAscii(JSON.stringify(second, wholeNumbers))
  lastWritten.keep(text, fromSecond(second), text.length)
  return text
}

// internal

// What a text would mean that cannot be read again is not stored: JSON has no NaN.
const wholeNumbers = (name: string, value: unknown): unknown => {
  if (typeof value === "number" && !Number.isSafeInteger(value)) throw new TypeError(`${name} is not a whole number`)
  return value
}

// A database may be in an encoding that lacks a character of the provider's words. An answer that
// is not stored for that reason would never become an outcome.
const inAscii = (json: string): string =>
  json.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)

// What this process wrote last, by its text: an ordinary refund reads each text that it writes once
// more, and decoding it takes a tenth of the whole refund.
const lastWritten = makeRecent<PaymentRecord>()

const Text = Schema.String
const Asked = Schema.Union([Schema.Int, Schema.Literal("rest")])
const Watermark = Schema.Struct({ entries: Schema.Int, balance: Schema.Int })

// The names of version 1 stay as they were stored, also where the code has another name now.
const FirstRefund = Schema.Struct({
  asked: Asked,
  byTag: Schema.Boolean,
  plan: Schema.optional(Schema.Struct({ amount: Schema.Int, checksum: Schema.Int, entries: Schema.Int })),
  sent: Schema.Int,
  open: Schema.Int,
  accepted: Schema.Boolean,
  rejection: Schema.optional(Text),
  confirming: Schema.Boolean,
  onlyAttempt: Schema.Boolean,
  saysAlready: Schema.Boolean,
  passed: Schema.optional(Schema.Int),
  outcome: Schema.optional(Schema.Union([
    Schema.TaggedStruct("Succeeded", {
      certain: Schema.Literals(["tag", "answer", "position"]),
      place: Schema.optional(Schema.Int)
    }),
    Schema.TaggedStruct("AcceptedPending", {}),
    Schema.TaggedStruct("NotRefunded", {
      proof: Schema.Literals(["NeverSent", "RefusedOnlyAttempt", "FencedByOther", "InsufficientBalance"]),
      rejection: Schema.optional(Text)
    }).pipe(Schema.encodeKeys({ rejection: "refusal" })),
    Schema.TaggedStruct("OutcomeUnknown", { cause: Schema.Literals(causes) })
  ])),
  claimed: Schema.optional(Schema.Int)
}).pipe(Schema.encodeKeys({ rejection: "refusal" }))

const SecondRefund = Schema.Struct({
  asked: Asked,
  byTag: Schema.Boolean,
  tagged: Schema.optionalKey(Schema.Boolean),
  settlement: Schema.optionalKey(Schema.Literals(["sync", "registered", "async"])),
  checksumHolds: Schema.optionalKey(Schema.Boolean),
  plan: Schema.optional(Schema.Struct({
    amount: Schema.Int,
    checksum: Schema.Int,
    /** The ids of the history, or only their number. */
    known: Schema.Union([Schema.Array(Text), Schema.Int]),
    hasPromotion: Schema.optionalKey(Schema.Boolean)
  })),
  sent: Schema.Int,
  refuted: Schema.Int,
  open: Schema.Int,
  accepted: Schema.Boolean,
  rejection: Schema.optional(Text),
  confirming: Schema.Literals([0, 1, 2]),
  onlyAttempt: Schema.Boolean,
  passes: Schema.Boolean,
  maybeDoneAtPg: Schema.optional(Schema.Literals(doubtsAtPg)),
  passedChecksum: Schema.optional(Schema.Int),
  outcome: Schema.optional(Schema.Union([
    Schema.TaggedStruct("Succeeded", {
      certain: Schema.Literals(["tag", "answer", "new-entry"]),
      entry: Schema.optional(Text),
      amount: Schema.Int
    }),
    Schema.TaggedStruct("AcceptedPending", {}),
    Schema.TaggedStruct("NotRefunded", {
      proof: Schema.Literals(proofs),
      rejection: Schema.optional(Text),
      passes: Schema.Boolean
    }),
    Schema.TaggedStruct("Undetermined", { cause: Schema.Literals(causes) })
  ])),
  claimed: Schema.optional(Text)
})

const First = Schema.Struct({
  version: Schema.Literal(1),
  currency: Schema.optional(Text),
  watermark: Schema.optional(Watermark),
  refunds: Schema.Record(Text, FirstRefund)
})

const Second = Schema.Struct({
  version: Schema.Literal(2),
  currency: Schema.optional(Text),
  fingerprints: Schema.Array(Text),
  hasUnknownSecrets: Schema.optionalKey(Schema.Boolean),
  watermark: Schema.optional(Watermark),
  firstSeen: Schema.optional(Schema.Array(Text)),
  compared: Schema.optionalKey(Schema.Array(Text)),
  refunds: Schema.Record(Text, SecondRefund)
})

const decode = Schema.decodeResult(Schema.fromJsonString(Schema.Union([First, Second])))

const unknownEntries = (count: number): ReadonlyArray<string> =>
  Array.from({ length: Math.min(Math.max(count, 0), 100_000) }, () => unknownEntry)

const fromFirst = ({ currency, refunds, watermark }: typeof First.Type): PaymentRecord => ({
  currency,
  fingerprints: [],
  ...(Object.keys(refunds).length > 0 ? { hasUnknownSecrets: true } : {}),
  watermark,
  refunds: Object.fromEntries(
    Object.entries(refunds).map(([id, one]): readonly [string, RefundRecord] => {
      const { accepted, asked, byTag, onlyAttempt, open, passed, rejection, saysAlready, sent } = one
      const plan = one.plan && {
        amount: one.plan.amount,
        checksum: one.plan.checksum,
        known: unknownEntries(one.plan.entries)
      }
      return [id, {
        asked,
        byTag,
        tagged: byTag,
        settlement: outcomeCause(one.outcome) === "AsyncAnswerLost" ? "async" : "sync",
        checksumHolds: outcomeCause(one.outcome) !== "ChecksumNotTrusted",
        plan,
        sent,
        refuted: 0,
        open,
        accepted,
        rejection,
        confirming: 0,
        onlyAttempt,
        passes: false,
        // The first version confirmed a PG's rejection in any words, also in words that prove
        // nothing.
        maybeDoneAtPg: saysAlready ? "PgSaysAlreadyCancelled" : one.confirming ? "UnknownRejection" : undefined,
        passedChecksum: passed,
        outcome: outcomeOfFirst(one.outcome, plan?.amount ?? (asked === "rest" ? 0 : asked)),
        // A place in a history whose order may change identifies no entry.
        claimed: undefined
      }]
    })
  )
})

const outcomeCause = (outcome: typeof FirstRefund.Type["outcome"]) =>
  outcome?._tag === "OutcomeUnknown" ? outcome.cause : undefined

const outcomeOfFirst = (outcome: typeof FirstRefund.Type["outcome"], amount: number): Outcome | undefined => {
  switch (outcome?._tag) {
    case "Succeeded": {
      const certain = outcome.certain === "position" ? "new-entry" : outcome.certain
      return { _tag: "Succeeded", certain, entry: undefined, amount }
    }
    case "NotRefunded": {
      const proof = outcome.proof === "RefusedOnlyAttempt" ? "OnlyAttemptRejected" : outcome.proof
      return { _tag: "NotRefunded", proof, rejection: outcome.rejection, passes: false }
    }
    case "OutcomeUnknown":
      return { _tag: "Undetermined", cause: outcome.cause }
    default:
      return outcome
  }
}

const fromSecond = (
  { compared, currency, fingerprints, hasUnknownSecrets, refunds, firstSeen, watermark }: typeof Second.Type
): PaymentRecord => ({
  currency,
  fingerprints,
  ...(hasUnknownSecrets === true ? { hasUnknownSecrets } : {}),
  ...(compared === undefined ? {} : { compared }),
  ...(firstSeen === undefined ? {} : { firstSeen }),
  watermark,
  refunds: Object.fromEntries(
    Object.entries(refunds).map(([id, one]) => [
      id,
      // An absent field reads as undefined.
      {
        tagged: one.byTag,
        settlement: "sync",
        checksumHolds: true,
        ...one,
        plan: one.plan && planOf(one.plan)
      } as RefundRecord
    ])
  )
})

const planOf = ({ known, ...plan }: NonNullable<typeof SecondRefund.Type["plan"]>): Plan => ({
  ...plan,
  known: typeof known === "number" ? unknownEntries(known) : known
})

// The text stays small: ids are stored only while they can decide, and only of a short history; a
// provider's words may be a megabyte long.
const shortened = (one: RefundRecord) => ({
  ...one,
  plan: one.plan && {
    ...one.plan,
    known: isFinal(one.outcome) || one.plan.known.length > KNOWN_IDS || one.plan.known.includes(unknownEntry)
      ? one.plan.known.length
      : one.plan.known
  },
  rejection: short(one.rejection),
  outcome: stored(one.outcome)
})

const stored = (outcome: Outcome | undefined) => {
  if (outcome?._tag === "KeyReused") throw new TypeError("KeyReused is the outcome of a call, not of a refund")
  return outcome?._tag === "NotRefunded" ? { ...outcome, rejection: short(outcome.rejection) } : outcome
}

const KNOWN_IDS = 200
const REJECTION_LENGTH = 500

const short = (text: string | undefined) => text === undefined ? undefined : text.slice(0, REJECTION_LENGTH)
