/**
 * All rules in the order in which their findings are reported.
 */
import { amountRules } from "./amounts.ts"
import { timeRules } from "./cancelTime.ts"
import { partRules } from "./partialCancel.ts"
import { anotherPayment, stateRules } from "./paymentState.ts"
import { accountRules } from "./refundAccount.ts"

/** A problem of the payment comes before one that a change of the request can solve. */
const byGroup = [...stateRules, ...amountRules, ...timeRules, ...partRules, ...accountRules]

/** Errors come before warnings. `anotherPayment` is not among them: `check` tries it alone. */
export const orderedRules = [
  ...byGroup.filter(({ severity }) => severity === "error"),
  ...byGroup.filter(({ severity }) => severity === "warning")
]

export const everyRule = [anotherPayment, ...orderedRules]

/** The code of each rule. */
export type RuleCode = (typeof everyRule)[number]["code"]
