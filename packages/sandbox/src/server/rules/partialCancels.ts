/**
 * Payments of which no part, or only so many parts, can be cancelled.
 *
 * Assumes: a cancel is partial when something is left after it, so the rest of a payment can always be had.
 */
import { field, hidden } from "../api/payments/payment.ts"
import { type CancelFacts, type CancelRule, rule } from "./rule.ts"

const VOUCHERS = new Set(["booknlife", "culturegift", "cultureland", "smartculture"])
const KIWOOM_VOUCHERS = new Set(["booknlife", "smartculture"])
const PHONE_PARTIALS = new Set(["html5_inicis", "inicis", "kcp"])
const KSNET_PARTIALS = 9

const isNumberedAtKsnet = ({ cancelsBefore, payMethod, pgProvider }: CancelFacts) =>
  pgProvider === "ksnet" && payMethod !== "phone" && cancelsBefore >= KSNET_PARTIALS

const CHECK_CARD = 1

const isTestCheckCard = ({ payMethod, payment }: CancelFacts) =>
  payMethod === "card" && field(payment, "sandbox") === true && Number(field(payment, "card_type")) === CHECK_CARD

const isVoucherWithoutParts = ({ payMethod, pgProvider }: CancelFacts) =>
  pgProvider === "daou"
    ? KIWOOM_VOUCHERS.has(payMethod)
    : ["mobilians", "tosspayments"].includes(pgProvider) && VOUCHERS.has(payMethod)

const noPart = (
  name: string,
  evidence: CancelRule["evidence"],
  what: string,
  about: CancelRule["breaks"]
): CancelRule => rule(name, evidence, what, "pgPartialRefused", (facts) => facts.isPartial && about(facts))

/** The rows about partial cancels. */
export const PARTIAL_RULES: readonly CancelRule[] = [
  noPart(
    "phone-partial",
    "doc",
    "no part of a phone bill, except at KG Inicis and KCP",
    ({ payMethod, pgProvider }) => payMethod === "phone" && !PHONE_PARTIALS.has(pgProvider)
  ),
  noPart(
    "voucher-partial",
    "doc",
    "no part of a gift voucher at Toss Payments, KG Mobilians and, for books and 스마트문상, Kiwoom",
    isVoucherWithoutParts
  ),
  noPart(
    "voucher-partial-inicis",
    "dis",
    "no part of a gift voucher at KG Inicis; the source says \"KG\" and does not say which",
    ({ payMethod, pgProvider }) => ["html5_inicis", "inicis"].includes(pgProvider) && VOUCHERS.has(payMethod)
  ),
  noPart("escrow-partial", "doc", "no part of a payment under escrow", ({ isEscrow }) => isEscrow),
  noPart(
    "card-kind-partial",
    "doc",
    "no part of a prepaid, gift or overseas card (`_card_kind`)",
    ({ payment }) => hidden(payment, "_card_kind") !== undefined
  ),
  noPart(
    "points-partial",
    "doc",
    "no part of a payment that points were used in (`_points`)",
    ({ payment }) => hidden(payment, "_points") === true
  ),
  noPart(
    "welcome-partial",
    "doc",
    "no part at Welcome, unless that was applied for (`_applied`)",
    ({ hasApplied, pgProvider }) => pgProvider === "welcome" && !hasApplied
  ),
  noPart(
    "smartro-v2-test-check-card",
    "doc",
    "no part of a check card in the test channel of new Smartro",
    (facts) => facts.pgProvider === "smartro_v2" && isTestCheckCard(facts)
  ),
  rule(
    "nice-test-check-card",
    "doc",
    "no part of a check card in the test channel of NICE",
    "pgPartialRefusedNiceTest",
    (facts) => facts.pgProvider === "nice" && facts.isPartial && isTestCheckCard(facts)
  ),
  rule(
    "ksnet-nine-partials",
    "doc",
    "at most 9 partial cancels at KSNET",
    "pgPartialsUsedUp",
    (facts) => facts.isPartial && isNumberedAtKsnet(facts)
  ),
  rule(
    "ksnet-rest-after-nine",
    "inf",
    "the rest of a payment counts as a tenth at KSNET",
    "pgPartialsUsedUp",
    (facts) => !facts.isPartial && isNumberedAtKsnet(facts)
  )
]
