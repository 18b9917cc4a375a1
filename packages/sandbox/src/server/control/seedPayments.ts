/** Makes payments. */
import { annotation } from "../api/payments/annotation.ts"
import type { Payment } from "../api/payments/payment.ts"
import { bytesCapReached, paymentsCapReached } from "../capChecks.ts"
import { isRecord } from "../http/fields.ts"
import { json, type Reply } from "../http/reply.ts"
import type { State } from "../state.ts"
import { mistake } from "./mistake.ts"
import { type PaymentOrder, readPaymentOrder } from "./paymentOrder.ts"

/** The response lists the uids of at most this many payments. */
const MAX_LISTED = 1000

/**
 * `{kind, count, tier, …fields}` or an array of those: makes all these payments, or none after a
 * mistake.
 */
export const seedPayments = (state: State, wanted: unknown): Reply => {
  const items: ReadonlyArray<unknown> = Array.isArray(wanted) ? wanted : [wanted]
  const tooMany = paymentsCapReached(state, items.length)
  if (tooMany !== undefined) return mistake(tooMany, 507)
  const orders: Array<PaymentOrder> = []
  const taken = new Set<string>()
  for (const item of items) {
    const order = readPaymentOrder(item, state.clock.seconds(), state.settings.allowRemote)
    if (typeof order === "string") return mistake(order)
    const { impUid } = order.row
    if (impUid !== undefined && (taken.has(impUid) || state.payments.find(impUid) !== undefined)) {
      return mistake(`imp_uid ${impUid} is taken`, 409)
    }
    if (impUid !== undefined) taken.add(impUid)
    orders.push(order)
  }

  // As often as a response would repeat them: a list of a thousand payments prints each in full.
  const bytes = orders.reduce((sum, { bytes, count }) => sum + bytes * count, 0)
  const full = paymentsCapReached(state, orders.reduce((sum, { count }) => sum + count, 0)) ??
    bytesCapReached(state, bytes)
  if (full !== undefined) return mistake(full, 507)
  state.storedBytes.add(bytes)

  const made: Array<Payment> = []
  let total = 0
  for (const { count, row } of orders) {
    for (let left = count; left > 0; left--) {
      const seq = state.payments.add(row)
      total += 1
      const payment = made.length < MAX_LISTED ? state.payments.at(seq) : undefined
      if (payment !== undefined) made.push(payment)
    }
  }
  const [only] = made
  if (only !== undefined && isRecord(wanted) && wanted["count"] === undefined) return json(201, annotation(only))
  return json(201, total > MAX_LISTED ? { count: total } : { count: total, imp_uids: made.map(({ impUid }) => impUid) })
}
