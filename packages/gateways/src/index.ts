/**
 * What the payment gateways (PGs) behind PortOne V1 do: which cancels they reject, how they number
 * banks, when the money arrives. Unofficial.
 */
export * as Bank from "./Bank.ts"
export * as CancelCheck from "./CancelCheck.ts"
export * as Card from "./Card.ts"
export * as RejectionAdvice from "./RejectionAdvice.ts"
export * as Settlement from "./Settlement.ts"
