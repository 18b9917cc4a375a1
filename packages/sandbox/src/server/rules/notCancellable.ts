/** Payments that the merchant cannot cancel at all, and those whose time limit has passed. */
import type { CancelFacts } from "./cancelFacts.ts"
import { type CancelRule, rule } from "./rule.ts"
import { isMonthsLater, seoulHour, seoulMonth } from "./seoulCalendar.ts"

const KSNET_MONTHS = 6

const isVbankAt = ({ payMethod, pgProvider }: CancelFacts, ...gateways: ReadonlyArray<string>) =>
  payMethod === "vbank" && gateways.includes(pgProvider)

/** The rules about payments that cannot be cancelled. */
export const NOT_CANCELLABLE_RULES: readonly CancelRule[] = [
  rule(
    "welcome-escrow",
    "doc",
    "escrow at Welcome, unless the merchant has that contract (`_applied`)",
    "pgEscrowNotCancellable",
    ({ hasApplied, isEscrow, pgProvider }) => pgProvider === "welcome" && isEscrow && !hasApplied
  ),
  rule(
    "inicis-jp-cvs",
    "doc",
    "convenience store payments at KG Inicis Japan",
    "pgMethodNotCancellable",
    ({ payMethod, pgProvider }) => pgProvider === "inicis_jp" && payMethod === "cvs"
  ),
  rule(
    "danal-vbank",
    "dis",
    "virtual accounts at Danal: two help pages say so, and the list of bank codes for refunds has Danal",
    "pgMethodNotCancellable",
    (facts) => isVbankAt(facts, "danal", "danal_tpay")
  ),
  rule(
    "vbank-contract",
    "doc",
    "virtual accounts without the special contract (`_applied`), except at Toss Payments, which needs none",
    "pgMethodNotCancellable",
    (facts) => facts.payMethod === "vbank" && facts.pgProvider !== "tosspayments" && !facts.hasApplied,
    false
  ),
  rule(
    "phone-month",
    "doc",
    "mobile phone payments of another calendar month in Seoul, except at KCP, which then needs a refund account",
    "pgTooLate",
    ({ now, paidAt, payMethod, pgProvider }) =>
      payMethod === "phone" && pgProvider !== "kcp" && seoulMonth(now) !== seoulMonth(paidAt)
  ),
  rule(
    "ksnet-six-months",
    "doc",
    "payments at KSNET more than 6 months old",
    "pgTooLate",
    ({ now, paidAt, pgProvider }) => pgProvider === "ksnet" && isMonthsLater(paidAt, KSNET_MONTHS, now)
  ),
  rule(
    "ksnet-vbank-night",
    "doc",
    "virtual accounts at KSNET from 23:00 to 06:00 in Seoul",
    "pgClosedNow",
    (facts) => isVbankAt(facts, "ksnet") && (seoulHour(facts.now) >= 23 || seoulHour(facts.now) < 6)
  )
]
