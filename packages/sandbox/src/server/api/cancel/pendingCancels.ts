/**
 * Cancels that are answered with code 0 although no money has moved: the payment does not change
 * until they are settled, and they may end without a refund.
 *
 * Spec: official schema, paypal_v2: "status가 cancelled 이고 cancel_history에 취소 요청 내역이 있는 경우
 * 취소가 승인된 것이고 그렇지 않은 경우 취소 승인대기 상태입니다."
 * Assumes: the PG reserves the money, so that a second cancel cannot take it; PortOne's own
 * balance, and so the checksum, does not change.
 */
import { ASYNC_COMPLETION } from "../../rules/ruleSwitches.ts"
import type { State } from "../../state.ts"
import { balanceOf } from "../payments/balance.ts"
import type { CancelOrder, Payment } from "../payments/payment.ts"
import { hidden, textField } from "../payments/paymentFields.ts"
import { type AppliedCancel, applyCancel } from "./applyCancel.ts"

/**
 * Does a cancel of this payment wait to be settled? `async` of the payment decides before the rule.
 */
export const isAsync = (state: State, payment: Payment): boolean => {
  const wanted = hidden(payment, "async")
  return wanted === undefined ? state.rules.isOn(ASYNC_COMPLETION) && isDocumentedAsync(payment) : wanted !== false
}

/** Stores a cancel until it is settled. Returns the payment, whose fields do not change. */
export const makePending = (state: State, payment: Payment, order: CancelOrder): Payment => {
  const seconds = hidden(payment, "async")
  if (typeof seconds === "number") {
    state.scheduler.after(seconds * 1000, () => settle(state, payment.seq, order, "done"))
  }
  return state.payments.replace(payment, { ...payment.row, pending: [...payment.row.pending ?? [], order] })
}

/**
 * Settles a pending cancel and sends a webhook when it was applied. Returns the applied cancel, or
 * undefined when there is none.
 *
 * Spec: "최종 취소 처리 결과를 전달받기 위해 고객사 통보 웹훅 기능을 연동해야 합니다."
 * Assumes: the webhook is sent even if the request did not ask for one. A rejection sends none,
 * because no such event is documented.
 */
export const settle = (
  state: State,
  seq: number,
  order: CancelOrder,
  result: "done" | "rejected"
): AppliedCancel | undefined => {
  const payment = state.payments.at(seq)
  if (payment?.row.pending?.includes(order) !== true) return undefined
  const pending = payment.row.pending.filter((other) => other !== order)
  const released = state.payments.replace(payment, { ...payment.row, pending })
  // The same money may have been cancelled in the console since.
  if (result === "rejected" || order.amount > balanceOf(released)) return undefined
  const applied = applyCancel(state, released, order)
  state.webhooks.send(applied.payment, applied.cancellation.cancellationId)
  return applied
}

// internal

const isDocumentedAsync = (payment: Payment): boolean => {
  const payMethod = textField(payment, "pay_method")
  switch (textField(payment, "pg_provider")) {
    case "paypal_v2":
    case "paymentwall":
      return true
    case "smartro_v2":
      return payMethod === "vbank"
    case "kicc_v2":
      return payMethod === "wechat"
    default:
      return false
  }
}
