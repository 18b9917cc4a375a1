/**
 * What is known about a refund, from the payment history and the refund ledger. Sends nothing.
 */
import type { AccessToken } from "@effect-portone/core/AccessToken"
import { type FindError, findPayment } from "@effect-portone/core/FindPayment"
import * as Span from "@effect-portone/core/Span"
import type { Transport } from "@effect-portone/core/Transport"
import * as Effect from "effect/Effect"
import type { FoundRefund } from "./FoundRefund.ts"
import { checkNames } from "./internal/checkRefund.ts"
import { found } from "./internal/found.ts"
import { readReasons } from "./internal/readReasons.ts"
import { readRecord } from "./internal/recordStep.ts"
import { unreadablePayment } from "./internal/snapshot.ts"
import { type LedgerFailed, RefundLedger } from "./RefundLedger.ts"
import type { InvalidRefund } from "./RefundOutcome.ts"
import * as RefundTag from "./RefundTag.ts"

/**
 * Options of `findRefund`.
 */
export interface Options {
  /** Also find payments of a test channel. Default false. */
  readonly includeSandbox?: boolean | undefined
  /** The sub-merchant; default as in `Credentials`. */
  readonly tier?: string | undefined
}

/**
 * Tells what is known about the refund with this key. One look-up of the payment and one reading of
 * the ledger; sends no cancel and writes nothing, so it may be called at any time: for a button
 * that only reads, after a webhook, for reconciliation.
 *
 * Fails with:
 * - every error of `findPayment`: the payment could not be looked up; `LookupFailed` with
 *   `UnreadablePayment` also where its history cannot be read or does not add up.
 * - `InvalidRefund`: `impUid` or `key` is not valid.
 * - `LedgerFailed`: the ledger could not be read.
 * - `TagSecretUnknown`: a refund of this payment was tagged with a secret that this process does
 *   not have.
 */
export const findRefund: (
  impUid: string,
  key: string,
  options?: Options
) => Effect.Effect<
  FoundRefund,
  FindError | InvalidRefund | LedgerFailed | RefundTag.TagSecretUnknown,
  RefundTag.RefundTag | AccessToken | Transport
> = Effect.fnUntraced(function*(impUid: string, key: string, options: Options = {}) {
  const invalid = checkNames(impUid, key)
  if (invalid !== undefined) return yield* invalid
  const ledger = yield* RefundLedger
  const secrets = yield* RefundTag.RefundTag
  const { ids } = yield* secrets.of(impUid, key)
  // The ledger is read first, so that the look-up is newer than everything in it.
  const record = yield* readRecord({ ledger, impUid, fingerprints: secrets.fingerprints })
  const payment = yield* findPayment({ impUid }, options)
  const readReason = yield* readReasons(payment)
  const finding = found({ impUid, key, ids, record, payment, readReason, hasLedger: ledger.stores })
  return finding ?? (yield* unreadablePayment(payment))
}, (effect) => Span.within(effect, "portone.findRefund"))
