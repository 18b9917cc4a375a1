/**
 * The length of `reason`.
 *
 * Spec: "reason", String(256).
 * Assumes: a longer reason is kept whole, because what the real API does with one is not public.
 * With this rule it is rejected before money moves.
 */
import { type CancelRule, rule } from "./rule.ts"

/** The documented length. Units: characters, counted as Unicode code points. */
const LONGEST = 256

/** The rule about the reason. */
export const REASON_RULES: readonly CancelRule[] = [
  rule(
    "reason-length",
    "inf",
    "a `reason` of more than 256 characters, the documented length; what the API does with one is not public",
    "reasonTooLong",
    ({ body: { reason } }) =>
      typeof reason === "string" && reason.length > LONGEST && Array.from(reason).length > LONGEST
  )
]
