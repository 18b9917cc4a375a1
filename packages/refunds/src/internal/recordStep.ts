import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import { type PaymentRecord, storedUnder } from "../protocol/paymentRecord.ts"
import type { Event, State, Step } from "../protocol/state.ts"
import { turn } from "../protocol/turn.ts"
import { LedgerFailed, type RefundLedger } from "../RefundLedger.ts"
import { type Tag, type TagSecretUnknown, unknownSecret } from "../RefundTag.ts"
import * as LedgerText from "./ledgerText.ts"
import { toMinor } from "./snapshot.ts"

/** One refund in a ledger. */
export interface Entry {
  readonly ledger: RefundLedger
  readonly impUid: string
  /** What the refund may be stored under, one for each secret; none reveals the key. */
  readonly ids: Tag["ids"]
  /** Of the secrets, the current one first. */
  readonly fingerprints: ReadonlyArray<string>
  /** Units: major units. */
  readonly amount: number | "rest"
}

interface Recorded {
  readonly step: Step
  /** The currency of the payment, from the look-up or from the ledger. */
  readonly currency: string | undefined
}

/** Takes one step of the protocol, and stores it before its command is carried out. */
export const recordStep = (
  { amount, fingerprints, ids, impUid, ledger }: Entry,
  state: State,
  event: Event,
  currency: string | undefined
): Effect.Effect<Recorded, LedgerFailed | TagSecretUnknown> =>
  Effect.flatMap(
    ledger.change(impUid, (text): readonly [Result.Result<Recorded, Failure>, Option.Option<string>] => {
      // What became of a send is kept, also if another process has brought a new secret in between.
      // No answer leads to the next send.
      const readable = event._tag === "Answered" ? textOf(text, impUid) : recordIn(text, impUid, fingerprints)
      if (Result.isFailure(readable)) return [Result.fail(readable.failure), text]
      const before = readable.success
      const other = otherCurrency(impUid, before.currency, currency)
      if (other !== undefined) return [Result.fail(other), text]
      // Before a look-up, only the ledger knows the currency that the amount is counted in.
      const counted = currency === undefined && before.currency !== undefined && amount !== "rest"
        ? { ...state, ask: { ...state.ask, amount: toMinor(amount, before.currency) } }
        : state
      const [step, after] = turn(before, storedUnder(before, ids), counted, event)
      const known: PaymentRecord = {
        ...after,
        currency: currency ?? before.currency,
        fingerprints: [...new Set([...before.fingerprints, ...fingerprints.slice(0, 1)])]
      }
      return [
        Result.succeed({ step, currency: known.currency }),
        // Without a currency the amount has no meaning yet, and nothing was sent.
        ledger.stores && after !== before && known.currency !== undefined ? Option.some(LedgerText.write(known)) : text
      ]
    }),
    Effect.fromResult
  )

/** Reads what a ledger has of a payment. */
export const readRecord = (
  { fingerprints, impUid, ledger }: Pick<Entry, "ledger" | "impUid" | "fingerprints">
): Effect.Effect<PaymentRecord, LedgerFailed | TagSecretUnknown> =>
  Effect.flatMap(ledger.change(impUid, (text) => [recordIn(text, impUid, fingerprints), text]), Effect.fromResult)

/**
 * The record in a text. A refund that another secret tagged would not be recognised, and would be
 * made again, so a secret that is not known fails.
 */
export const recordIn = (
  text: Option.Option<string>,
  impUid: string,
  fingerprints: ReadonlyArray<string>
): Result.Result<PaymentRecord, Failure> =>
  Result.flatMap(textOf(text, impUid), (record) => {
    const unknown = unknownSecret(impUid, record.fingerprints, { fingerprints })
    return unknown === undefined ? Result.succeed(record) : Result.fail(unknown)
  })

// internal

type Failure = LedgerFailed | TagSecretUnknown

// Amounts of two currencies cannot be compared, and nothing is sent on such a comparison.
const otherCurrency = (impUid: string, stored: string | undefined, shown: string | undefined) =>
  stored === undefined || shown === undefined || stored === shown
    ? undefined
    : new LedgerFailed({
      impUid,
      problem: `it has amounts in ${stored}, and the payment is in ${shown}`,
      problemKo: `장부의 금액은 ${stored}인데 결제의 통화는 ${shown}입니다`
    })

const textOf = (text: Option.Option<string>, impUid: string): Result.Result<PaymentRecord, LedgerFailed> => {
  const record = LedgerText.read(Option.getOrUndefined(text))
  const { english, korean } = LedgerText.UNREADABLE
  return record === undefined
    ? Result.fail(new LedgerFailed({ impUid, problem: english, problemKo: korean }))
    : Result.succeed(record)
}
