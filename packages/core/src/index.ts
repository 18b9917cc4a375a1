/**
 * Cancel a PortOne V1 payment as an Effect. Unofficial.
 */
export * as AccessToken from "./AccessToken.ts"
export * as Amount from "./Amount.ts"
export { cancel } from "./Cancel.ts"
export * as CancelError from "./CancelError.ts"
export * as Cancelled from "./Cancelled.ts"
export * as CancelRequest from "./CancelRequest.ts"
export * as Credentials from "./Credentials.ts"
export * as EpochSeconds from "./EpochSeconds.ts"
export { findPayment, findPayments } from "./FindPayment.ts"
export * as FindPayment from "./FindPayment.ts"
export * as LogEvent from "./LogEvent.ts"
export * as Payment from "./Payment.ts"
export * as PaymentKey from "./PaymentKey.ts"
export * as RefundAccount from "./RefundAccount.ts"
export * as TokenStore from "./TokenStore.ts"
export * as Transport from "./Transport.ts"
