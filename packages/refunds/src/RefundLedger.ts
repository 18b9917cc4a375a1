/**
 * PORT: the refund ledger, which stores what a payment history cannot show.
 *
 * `SqlRefundLedger.layer()` is the one for PostgreSQL and SQLite.
 */
import { toJson } from "@effect-portone/core/PortOneError"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"

/**
 * The ledger could not be read or written. Where `refundOnce` fails with this error, that call sent
 * nothing.
 */
export class LedgerFailed extends Schema.TaggedError<LedgerFailed>()("LedgerFailed", {
  impUid: Schema.String,
  /** What went wrong, without any text that was to be stored. */
  problem: Schema.String,
  problemKo: Schema.optional(Schema.String)
}) {
  /** A call of the same key may have sent a cancel; only the ledger or a look-up can tell. */
  readonly moneyMoved = "unknown" as const
  /** `refundOnce` looks the payment up first, so the same key may be called again. */
  readonly resend = "safe" as const
  override get message() {
    return `The refund ledger failed for ${this.impUid}: ${this.problem}. Whether a call of the key moved money is ` +
      "not known. Repair the ledger, then call again with the same key."
  }
  get messageKo() {
    const problem = this.problemKo === undefined ? "" : `(${this.problemKo})`
    return `결제 ${this.impUid}의 환불 장부를 읽거나 쓰지 못했습니다${problem}. 이 키로 환불됐는지는 알 수 없습니다. ` +
      "장부(데이터베이스)를 복구한 뒤 같은 키로 다시 호출하세요."
  }
  override toJSON() {
    return toJson(this)
  }
}

/**
 * A store of one text per payment.
 */
export interface RefundLedger {
  /**
   * Whether texts are stored at all. If so, a call knows every call before it, and `Rejected` and
   * `NotRefunded` can be final. False only for the default, which stores nothing.
   */
  readonly stores: boolean
  /**
   * Reads the text of a payment, passes it to `change`, and stores the new text before it succeeds.
   * Two changes of one payment must not overlap, also across processes: the second sees what the
   * first stored. `change` is pure and may run more than once, also with a text that turns out not
   * to be the stored one; only the result for the stored one counts. A stored text must survive a
   * crash.
   */
  readonly change: <A>(
    impUid: string,
    change: (before: Option.Option<string>) => readonly [result: A, after: Option.Option<string>]
  ) => Effect.Effect<A, LedgerFailed>
}

/**
 * The ledger that `refundOnce` uses. The default stores nothing, so the tag in the payment history
 * is the only evidence.
 *
 * The texts hold amounts, counts, tags and the provider's rejections; no refund key, no account and
 * no name of a person.
 */
export const RefundLedger: Context.Reference<RefundLedger> = Context.Reference("@effect-portone/refunds/RefundLedger", {
  defaultValue: (): RefundLedger => ({
    stores: false,
    change: (_, change) => Effect.sync(() => change(Option.none())[0])
  })
})

/**
 * Stores in this layer for as long as the process lives: for tests, and to see what a ledger
 * changes. Make it once: each `layerMemory()` is a ledger of its own, which knows nothing of the
 * refunds in another one.
 */
export const layerMemory = (): Layer.Layer<never> => {
  const texts = new Map<string, string>()
  return Layer.succeed(RefundLedger, {
    stores: true,
    change: (impUid, change) =>
      Effect.sync(() => {
        const [result, after] = change(Option.fromUndefinedOr(texts.get(impUid)))
        if (Option.isSome(after)) texts.set(impUid, after.value)
        else texts.delete(impUid)
        return result
      })
  })
}
