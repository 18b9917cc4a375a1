/** Which payment a cancel request names, and whether anything of it can be cancelled. */
import type { State } from "../../state.ts"
import { balanceOf, cancelledOf } from "../payments/balance.ts"
import type { Payment } from "../payments/payment.ts"
import { statusOf } from "../payments/paymentFields.ts"
import { isVisible } from "../payments/tier.ts"
import type { TextName } from "../texts.ts"

/**
 * The payment that the request names, or why there is none.
 *
 * Spec: "취소 요청시 두 파라미터중 하나는 필수로 유입되어야 합니다."
 * Assumes: an empty uid counts as not given. Of several attempts with one `merchant_uid`, the
 * newest with a balance is cancelled; which one the real API takes is not public.
 */
export const cancelTarget = (
  state: State,
  body: Readonly<Record<string, unknown>>,
  tier: string | undefined
): Payment | TextName => {
  const impUid = uid(body["imp_uid"])
  if (impUid !== undefined) {
    const payment = state.payments.find(impUid)
    return payment !== undefined && isVisible(payment, tier) ? payment : "nothingToCancel"
  }
  const merchantUid = uid(body["merchant_uid"])
  if (merchantUid === undefined) return "neitherUid"
  const attempts = state.payments.attempts(merchantUid).filter((payment) => isVisible(payment, tier))
  const cancellable = attempts.findLast((payment) => rejectionByStatus(payment) === undefined)
  return cancellable ?? attempts.at(-1) ?? "nothingToCancel"
}

/** Why nothing of a payment can be cancelled in its current status, or undefined. */
export const rejectionByStatus = (payment: Payment): TextName | undefined => {
  const status = statusOf(payment)
  if (status !== "paid" && status !== "cancelled") return "notPaid"
  // Cancelled with a cancelled amount of 0 is a virtual account that was revoked before the
  // deposit.
  if (balanceOf(payment) <= 0n || (status === "cancelled" && cancelledOf(payment) === 0n)) return "alreadyCancelled"
  return undefined
}

// internal

const uid = (value: unknown): string | undefined => {
  const text = typeof value === "string" ? value : typeof value === "number" ? String(value) : ""
  // An object or a boolean is not a uid, but it was given, so the other field must not be used.
  if (typeof value === "object" && value !== null || typeof value === "boolean") return "\u0000"
  return text === "" ? undefined : text
}
