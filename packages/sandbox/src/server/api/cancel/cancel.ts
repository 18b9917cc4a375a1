/**
 * `POST /payments/cancel`. Everything from the first check to the new balance is synchronous, so
 * two cancels of one payment can never both pass the same checksum.
 */
import { bytesCapReached, cancelsCapReached } from "../../capChecks.ts"
import type { Reply } from "../../http/reply.ts"
import type { State } from "../../state.ts"
import { failure, success } from "../envelope.ts"
import { apiAnnotation } from "../payments/annotation.ts"
import type { HeaderFacts } from "../payments/ledger.ts"
import type { CancelOrder } from "../payments/payment.ts"
import { applyCancel } from "./applyCancel.ts"
import { cancelAmount } from "./cancelAmount.ts"
import { cancelTarget } from "./cancelTarget.ts"
import { isAsync, makePending } from "./pendingCancels.ts"

/**
 * Cancels, or rejects with HTTP 200 and a code other than 0. A full sandbox rejects with HTTP 507
 * what it would otherwise cancel.
 *
 * Units: `bytes` of the request.
 * Spec: "POST /payments/cancel — 승인된 결제를 취소합니다."
 */
export const cancel = (
  state: State,
  body: Readonly<Record<string, unknown>>,
  headers: HeaderFacts,
  bytes: number
): Reply => {
  const payment = cancelTarget(state, body, headers.tier)
  if (typeof payment === "string") return failure(payment)
  const amount = cancelAmount(state, payment, body)
  if (typeof amount === "string") return failure(amount)
  const full = cancelsCapReached(state) ?? bytesCapReached(state, bytes)
  if (full !== undefined) return failure("sandboxFull", 507, {}, full)
  state.storedBytes.add(bytes)
  const order: CancelOrder = { amount, request: body, headers, by: "api" }
  if (isAsync(state, payment)) return success(apiAnnotation(state, makePending(state, payment, order)))
  const applied = applyCancel(state, payment, order)
  if (isTrue(body["enable_webhook"])) state.webhooks.send(applied.payment, applied.cancellation.cancellationId)
  return success(apiAnnotation(state, applied.payment))
}

// internal

const isTrue = (value: unknown): boolean => ["1", "true"].includes(String(value))
