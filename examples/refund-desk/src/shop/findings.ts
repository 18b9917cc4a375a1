/**
 * Findings of the pre-send check.
 */
import type { CancelCheck } from "@effect-portone/gateways"

/** Does a finding keep the refund from being sent? A warning does not. */
export const isError = ({ severity }: CancelCheck.Finding): boolean => severity === "error"
