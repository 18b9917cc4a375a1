/**
 * All rules in the order in which their findings are reported.
 */
import { accountRules } from "./account.ts"
import { amountRules } from "./amount.ts"
import { partRules } from "./part.ts"
import { anotherPayment, stateRules } from "./state.ts"
import { timeRules } from "./time.ts"

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
