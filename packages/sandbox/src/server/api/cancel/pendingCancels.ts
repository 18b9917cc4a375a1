/**
 * Cancels that are answered with code 0 although the money has not moved: nothing about the payment changes until they
 * are settled, and they may end without a refund.
 *
 * Spec: official schema, paypal_v2: "status가 cancelled 이고 cancel_history에 취소 요청 내역이 있는 경우 취소가 승인된 것이고 그렇지
 * 않은 경우 취소 승인대기 상태입니다."
 * Assumes: the gateway sets the money aside, so that a second cancel cannot have it too; PortOne's own balance, and with
 * it the checksum, stays what it was.
 */
import { ASYNC_COMPLETION } from "../../rules/ruleSwitches.ts"
import type { State } from "../../state.ts"
import { balanceOf, type CancelOrder, hidden, type Payment, textField } from "../payments/payment.ts"
import { type AppliedCancel, applyCancel } from "./applyCancel.ts"

/** Does a cancel of this payment wait to be settled? `async` of the payment decides, then the switch. */
export const isAsync = (state: State, payment: Payment): boolean => {
  const wanted = hidden(payment, "async")
  return wanted === undefined ? state.rules.isOn(ASYNC_COMPLETION) && isDocumentedAsync(payment) : wanted !== false
}

/** Puts a cancel down to be settled. Returns the payment as it is shown meanwhile. */
export const makePending = (state: State, payment: Payment, order: CancelOrder): Payment => {
  const seconds = hidden(payment, "async")
  if (typeof seconds === "number") state.agenda.after(seconds * 1000, () => settle(state, payment.seq, order, "done"))
  return state.payments.replace(payment, { ...payment.row, pending: [...payment.row.pending ?? [], order] })
}

/**
 * Ends a pending cancel and tells by webhook when it went through. Returns that cancel, or undefined when there is none.
 *
 * Spec: "최종 취소 처리 결과를 전달받기 위해 고객사 통보 웹훅 기능을 연동해야 합니다."
 * Assumes: the webhook comes whether or not the request asked for one, and a refusal is told by none, because no such
 * event is documented.
 */
export const settle = (
  state: State,
  seq: number,
  order: CancelOrder,
  result: "done" | "refused"
): AppliedCancel | undefined => {
  const payment = state.payments.at(seq)
  if (payment?.row.pending?.includes(order) !== true) return undefined
  const pending = payment.row.pending.filter((other) => other !== order)
  const free = state.payments.replace(payment, { ...payment.row, pending })
  // Somebody may have given it back in the console meanwhile.
  if (result === "refused" || order.amount > balanceOf(free)) return undefined
  const applied = applyCancel(state, free, order)
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
