/**
 * `POST /payments/cancel`. From the first check to the new balance nothing waits, so two cancels of one payment can
 * never both pass the same checksum.
 */
import { failure, type Reply, success } from "../../http/reply.ts"
import { brokenRule } from "../../rules/cancelRules.ts"
import { factsOf } from "../../rules/rule.ts"
import type { State } from "../../state.ts"
import { annotation } from "../payments/annotation.ts"
import type { HeaderFacts } from "../payments/ledger.ts"
import { parseMoney } from "../payments/money.ts"
import { balanceOf, cancelledOf, type CancelOrder, type Payment, statusOf, textField } from "../payments/payment.ts"
import { isVisible } from "../payments/tier.ts"
import type { TextName } from "../texts.ts"
import { applyCancel } from "./applyCancel.ts"
import { gatewayRefusal } from "./gatewayBalance.ts"
import { isAsync, makePending } from "./pendingCancels.ts"

type Body = Readonly<Record<string, unknown>>

/**
 * Cancels, or refuses with HTTP 200 and a code that is not 0.
 *
 * Spec: "POST /payments/cancel — 승인된 결제를 취소합니다."
 */
export const cancel = (state: State, body: Body, headers: HeaderFacts): Reply => {
  const payment = target(state, body, headers.tier)
  if (typeof payment === "string") return failure(payment)
  const amount = judge(state, payment, body)
  if (typeof amount === "string") return failure(amount)
  const order: CancelOrder = { amount, request: body, headers, by: "api" }
  if (isAsync(state, payment)) return success(annotation(makePending(state, payment, order)))
  const applied = applyCancel(state, payment, order)
  if (isTrue(body["enable_webhook"])) state.webhooks.send(applied.payment, applied.cancellation.cancellationId)
  return success(annotation(applied.payment))
}

/** Why there is nothing to cancel about a payment in its present state, if so. */
export const refusalOfState = (payment: Payment): TextName | undefined => {
  const status = statusOf(payment)
  if (status !== "paid" && status !== "cancelled") return "notPaid"
  // Cancelled with nothing given back is a virtual account that was revoked before the deposit.
  if (balanceOf(payment) <= 0n || (status === "cancelled" && cancelledOf(payment) === 0n)) return "alreadyCancelled"
  return undefined
}

// internal

/**
 * Spec: "취소 요청시 두 파라미터중 하나는 필수로 유입되어야 합니다."
 * Assumes: an empty uid counts as not given. Among several attempts with one merchant_uid the newest that still has
 * money to give back is meant; which one the real API picks is not public.
 */
const target = (state: State, body: Body, tier: string | undefined): Payment | TextName => {
  const impUid = uid(body["imp_uid"])
  if (impUid !== undefined) {
    const payment = state.payments.find(impUid)
    return payment !== undefined && isVisible(payment, tier) ? payment : "nothingToCancel"
  }
  const merchantUid = uid(body["merchant_uid"])
  if (merchantUid === undefined) return "neitherUid"
  const attempts = state.payments.attempts(merchantUid).filter((payment) => isVisible(payment, tier))
  const refundable = attempts.findLast((payment) => refusalOfState(payment) === undefined)
  return refundable ?? attempts.at(-1) ?? "nothingToCancel"
}

const uid = (value: unknown): string | undefined => {
  const text = typeof value === "string" ? value : typeof value === "number" ? String(value) : ""
  // An object or a boolean is no uid, but it was given: it must not fall through to the other field.
  if (typeof value === "object" && value !== null || typeof value === "boolean") return "\u0000"
  return text === "" ? undefined : text
}

/**
 * How much to give back in minor units, or why nothing is given back.
 *
 * Spec: "누락시 전액취소", "검증에 실패하면 트랜잭션을 수행하지 않습니다. null인 경우에는 검증 프로세스를 생략합니다."
 * Assumes: amount 0 means everything that is left, as the official schema says. Checksum 0 is compared like any other
 * number. State is judged before checksum, checksum before amount, amount before the rules, and the gateway comes last.
 */
const judge = (state: State, payment: Payment, body: Body): bigint | TextName => {
  const refusal = refusalOfState(payment)
  if (refusal !== undefined) return refusal
  const currency = textField(payment, "currency")
  const balance = balanceOf(payment)
  if (isGiven(body["checksum"]) && parseMoney(body["checksum"], currency) !== balance) return "checksumMismatch"
  const asked = isGiven(body["amount"]) ? parseMoney(body["amount"], currency) : 0n
  if (asked === undefined || asked < 0n) return "amountUnreadable"
  if (asked > balance) return "amountAboveBalance"
  const amount = asked === 0n ? balance : asked
  const facts = factsOf(payment, body, amount, state.clock.seconds())
  return brokenRule(facts, (name) => state.rules.isOn(name)) ?? gatewayRefusal(payment, amount) ?? amount
}

const isGiven = (value: unknown): boolean => value !== undefined && value !== null

const isTrue = (value: unknown): boolean => ["1", "true"].includes(String(value))
