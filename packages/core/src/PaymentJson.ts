/**
 * A payment from PortOne's JSON, for shops that stored it or get it from another system.
 */
import type * as Result from "effect/Result"
import { decodePayment } from "./internal/decodePayment.ts"
import type { Payment } from "./Payment.ts"

/**
 * Reads a `PaymentAnnotation` as tolerantly as `findPayment` and `cancel` do. A failure lists the wire names it could not do without.
 *
 * ```ts
 * import { Payment, PaymentJson } from "@effect-portone/core"
 * import { Result } from "effect"
 *
 * const stored = { imp_uid: "imp_1", merchant_uid: "order-1", status: "paid", amount: 10000, cancel_amount: 3000 }
 * Payment.cancellableBalance(Result.getOrThrow(PaymentJson.decode(stored))) // => 7000
 * Result.isFailure(PaymentJson.decode({ imp_uid: "imp_1" })) // => true
 * ```
 */
export const decode: (json: unknown) => Result.Result<Payment, ReadonlyArray<string>> = decodePayment
