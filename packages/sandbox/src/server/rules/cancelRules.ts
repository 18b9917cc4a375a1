/**
 * What a cancel is refused for besides its state and its amount, as one table: which payments a rule is about, how well
 * it is known, and what is said. A rule for another gateway is one more row in the file of its subject.
 *
 * Assumes: a rule that PortOne can check is refused by PortOne (code 1), one about the gateway's own business by the
 * gateway (code -1); which is which is not public.
 */
import type { TextName } from "../api/texts.ts"
import { NAVERPAY_RULES } from "./naverPay.ts"
import { NEVER_RULES } from "./notCancellable.ts"
import { PARTIAL_RULES } from "./partialCancels.ts"
import { PROMOTION_RULES } from "./promotion.ts"
import { REFUND_ACCOUNT_RULES } from "./refundAccount.ts"
import type { CancelFacts, CancelRule } from "./rule.ts"
import { TAX_RULES } from "./taxParts.ts"

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
