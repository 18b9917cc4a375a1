/**
 * All rules about cancels. Status, checksum and amount are checked elsewhere. To add a rule for a
 * PG, add a row to the file of its subject.
 *
 * Assumes: what PortOne can check is rejected by PortOne (code 1), what only the PG knows by the PG
 * (code -1); which rule is which is not public.
 */
import type { TextName } from "../api/texts.ts"
import type { CancelFacts } from "./cancelFacts.ts"
import { NAVERPAY_RULES } from "./naverPay.ts"
import { NOT_CANCELLABLE_RULES } from "./notCancellable.ts"
import { PARTIAL_CANCEL_RULES } from "./partialCancels.ts"
import { PROMOTION_RULES } from "./promotion.ts"
import { REASON_RULES } from "./reason.ts"
import { REFUND_ACCOUNT_RULES } from "./refundAccount.ts"
import type { CancelRule } from "./rule.ts"
import { TAX_RULES } from "./taxParts.ts"

/** The rules in the order in which they are checked: what is impossible before what is missing. */
export const CANCEL_RULES: readonly CancelRule[] = [
  ...NOT_CANCELLABLE_RULES,
  ...PARTIAL_CANCEL_RULES,
  ...REFUND_ACCOUNT_RULES,
  ...TAX_RULES,
  ...REASON_RULES,
  ...NAVERPAY_RULES,
  ...PROMOTION_RULES
]

/** The rejection of the first broken rule that is switched on. */
export const brokenRule = (facts: CancelFacts, isOn: (name: string) => boolean): TextName | undefined =>
  CANCEL_RULES.find((rule) => isOn(rule.name) && rule.breaks(facts))?.rejection
