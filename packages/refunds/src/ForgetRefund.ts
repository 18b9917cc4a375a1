/**
 * Unlocks a refund after a person has compared it with the payment gateway (PG).
 */
import * as Span from "@effect-portone/core/Span"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import { checkNames } from "./internal/checkRefund.ts"
import * as LedgerText from "./internal/ledgerText.ts"
import { recordIn } from "./internal/recordStep.ts"
import { forgetIn, storedUnder } from "./protocol/paymentRecord.ts"
import { type LedgerFailed, RefundLedger } from "./RefundLedger.ts"
import type { InvalidRefund } from "./RefundOutcome.ts"
import * as RefundTag from "./RefundTag.ts"

/**
 * Deletes what the ledger has stored of one refund that is not finished, which unlocks it: for a
 * person who has compared it with the PG and found that it was not made. The next call of the key
 * starts again and may send.
 *
 * What is stored of the other refunds of the payment stays, as does a final outcome of this one.
 * The balance may have risen since, so the last known balance of the payment is forgotten as well.
 *
 * Fails with:
 * - `InvalidRefund`: `impUid` or `key` is not valid, so nothing would be unlocked.
 * - `LedgerFailed`: the ledger could not be read or written. A text of a later version stays,
 *   because it may hold final outcomes.
 * - `TagSecretUnknown`: the refund may be stored under a secret that this process does not have.
 */
export const forgetRefund = Effect.fnUntraced(function*(
  impUid: string,
  key: string
): Effect.fn.Return<void, InvalidRefund | LedgerFailed | RefundTag.TagSecretUnknown, RefundTag.RefundTag> {
  const invalid = checkNames(impUid, key)
  if (invalid !== undefined) return yield* invalid
  const ledger = yield* RefundLedger
  const secrets = yield* RefundTag.RefundTag
  const { ids } = yield* secrets.of(impUid, key)
  yield* Effect.flatMap(
    ledger.change(
      impUid,
      (text): readonly [Result.Result<void, LedgerFailed | RefundTag.TagSecretUnknown>, Option.Option<string>] => {
        const record = recordIn(text, impUid, secrets.fingerprints)
        return Result.isFailure(record)
          ? [Result.fail(record.failure), text]
          : [
            Result.succeed(undefined),
            Option.some(LedgerText.write(forgetIn(record.success, storedUnder(record.success, ids))))
          ]
      }
    ),
    Effect.fromResult
  )
}, (effect) => Span.within(effect, "portone.forgetRefund"))
