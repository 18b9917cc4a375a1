/**
 * PORT: what is remembered of refunds outside the payments' own histories.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"

/**
 * The ledger could not be read or written. Where this is the end of a refund, nothing was sent by that call.
 */
export class LedgerFailed extends Schema.TaggedError<LedgerFailed>()("LedgerFailed", {
  impUid: Schema.String,
  /** What was wrong, without anything that was to be kept. */
  problem: Schema.String
}) {
  /** Not by this call; what an earlier call of the same key did, only the ledger or a look can tell. */
  readonly moneyMoved = "unknown"
  override get message() {
    return `The refund ledger failed for ${this.impUid}: ${this.problem}. This call sent nothing. Mend the ledger, then call again with the same key.`
  }
}

/**
 * A place that keeps one text per payment.
 */
export interface Shape {
  /** Is anything kept? Then a call knows of those before it, and a refund that was refused or left undone can be told so for good. */
  readonly remembers: boolean
  /**
   * Reads the text of a payment, lets it be changed, and keeps the new one before it succeeds. No two changes of one payment may overlap, whoever makes
   * them: the second sees what the first has kept. `change` is pure and may be run again. What was kept must survive a crash.
   */
  readonly change: <A>(
    impUid: string,
    change: (before: Option.Option<string>) => readonly [result: A, after: Option.Option<string>]
  ) => Effect.Effect<A, LedgerFailed>
}

/**
 * The ledger that `refundOnce` uses. Without one, nothing is remembered, and the tag in the payment's own history is all there is.
 *
 * The texts hold amounts, counts, tags and the provider's refusals; no key of yours, no account and no name.
 */
export const RefundLedger: Context.Reference<Shape> = Context.Reference("@effect-portone/refunds/RefundLedger", {
  defaultValue: (): Shape => ({
    remembers: false,
    change: (_, change) => Effect.sync(() => change(Option.none())[0])
  })
})

/**
 * Remembers for as long as the process lives: for tests, and to see what a ledger changes.
 */
export const layerMemory: Layer.Layer<never> = Layer.effect(
  RefundLedger,
  Effect.sync((): Shape => {
    const texts = new Map<string, string>()
    return {
      remembers: true,
      change: (impUid, change) =>
        Effect.sync(() => {
          const [result, after] = change(Option.fromUndefinedOr(texts.get(impUid)))
          if (Option.isSome(after)) texts.set(impUid, after.value)
          else texts.delete(impUid)
          return result
        })
    }
  })
)

/**
 * Forgets a payment, which unlocks it: for a person who has compared every cancel of it with the PG. Its refunds are then found by their tags alone.
 */
export const forget = (impUid: string): Effect.Effect<void, LedgerFailed> =>
  Effect.flatMap(RefundLedger, (ledger) => ledger.change(impUid, () => [undefined, Option.none()]))
