/** Virtual accounts that a request issues or changes. The control API pays into it. */
import type { Fields } from "../../http/fields.ts"
import type { Reply } from "../../http/reply.ts"
import { CHANGE_GATEWAY } from "../../rules/ruleSwitches.ts"
import type { CallInput } from "../call.ts"
import { BANKS } from "../codeLists.ts"
import { failure, success } from "../envelope.ts"
import { apiAnnotation } from "../payments/annotation.ts"
import { moneyNumber, parseMoney } from "../payments/money.ts"
import type { Kind } from "../payments/payment.ts"
import { statusOf, textField } from "../payments/paymentFields.ts"
import { isVisible } from "../payments/tier.ts"
import { randomText } from "../randomText.ts"
import { newPayment } from "./newPayment.ts"
import { seconds, text } from "./requestFields.ts"

/**
 * `POST /vbanks`: issues a virtual account.
 *
 * Assumes: `channel_key` is ignored; the PG is the one that alone takes a parameter of the request,
 * otherwise NICE. A bank code without a name in `GET /banks` has no name.
 */
export const issueVirtualAccount = (input: CallInput): Reply => {
  const { fields, query } = input
  const code = text(fields["vbank_code"])
  const due = seconds(fields["vbank_due"])
  if (code === undefined || due === undefined) return failure("paymentIncomplete")
  return newPayment(input, {
    kind: ISSUED,
    fields: {
      pg_provider: gatewayOf(fields, query),
      vbank_code: code,
      vbank_date: due,
      vbank_holder: text(fields["vbank_holder"]) ?? null,
      vbank_name: BANKS.find((bank) => bank.code === code)?.name ?? null,
      vbank_num: text(fields["vbank_num"]) ?? randomText("0123456789", 14)
    }
  })
}

/**
 * `PUT /vbanks/{imp_uid}`: changes the amount or the time limit of a virtual account that waits for
 * its deposit.
 */
export const changeVirtualAccount = ({ fields, params, state, tier }: CallInput): Reply => {
  const payment = state.payments.find(params["imp_uid"] ?? "")
  if (payment === undefined || !isVisible(payment, tier)) return failure("paymentNotFound", 404)
  if (textField(payment, "pay_method") !== "vbank" || statusOf(payment) !== "ready") {
    return failure("vbankNotRevocable", 400)
  }
  if (state.rules.isOn(CHANGE_GATEWAY) && textField(payment, "pg_provider") !== "settle") {
    return failure("vbankGatewayFixed", 400)
  }
  const changes = changesOf(fields, textField(payment, "currency"))
  if (changes === undefined) return failure("paymentIncomplete", 400)
  const row = { ...payment.row, own: { ...payment.row.own, ...changes } }
  return success(apiAnnotation(state, state.payments.replace(payment, row)))
}

// internal

const ISSUED: Kind = {
  name: "vbank-by-api",
  what: "virtual account, issued by a request",
  fields: { apply_num: "", pay_method: "vbank", pg_id: "sandbox", pg_provider: "nice", status: "ready" }
}

const gatewayOf = (fields: Fields, query: URLSearchParams): string => {
  if (query.get("pg_api_key")) return "html5_inicis"
  if (text(fields["vbank_key"]) !== undefined) return "tosspayments"
  return text(fields["vbank_num"]) === undefined && fields["fixed_unlimited_vbank"] === undefined ? "nice" : "settle"
}

const changesOf = (fields: Fields, currency: string): Readonly<Record<string, unknown>> | undefined => {
  const amount = fields["amount"] === undefined ? undefined : parseMoney(fields["amount"], currency) ?? 0n
  const due = fields["vbank_due"] === undefined ? undefined : seconds(fields["vbank_due"]) ?? 0
  if ((amount ?? due) === undefined || (amount ?? 1n) <= 0n || (due ?? 1) <= 0) return undefined
  return {
    ...(amount === undefined ? {} : { amount: moneyNumber(amount, currency) }),
    ...(due === undefined ? {} : { vbank_date: due })
  }
}
