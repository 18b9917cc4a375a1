/** What a rule about cancels is, and what it may look at. */
import { parseMoney } from "../api/payments/money.ts"
import { balanceOf, field, hidden, type Payment, secondsOf, textField, totalOf } from "../api/payments/payment.ts"
import type { TextName } from "../api/texts.ts"
import { isRecord } from "../http/fields.ts"

/**
 * How well a rule is known: `doc` an official source prints it, `obs` it was seen in public output, `inf` it follows
 * from something official, `dis` official sources disagree.
 */
export type RuleEvidence = "dis" | "doc" | "inf" | "obs"

/** One row of the table. */
export interface CancelRule {
  /** What it is switched by. */
  readonly name: string
  readonly evidence: RuleEvidence
  /** One line for people: what is refused, or asked for. */
  readonly what: string
  readonly refusal: TextName
  readonly breaks: (facts: CancelFacts) => boolean
  /** Is it on from the start? Documented rules are, unless nearly every merchant has the contract they ask for. */
  readonly isStrict: boolean
}

/** The facts of one cancel that is about to happen. */
export interface CancelFacts {
  readonly payment: Payment
  readonly payMethod: string
  readonly pgProvider: string
  readonly isEscrow: boolean
  /** Units: minor units. */
  readonly total: bigint
  /** Units: minor units. */
  readonly balance: bigint
  /** What is to be given back. Units: minor units. */
  readonly amount: bigint
  /** Something is left afterwards. */
  readonly isPartial: boolean
  /** How many cancels there have been. */
  readonly cancelsBefore: number
  /** The tax-free part of the payment, when it has one. Units: minor units. */
  readonly taxFree: bigint
  readonly isVatGiven: boolean
  /** The merchant has applied for what its gateway grants only on request. */
  readonly hasApplied: boolean
  /** Units: UNIX seconds. */
  readonly paidAt: number
  /** Units: UNIX seconds. */
  readonly now: number
  readonly body: Readonly<Record<string, unknown>>
}

/** Gathers the facts. Units: `amount` in minor units, `now` in UNIX seconds. */
export const factsOf = (
  payment: Payment,
  body: Readonly<Record<string, unknown>>,
  amount: bigint,
  now: number
): CancelFacts => {
  const balance = balanceOf(payment)
  const seeded = field(payment, "cancel_history")
  const before = [...(Array.isArray(seeded) ? seeded : []), ...payment.row.cancels]
  return {
    payment,
    payMethod: textField(payment, "pay_method"),
    pgProvider: textField(payment, "pg_provider"),
    isEscrow: field(payment, "escrow") === true,
    total: totalOf(payment),
    balance,
    amount,
    isPartial: amount < balance,
    // A row without money in it is a revoked virtual account.
    cancelsBefore: before.filter((cancel) => !isRecord(cancel) || Number(cancel["amount"]) !== 0).length,
    taxFree: parseMoney(hidden(payment, "_tax_free"), textField(payment, "currency")) ?? 0n,
    isVatGiven: hidden(payment, "_vat") !== undefined,
    hasApplied: hidden(payment, "_applied") === true,
    paidAt: secondsOf(payment, "paid_at"),
    now,
    body
  }
}

/** Is nothing usable there? */
export const isBlank = (value: unknown): boolean =>
  typeof value === "number" ? false : typeof value !== "string" || value.trim() === ""

/** A row, written shortly. */
export const rule = (
  name: string,
  evidence: RuleEvidence,
  what: string,
  refusal: TextName,
  breaks: CancelRule["breaks"],
  isStrict = evidence === "doc"
): CancelRule => ({ name, evidence, what, refusal, breaks, isStrict })
