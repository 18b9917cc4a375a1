/**
 * Payments without partial cancels, or with a limited number of them.
 *
 * Assumes: a cancel is partial when a balance is left after it, so the whole rest can always be
 * cancelled.
 */
import { field, hidden } from "../api/payments/paymentFields.ts"
import type { CancelFacts } from "./cancelFacts.ts"
import { type CancelRule, rule } from "./rule.ts"

const VOUCHERS = new Set(["booknlife", "culturegift", "cultureland", "smartculture"])
const KIWOOM_VOUCHERS = new Set(["booknlife", "smartculture"])
const KG = new Set(["html5_inicis", "inicis", "mobilians", "mobilians_v2"])
const PHONE_PARTIALS = new Set(["html5_inicis", "inicis", "kcp"])
const KSNET_PARTIALS = 9

const isPastKsnetLimit = ({ cancelsBefore, payMethod, pgProvider }: CancelFacts) =>
  pgProvider === "ksnet" && payMethod !== "phone" && cancelsBefore >= KSNET_PARTIALS

const CHECK_CARD = 1

const isTestCheckCard = ({ payMethod, payment }: CancelFacts) =>
  payMethod === "card" && field(payment, "sandbox") === true && Number(field(payment, "card_type")) === CHECK_CARD

const isVoucherWithoutPartialCancel = ({ payMethod, pgProvider }: CancelFacts) => {
  switch (pgProvider) {
    case "daou":
      return KIWOOM_VOUCHERS.has(payMethod)
    case "mobilians":
    case "mobilians_v2":
      return payMethod === "smartculture"
    case "tosspayments":
      return VOUCHERS.has(payMethod)
    default:
      return false
  }
}

const noPartialCancel = (
  name: string,
  evidence: CancelRule["evidence"],
  what: string,
  applies: CancelRule["breaks"]
): CancelRule => rule(name, evidence, what, "pgNoPartialCancel", (facts) => facts.isPartial && applies(facts))

/** The rules about partial cancels. */
export const PARTIAL_CANCEL_RULES: readonly CancelRule[] = [
  noPartialCancel(
    "phone-partial",
    "doc",
    "partial cancels of mobile phone payments, except at KG Inicis and KCP",
    ({ payMethod, pgProvider }) => payMethod === "phone" && !PHONE_PARTIALS.has(pgProvider)
  ),
  noPartialCancel(
    "voucher-partial",
    "doc",
    "partial cancels of gift vouchers at Toss Payments, of 스마트문상 at KG Mobilians and Kiwoom, of books at Kiwoom",
    isVoucherWithoutPartialCancel
  ),
  noPartialCancel(
    "voucher-partial-inicis",
    "inf",
    "partial cancels of every gift voucher at KG Inicis and KG Mobilians; the source names only \"KG\", not which one",
    ({ payMethod, pgProvider }) => KG.has(pgProvider) && VOUCHERS.has(payMethod)
  ),
  noPartialCancel("escrow-partial", "doc", "partial cancels of escrow payments", ({ isEscrow }) => isEscrow),
  noPartialCancel(
    "card-kind-partial",
    "doc",
    "partial cancels of prepaid, gift and overseas cards (`_card_kind`)",
    ({ payment }) => hidden(payment, "_card_kind") !== undefined
  ),
  noPartialCancel(
    "points-partial",
    "doc",
    "partial cancels of payments with points (`_points`)",
    ({ payment }) => hidden(payment, "_points") === true
  ),
  noPartialCancel(
    "welcome-partial",
    "doc",
    "partial cancels at Welcome, unless the merchant applied for them (`_applied`)",
    ({ hasApplied, pgProvider }) => pgProvider === "welcome" && !hasApplied
  ),
  noPartialCancel(
    "smartro-v2-test-check-card",
    "doc",
    "partial cancels of check cards in the test channel of new Smartro",
    (facts) => facts.pgProvider === "smartro_v2" && isTestCheckCard(facts)
  ),
  rule(
    "nice-test-check-card",
    "doc",
    "partial cancels of check cards in the test channel of NICE",
    "pgNoPartialCancelNiceTest",
    (facts) => facts.pgProvider === "nice" && facts.isPartial && isTestCheckCard(facts)
  ),
  rule(
    "ksnet-nine-partials",
    "doc",
    "more than 9 partial cancels at KSNET",
    "pgPartialsUsedUp",
    (facts) => facts.isPartial && isPastKsnetLimit(facts)
  ),
  rule(
    "ksnet-rest-after-nine",
    "inf",
    "a cancel of the rest after 9 partial cancels at KSNET, counted as a tenth",
    "pgPartialsUsedUp",
    (facts) => !facts.isPartial && isPastKsnetLimit(facts)
  )
]
