/** How much a cancel request takes from a payment, or why it is rejected. */
import { cancelFacts } from "../../rules/cancelFacts.ts"
import { brokenRule } from "../../rules/cancelRules.ts"
import type { State } from "../../state.ts"
import { balanceOf } from "../payments/balance.ts"
import { parseMoney } from "../payments/money.ts"
import type { Payment } from "../payments/payment.ts"
import { textField } from "../payments/paymentFields.ts"
import type { TextName } from "../texts.ts"
import { rejectionByStatus } from "./cancelTarget.ts"
import { pgRejection } from "./pgRejection.ts"

/**
 * The amount in minor units, or the rejection.
 *
 * Spec: "누락시 전액취소", "검증에 실패하면 트랜잭션을 수행하지 않습니다. null인 경우에는 검증 프로세스를 생략합니다."
 * Assumes: amount 0 means the whole balance, as the official schema says. Checksum 0 is compared
 * like any other number. The order of the checks is status, checksum, amount, rules, PG.
 */
export const cancelAmount = (
  state: State,
  payment: Payment,
  body: Readonly<Record<string, unknown>>
): bigint | TextName => {
  const rejection = rejectionByStatus(payment)
  if (rejection !== undefined) return rejection
  const currency = textField(payment, "currency")
  const balance = balanceOf(payment)
  if (isGiven(body["checksum"]) && parseMoney(body["checksum"], currency) !== balance) return "checksumMismatch"
  const asked = isGiven(body["amount"]) ? parseMoney(body["amount"], currency) : 0n
  if (asked === undefined || asked < 0n) return "amountUnreadable"
  if (asked > balance) return "amountAboveBalance"
  const amount = asked === 0n ? balance : asked
  const facts = cancelFacts(payment, body, amount, state.clock.seconds())
  return brokenRule(facts, (name) => state.rules.isOn(name)) ?? pgRejection(payment, amount) ?? amount
}

// internal

const isGiven = (value: unknown): boolean => value !== undefined && value !== null
