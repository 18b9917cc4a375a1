/** `DELETE /vbanks/{imp_uid}`: revokes a virtual account that is still waiting for its deposit. */
import type { Reply } from "../../http/reply.ts"
import { REVOKE_GATEWAY, REVOKE_INICIS_KEY } from "../../rules/ruleSwitches.ts"
import type { CallInput } from "../call.ts"
import { failure, success } from "../envelope.ts"
import { apiAnnotation } from "../payments/annotation.ts"
import { statusOf, textField } from "../payments/paymentFields.ts"
import { isVisible } from "../payments/tier.ts"
import { newCancellation } from "./applyCancel.ts"

/**
 * Revokes the account, or rejects: 404 for an unknown `imp_uid`, 400 for a payment that is not a
 * virtual account waiting for its deposit.
 *
 * Spec: official schema: "아직 입금이 되지 않은 가상계좌를 말소시킴으로써 구매자가 실수로 입금하는 경우를 방지하도록 합니다."
 * Assumes: the payment becomes `cancelled` with `cancel_amount` 0 and a row of 0 in its history, as
 * seen in public output. No money moves, so the sandbox ledger gets no entry.
 */
export const revokeVirtualAccount = ({ params, query, state, tier }: CallInput): Reply => {
  const payment = state.payments.find(params["imp_uid"] ?? "")
  if (payment === undefined || !isVisible(payment, tier)) return failure("paymentNotFound", 404)
  if (textField(payment, "pay_method") !== "vbank" || statusOf(payment) !== "ready") {
    return failure("vbankNotRevocable", 400)
  }
  const pgProvider = textField(payment, "pg_provider")
  if (state.rules.isOn(REVOKE_GATEWAY) && !GATEWAYS.has(pgProvider)) return failure("vbankPgUnsupported", 400)
  if (state.rules.isOn(REVOKE_INICIS_KEY) && pgProvider === "html5_inicis" && !query.get("pg_api_key")) {
    return failure("vbankKeyMissing")
  }
  const revoked = newCancellation(state, payment, 0n, {})
  return success(
    apiAnnotation(state, state.payments.replace(payment, { ...payment.row, cancels: [revoked], status: "cancelled" }))
  )
}

// internal

// NHN KCP is named in the text of the schema and missing from its list.
const GATEWAYS = new Set([
  "danal",
  "danal_tpay",
  "html5_inicis",
  "kcp",
  "kicc",
  "ksnet",
  "nice",
  "nice_v2",
  "settle",
  "smartro",
  "smartro_v2",
  "tosspayments",
  "uplus",
  "welcome"
])
