/**
 * `@portone/server-sdk` 0.19.0, on the route of V2: no token, and a response that describes the
 * cancel alone.
 */
import { PortOneClient } from "@portone/server-sdk"
import { type Make, ofPromise, part } from "./Subject.ts"

export const make: Make = async (url) => {
  const { payment } = PortOneClient({ secret: "secret", baseUrl: url })
  return ofPromise(async (paymentId) => {
    const { cancellation } = await payment.cancelPayment({
      paymentId,
      amount: part.amount,
      currentCancellableAmount: part.checksum,
      reason: part.reason
    })
    return "totalAmount" in cancellation ? cancellation.totalAmount : undefined
  }, part.amount)
}
