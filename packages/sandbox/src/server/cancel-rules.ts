/**
 * What a cancel is refused for besides its state and its amount, as one table: which payments a rule is about, how well
 * it is known, and what is said. A rule for another gateway is one more row in the file of its subject.
 *
 * Assumes: a rule that PortOne can check is refused by PortOne (code 1), one about the gateway's own business by the
 * gateway (code -1); which is which is not public.
 */
import { NAVERPAY_RULES } from "./rules/naverpay.ts"
import { NEVER_RULES } from "./rules/never.ts"
import { PARTIAL_RULES } from "./rules/partial.ts"
import { PROMOTION_RULES } from "./rules/promotion.ts"
import { REFUND_ACCOUNT_RULES } from "./rules/refund-account.ts"
import type { CancelFacts, CancelRule } from "./rules/rule.ts"
import { TAX_RULES } from "./rules/tax.ts"
import type { TextName } from "./texts.ts"

/** The table, checked from the top: what is impossible first, then what is missing. */
export const CANCEL_RULES: readonly CancelRule[] = [
  ...NEVER_RULES,
  ...PARTIAL_RULES,
  ...REFUND_ACCOUNT_RULES,
  ...TAX_RULES,
  ...NAVERPAY_RULES,
  ...PROMOTION_RULES
]

/** The refusal of the first rule that is switched on and not met. */
export const brokenRule = (facts: CancelFacts, isOn: (name: string) => boolean): TextName | undefined =>
  CANCEL_RULES.find((rule) => isOn(rule.name) && rule.breaks(facts))?.refusal
