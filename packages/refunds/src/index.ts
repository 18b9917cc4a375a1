/**
 * Refunds through PortOne V1 that happen exactly once, or report an undetermined outcome.
 * Unofficial.
 */
export { findRefund } from "./FindRefund.ts"
export * as FindRefund from "./FindRefund.ts"
export { forgetRefund } from "./ForgetRefund.ts"
export * as ForgetRefund from "./ForgetRefund.ts"
export type * as FoundRefund from "./FoundRefund.ts"
export * as Refund from "./Refund.ts"
export * as RefundKey from "./RefundKey.ts"
export * as RefundLedger from "./RefundLedger.ts"
export { refundOnce } from "./RefundOnce.ts"
export * as RefundOnce from "./RefundOnce.ts"
export * as RefundOutcome from "./RefundOutcome.ts"
export * as RefundTag from "./RefundTag.ts"
export * as SqlRefundLedger from "./SqlRefundLedger.ts"
