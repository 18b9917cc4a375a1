/** The control calls about money that moves, or not, behind the API's back. */
import { applyCancel, writeDown } from "../api/cancel/applyCancel.ts"
import { refusalOfState } from "../api/cancel/cancel.ts"
import { gatewayRefusal } from "../api/cancel/gatewayBalance.ts"
import { settle as settleOrder } from "../api/cancel/pendingCancels.ts"
import { annotation } from "../api/payments/annotation.ts"
import type { HeaderFacts } from "../api/payments/ledger.ts"
import { parseMoney } from "../api/payments/money.ts"
import { balanceAtPg, balanceOf, type Payment, textField } from "../api/payments/payment.ts"
import { type Fields, isRecord } from "../http/fields.ts"
import { json, type Reply } from "../http/reply.ts"
import type { State } from "../state.ts"

/** `{"imp_uid","result":"done"|"refused"}`: ends the oldest cancel that waits. */
export const settle = (state: State, wanted: unknown): Reply =>
  withPayment(state, wanted, (payment, { result }) => {
    if (result !== "done" && result !== "refused") return mistake("result is done or refused")
    const [order] = payment.row.pending ?? []
    if (order === undefined) return mistake("no cancel of this payment waits to be settled", 409)
    const applied = settleOrder(state, payment.seq, order, result)
    return json(200, annotation(applied?.payment ?? state.payments.at(payment.seq) ?? payment))
  })

/**
 * `{"imp_uid","amount"}`: somebody cancels in PortOne's console. The documents say that this always sends a webhook.
 *
 * Assumes: the console is not held to the rules, so that a test can make any world.
 */
export const consoleCancel = (state: State, wanted: unknown): Reply =>
  withAmount(state, wanted, (payment, amount) => {
    if (gatewayRefusal(payment, amount) !== undefined) return mistake("the gateway has not that much left", 409)
    // The words are seen in public output.
    const request = { ...(wanted as Fields), reason: "관리자페이지취소" }
    const applied = applyCancel(state, payment, { amount, request, headers: NO_HEADERS, by: "console" })
    state.webhooks.send(applied.payment, applied.cancellation.cancellationId)
    return json(200, annotation(applied.payment))
  })

/** `{"imp_uid","amount"}`: somebody cancels in the gateway's own console. PortOne does not see it. */
export const pgCancel = (state: State, wanted: unknown): Reply =>
  withAmount(state, wanted, (payment, amount) => {
    if (amount > balanceAtPg(payment)) return mistake("the gateway has not that much left", 409)
    const cancelledAtPg = (payment.row.cancelledAtPg ?? 0n) + amount
    return json(200, annotation(state.payments.replace(payment, { ...payment.row, cancelledAtPg })))
  })

/**
 * `{"imp_uid","cancellation_id"}`: a cancel is undone (원복), the last one when none is named. The balance goes up again.
 *
 * Assumes: its row leaves the history; what the real record looks like afterwards is not public.
 */
export const revert = (state: State, wanted: unknown): Reply =>
  withPayment(state, wanted, (payment, { cancellation_id: id }) => {
    const cancels = payment.row.cancels.filter(({ amount }) => amount > 0n)
    const undone = id === undefined ? cancels.at(-1) : cancels.find(({ cancellationId }) => cancellationId === id)
    if (undone === undefined) return mistake("no such cancel was made through this sandbox", 409)
    const left = payment.row.cancels.filter((cancel) => cancel !== undone)
    const after = state.payments.replace(payment, {
      ...payment.row,
      cancels: left,
      status: left.length === 0 ? undefined : state.settings.statusAfterPartial
    })
    writeDown(state, payment, after, undone, { by: "revert", request: wanted as Fields, headers: NO_HEADERS })
    return json(200, annotation(after))
  })

// internal

const NO_HEADERS: HeaderFacts = { token: "none", tier: undefined, body: "json" }

const withPayment = (state: State, wanted: unknown, then: (payment: Payment, fields: Fields) => Reply): Reply => {
  const fields: Fields = isRecord(wanted) ? wanted : {}
  const payment = state.payments.find(typeof fields["imp_uid"] === "string" ? fields["imp_uid"] : "")
  return payment === undefined ? mistake("no such payment", 404) : then(payment, fields)
}

// All that is left, when no amount is given.
const withAmount = (state: State, wanted: unknown, then: (payment: Payment, amount: bigint) => Reply): Reply =>
  withPayment(state, wanted, (payment, fields) => {
    if (refusalOfState(payment) !== undefined) return mistake("this payment has nothing to cancel", 409)
    const balance = balanceOf(payment)
    const amount = fields["amount"] === undefined
      ? balance
      : parseMoney(fields["amount"], textField(payment, "currency")) ?? 0n
    return amount <= 0n || amount > balance
      ? mistake("amount is more than 0 and not more than is left")
      : then(payment, amount)
  })

const mistake = (error: string, status = 400): Reply => json(status, { error })
