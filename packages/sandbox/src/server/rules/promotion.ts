/**
 * Payments with a promotion: the card company paid a part of the order.
 *
 * Spec: "취소 요청 금액은 프로모션 적용 금액을 고려하지 않고 전달합니다." and "취소 가능한 잔액 역시 …".
 * Assumes: `amount` and `cancel_amount` of such a payment are those of the order, not of the
 * charge, because the balance that `checksum` is compared with is the order's.
 */
import { parseMoney } from "../api/payments/money.ts"
import { field, hidden, textField } from "../api/payments/paymentFields.ts"
import { isRecord } from "../http/fields.ts"
import type { CancelFacts } from "./cancelFacts.ts"
import { type CancelRule, rule } from "./rule.ts"

/** Does the request keep the promotion even if the rest of the order is too small for it? */
export const isPromotionRetained = (body: CancelFacts["body"]): boolean =>
  ["1", "true"].includes(String(body["retain_promotion"]))

/** The rules about promotions. */
export const PROMOTION_RULES: readonly CancelRule[] = [
  rule(
    "promotion-charge-grows",
    "doc",
    "a cancel after which the customer would owe more, because the promotion (`_promotion`) no longer applies",
    "promotionBroken",
    (facts) => {
      const terms = termsOf(facts)
      if (terms === undefined || isPromotionRetained(facts.body)) return false
      return charged(facts.balance - facts.amount, terms) > charged(facts.balance, terms)
    }
  ),
  rule(
    "promotion-option-changes",
    "doc",
    "`retain_promotion` differs from the first partial cancel",
    "promotionOptionChanged",
    ({ body, payment }) => {
      const [first] = payment.row.cancels
      return isRecord(field(payment, "promotion")) && first !== undefined &&
        first.retainPromotion !== isPromotionRetained(body)
    }
  )
]

// internal

/** Units: minor units. */
interface Terms {
  readonly total: bigint
  readonly discount: bigint
  readonly minimum: bigint
  readonly isFlat: boolean
}

const termsOf = ({ payment, total }: CancelFacts): Terms | undefined => {
  const promotion = field(payment, "promotion")
  const terms = hidden(payment, "_promotion")
  if (!isRecord(promotion) || !isRecord(terms)) return undefined
  const currency = textField(payment, "currency")
  const discount = parseMoney(promotion["discount"], currency) ?? 0n
  const minimum = parseMoney(terms["minimum"], currency) ?? 0n
  return { total, discount, minimum, isFlat: terms["flat"] === true }
}

// What the customer pays for an order of this size.
const charged = (order: bigint, { discount, isFlat, minimum, total }: Terms): bigint => {
  if (order < minimum || order === 0n) return order
  return isFlat ? order - discount : order - discount * order / total
}
