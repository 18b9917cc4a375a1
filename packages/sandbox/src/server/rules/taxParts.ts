/**
 * The tax parts of a cancel, at the gateways that do not work them out.
 *
 * Spec: "취소요청금액 중 면세금액 (누락되면 0원처리)"; official schema: "아래 PG사의 경우 자동으로 0원 처리 되지 않으므로 면세 결제에
 * 한하여 필수 입력 바랍니다.", "결제 시 부가세를 지정했던 경우 필수 입력 바랍니다."
 * Assumes: a `tax_free` of 0 counts as sent. A payment says that it had these parts with `_tax_free` and `_vat`, because
 * no field of the annotation does.
 */
import { parseMoney } from "../api/payments/money.ts"
import { hidden, textField } from "../api/payments/payment.ts"
import { type CancelFacts, type CancelRule, rule } from "./rule.ts"

const NO_AUTOMATIC_ZERO = new Set(["kcp", "kcp_quick", "kicc", "nice", "payco"])
const VAT_AS_SENT = new Set(["html5_inicis", "nice", "nice_v2", "welcome"])

const money = ({ body, payment }: CancelFacts, name: string): bigint | undefined =>
  parseMoney(body[name], textField(payment, "currency"))

const lacksTaxFree = (facts: CancelFacts) => facts.taxFree > 0n && money(facts, "tax_free") === undefined

/** The rows about taxes. */
export const TAX_RULES: readonly CancelRule[] = [
  rule(
    "tax-free-explicit",
    "doc",
    "`tax_free` is sent for payments with a tax-free part at kcp, kcp_quick, kicc, nice and payco",
    "pgTaxFreeMissing",
    (facts) => NO_AUTOMATIC_ZERO.has(facts.pgProvider) && lacksTaxFree(facts)
  ),
  rule(
    "tax-free-smartro-partial",
    "doc",
    "`tax_free` is sent with a partial cancel of such a payment at new Smartro",
    "pgTaxFreeMissing",
    (facts) => facts.pgProvider === "smartro_v2" && facts.isPartial && lacksTaxFree(facts)
  ),
  rule(
    "tax-free-welcome",
    "doc",
    "`tax_free` is sent for such a payment at Welcome by merchants with the 부가세업체정함 setting",
    "pgTaxFreeMissing",
    (facts) =>
      facts.pgProvider === "welcome" && hidden(facts.payment, "_vat_by_merchant") === true && lacksTaxFree(facts)
  ),
  rule(
    "tax-free-within-amount",
    "inf",
    "`tax_free` is a part of the amount, so it is not larger",
    "pgTaxFreeTooLarge",
    (facts) => (money(facts, "tax_free") ?? 0n) > facts.amount
  ),
  rule(
    "vat-amount-explicit",
    "doc",
    "`vat_amount` is sent when VAT was given at payment, at html5_inicis, nice, nice_v2 and welcome",
    "pgVatMissing",
    (facts) => facts.isVatGiven && VAT_AS_SENT.has(facts.pgProvider) && money(facts, "vat_amount") === undefined
  ),
  rule(
    "vat-amount-tosspay-partial",
    "doc",
    "`vat_amount` is sent with a partial cancel of such a payment at tosspay_v2",
    "pgVatMissing",
    (facts) =>
      facts.isVatGiven && facts.pgProvider === "tosspay_v2" && facts.isPartial &&
      money(facts, "vat_amount") === undefined
  )
]
