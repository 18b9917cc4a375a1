/**
 * What a cancel needs besides an amount, as a table: which payments a rule is about, which fields it asks for, and
 * what is said when one is missing. A rule for another gateway is one more row.
 */
import type { TextName } from "./texts.ts"

/** What a rule may look at. */
export interface RuleFacts {
  readonly payMethod: string
  readonly pgProvider: string
  /** Units: UNIX seconds. */
  readonly paidAt: number
  /** Units: UNIX seconds. */
  readonly now: number
}

/** One row of the table. */
export interface CancelRule {
  readonly name: string
  readonly evidence: "doc" | "obs" | "inf"
  readonly about: (facts: RuleFacts) => boolean
  readonly needs: ReadonlyArray<string>
  readonly refusal: TextName
}

const ACCOUNT = ["refund_holder", "refund_bank", "refund_account"] as const

/**
 * The table, checked from the top.
 *
 * Spec: "환불계좌 예금주 (가상계좌 취소시 필수)", "환불계좌 예금주 연락처(가상계좌 취소, 스마트로 PG사 인경우 필수)"
 * Assumes: refund_tel is asked for at Smartro only; another official text asks for it at every virtual account.
 */
export const CANCEL_RULES: readonly CancelRule[] = [
  {
    name: "a deposited virtual account needs a refund account",
    evidence: "doc",
    about: (facts) => facts.payMethod === "vbank",
    needs: ACCOUNT,
    refusal: "refundAccountMissing"
  },
  {
    name: "a bank transfer at new Smartro needs a refund account",
    evidence: "doc",
    about: (facts) => facts.payMethod === "trans" && facts.pgProvider === "smartro_v2",
    needs: ACCOUNT,
    refusal: "refundAccountMissing"
  },
  {
    name: "a KCP phone bill of an earlier month needs a refund account",
    evidence: "doc",
    about: (facts) =>
      facts.payMethod === "phone" && facts.pgProvider === "kcp" && seoulMonth(facts.now) > seoulMonth(facts.paidAt),
    needs: ACCOUNT,
    refusal: "refundAccountMissing"
  },
  {
    name: "Smartro needs the holder's phone number too",
    evidence: "doc",
    about: (facts) =>
      (facts.payMethod === "vbank" && ["smartro", "smartro_v2"].includes(facts.pgProvider)) ||
      (facts.payMethod === "trans" && facts.pgProvider === "smartro_v2"),
    needs: ["refund_tel"],
    refusal: "refundTelMissing"
  }
]

/** The refusal of the first rule that is not met. */
export const brokenRule = (facts: RuleFacts, body: Readonly<Record<string, unknown>>): TextName | undefined =>
  CANCEL_RULES.find((rule) => rule.about(facts) && rule.needs.some((name) => isBlank(body[name])))?.refusal

// internal

const isBlank = (value: unknown): boolean =>
  typeof value === "number" ? false : typeof value !== "string" || value.trim() === ""

// Months since 1970 by the calendar of Asia/Seoul, which has been UTC+9 without summer time since 1988.
const seoulMonth = (seconds: number): number => {
  const there = new Date((seconds + 9 * 3600) * 1000)
  return there.getUTCFullYear() * 12 + there.getUTCMonth()
}
