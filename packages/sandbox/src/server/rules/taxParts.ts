/**
 * The tax parts of a cancel, at the PGs that do not calculate them.
 *
 * Spec: "취소요청금액 중 면세금액 (누락되면 0원처리)"; official schema: "아래 PG사의 경우 자동으로 0원 처리
 * 되지 않으므로 면세 결제에 한하여 필수 입력 바랍니다.",
 * "결제 시 부가세를 지정했던 경우 필수 입력 바랍니다."
 * Assumes: a `tax_free` of 0 counts as sent. No field of the response model shows these parts, so a
 * test sets them with `_tax_free` and `_vat`.
 */
import { parseMoney } from "../api/payments/money.ts"
import { hidden, textField } from "../api/payments/paymentFields.ts"
import type { CancelFacts } from "./cancelFacts.ts"
import { type CancelRule, rule } from "./rule.ts"

const NO_AUTOMATIC_ZERO = new Set(["kcp", "kcp_quick", "kicc", "nice", "payco"])
const VAT_AS_SENT = new Set(["html5_inicis", "nice", "nice_v2", "welcome"])

const money = ({ body, payment }: CancelFacts, name: string): bigint | undefined =>
  parseMoney(body[name], textField(payment, "currency"))

const lacksTaxFree = (facts: CancelFacts) => facts.taxFree > 0n && money(facts, "tax_free") === undefined

/** The rules about taxes. */
export const TAX_RULES: readonly CancelRule[] = [
  rule(
    "tax-free-explicit",
    "doc",
    "a cancel without `tax_free` of a payment with a tax-free part, at kcp, kcp_quick, kicc, nice and payco",
    "pgTaxFreeMissing",
    (facts) => NO_AUTOMATIC_ZERO.has(facts.pgProvider) && lacksTaxFree(facts)
  ),
  rule(
    "tax-free-smartro-partial",
    "doc",
    "a partial cancel without `tax_free` of such a payment, at new Smartro",
    "pgTaxFreeMissing",
    (facts) => facts.pgProvider === "smartro_v2" && facts.isPartial && lacksTaxFree(facts)
  ),
  rule(
    "tax-free-welcome",
    "doc",
    "a cancel without `tax_free` of such a payment, at Welcome for merchants with the 부가세업체정함 setting",
    "pgTaxFreeMissing",
    (facts) =>
      facts.pgProvider === "welcome" && hidden(facts.payment, "_vat_by_merchant") === true && lacksTaxFree(facts)
  ),
  rule(
    "tax-free-within-amount",
    "inf",
    "a `tax_free` larger than the amount",
    "pgTaxFreeTooLarge",
    (facts) => (money(facts, "tax_free") ?? 0n) > facts.amount
  ),
  rule(
    "vat-amount-explicit",
    "doc",
    "a cancel without `vat_amount` of a payment made with VAT, at html5_inicis, nice, nice_v2 and welcome",
    "pgVatMissing",
    (facts) => facts.isVatGiven && VAT_AS_SENT.has(facts.pgProvider) && money(facts, "vat_amount") === undefined
  ),
  rule(
    "vat-amount-tosspay-partial",
    "doc",
    "a partial cancel without `vat_amount` of such a payment, at tosspay_v2",
    "pgVatMissing",
    (facts) =>
      facts.isVatGiven && facts.pgProvider === "tosspay_v2" && facts.isPartial &&
      money(facts, "vat_amount") === undefined
  )
]
