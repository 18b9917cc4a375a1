/** A cancel in PortOne's console. */
import { applyCancel } from "../api/cancel/applyCancel.ts"
import { pgRejection } from "../api/cancel/pgRejection.ts"
import { annotation } from "../api/payments/annotation.ts"
import { cancelsCapReached } from "../capChecks.ts"
import type { Fields } from "../http/fields.ts"
import { json } from "../http/reply.ts"
import type { Action } from "./action.ts"
import { mistake } from "./mistake.ts"
import { NO_HEADERS, withAmount } from "./targetPayment.ts"

/**
 * `{"imp_uid","amount"}`: cancels as an operator in PortOne's console does. The documents state
 * that this always sends a webhook.
 *
 * Assumes: the rules do not apply to the console, so that a test can create any situation.
 */
export const consoleCancel: Action = (state, wanted) =>
  withAmount(state, wanted, (payment, amount) => {
    if (pgRejection(payment, amount) !== undefined) return mistake("the PG's balance is smaller than the amount", 409)
    const full = cancelsCapReached(state)
    if (full !== undefined) return mistake(full, 507)
    // This reason was seen in public output.
    const request = { ...(wanted as Fields), reason: "관리자페이지취소" }
    const applied = applyCancel(state, payment, { amount, request, headers: NO_HEADERS, by: "console" })
    state.webhooks.send(applied.payment, applied.cancellation.cancellationId)
    return json(200, annotation(applied.payment))
  })
