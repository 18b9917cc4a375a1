/**
 * Banks as payment gateways (PGs) number them. `refund_bank` of one bank differs from PG to PG, and
 * one number can be two banks: at Kiwoom `11` is SC First, at KG Inicis it is Nonghyup.
 */
import * as Option from "effect/Option"
import type { Evidence } from "./internal/evidence.ts"
import { institutions as rows } from "./internal/tables/institutions.ts"
import { banks, forms, pgs, type RefundBank, type Table } from "./internal/tables/refundBanks.ts"

/**
 * A bank that at least one PG can refund to.
 */
export interface Bank {
  readonly english: string
  readonly korean: string
}

/**
 * An institution of the standard list. `note` says what became of a retired one.
 *
 * Units: `code` is three digits.
 */
export interface Institution extends Bank {
  readonly code: string
  readonly evidence: Evidence
  readonly note: string | undefined
}

/**
 * The `refund_bank` of a bank at a PG, by the bank's name in English or Korean. Case, blanks and
 * punctuation do not count. None if the PG's list does not have the bank, the PG has no public
 * list, or the name is not known; then ask the PG.
 *
 * Spec: `refund_bank` — "환불계좌 은행코드 (하단 은행코드표 참조)". That reference has no such table;
 * PortOne's "PG사별 은행코드" has it (SPEC.md C9).
 *
 * ```ts
 * import { Bank } from "@effect-portone/gateways"
 * import { Option } from "effect"
 *
 * Option.getOrNull(Bank.refundCode("html5_inicis", "신한")) // => "88"
 * Option.getOrNull(Bank.refundCode("kcp", "Shinhan")) // => "BK88"
 * Option.getOrNull(Bank.refundCode("daou", "신한은행")) // => "10"
 * Option.getOrNull(Bank.refundCode("daou", "카카오뱅크")) // => null
 * ```
 */
export const refundCode = (pgProvider: string, name: string): Option.Option<string> => {
  const list = listOf(pgProvider)
  const bank = byName().get(plain(name))
  return list === undefined || bank === undefined ? Option.none() : Option.fromUndefinedOr(codeIn(bank, list.list))
}

/**
 * What is known of a `refund_bank` at a PG:
 *
 * - `listed`: the PG's list has it. `trap`: the bank that KG Inicis gives this Kiwoom number to.
 * - `unlisted`: the PG's list does not have it. It may still be right, because lists grow; `bank`
 *   and `right` are a guess at what was meant.
 * - `foreign`: it has the form of another PG's codes. `right` is this PG's code for that bank.
 *   `also` is the second reading of a number that Kiwoom uses for another bank.
 * - `unknown`: the PG has no public list.
 */
export type Judgement =
  | { readonly _tag: "listed"; readonly bank: Bank; readonly trap: Bank | undefined }
  | { readonly _tag: "unlisted"; readonly bank: Bank | undefined; readonly right: string | undefined }
  | {
    readonly _tag: "foreign"
    readonly bank: Bank
    readonly right: string
    readonly also: { readonly bank: Bank; readonly right: string } | undefined
    readonly evidence: "doc" | "inf"
  }
  | { readonly _tag: "unknown" }

/**
 * Judges a `refund_bank` for a PG.
 *
 * ```ts
 * import { Bank } from "@effect-portone/gateways"
 *
 * Bank.judge("html5_inicis", "88")._tag // => "listed"
 * const wrong = Bank.judge("html5_inicis", "BK88")
 * wrong._tag === "foreign" ? wrong.right : "" // => "88"
 * Bank.judge("a-pg-of-tomorrow", "88")._tag // => "unknown"
 * ```
 */
export const judge = (pgProvider: string, code: string): Judgement => {
  const list = listOf(pgProvider)
  if (list === undefined) return { _tag: "unknown" }
  const listed = withCode(list.list, code)
  if (listed !== undefined) {
    const inicis = list.list === "daou" ? withCode("inicis", code) : undefined
    return { _tag: "listed", bank: listed, trap: inicis === listed ? undefined : inicis }
  }
  const [first, second] = meaningsElsewhere(code).map((bank) => ({ bank, right: codeIn(bank, list.list) }))
  return forms[list.list].test(code) || first?.right === undefined
    ? { _tag: "unlisted", bank: first?.bank, right: first?.right }
    : {
      _tag: "foreign",
      bank: first.bank,
      right: first.right,
      also: second?.right === undefined ? undefined : { bank: second.bank, right: second.right },
      evidence: list.evidence
    }
}

/**
 * Whether this text can be a `refund_bank`. All known codes have one to four digits or upper-case
 * letters; an unknown code of that form is accepted.
 */
export const isCode = (code: string): boolean => /^[0-9A-Z]{1,4}$/.test(code)

/**
 * All refund codes, bank by bank, by `pg_provider`. Only PGs whose list is documented for that very
 * `pg_provider`.
 */
export const refundCodes: ReadonlyArray<Bank & { readonly codes: Readonly<Record<string, string>> }> = banks.map((
  { codes, english, korean }
) => ({
  english,
  korean,
  codes: Object.fromEntries(
    pgs.flatMap(({ evidence, list, pg }) => {
      const code = codes[list]
      return evidence === "inf" || code === undefined ? [] : [[pg, code]]
    })
  )
}))

/**
 * The standard list of institutions, as `bank_code` and `vbank_code` of a payment use it. Treat a
 * code that is not in the list as new, not as an error.
 */
export const institutions: ReadonlyArray<Institution> = rows.map(([code, english, korean, evidence, note]) => ({
  code,
  english,
  korean,
  evidence,
  note
}))

/**
 * An institution by its standard code.
 *
 * ```ts
 * import { Bank } from "@effect-portone/gateways"
 * import { Option } from "effect"
 *
 * Option.getOrNull(Option.map(Bank.institution("088"), (bank) => bank.korean)) // => "신한은행"
 * ```
 */
export const institution = (code: string): Option.Option<Institution> =>
  Option.fromUndefinedOr(institutions.find((one) => one.code === code))

// internal

const listOf = (pgProvider: string) => pgs.find(({ pg }) => pg === pgProvider)

const codeIn = (bank: RefundBank, list: Table): string | undefined =>
  bank.codes[list] ?? banks.find(({ english }) => english === bank.now)?.codes[list]

const withCode = (list: Table, code: string) => banks.find((bank) => bank.codes[list] === code)

// The banks that other lists mean by a code. There are two where Kiwoom gives a number of KG Inicis
// to another bank. Kiwoom is last, because its numbers are its own.
const meaningsElsewhere = (code: string): ReadonlyArray<RefundBank> => {
  const wanted = code.trim().toUpperCase()
  const meanings = new Set(
    (["standard", "kcp", "inicis", "daou"] as const).flatMap((list) => withCode(list, wanted) ?? [])
  )
  const name = byName().get(plain(code))
  return meanings.size > 0 ? [...meanings] : name === undefined ? [] : [name]
}

const plain = (name: string) => name.normalize("NFKC").toLowerCase().replace(/[^\p{L}\p{N}]/gu, "")

// Built at the first call, because most programs never look a bank up by its name.
let names: ReadonlyMap<string, RefundBank> | undefined
const byName = () =>
  names ??= new Map(
    banks.flatMap((bank) => [bank.english, bank.korean, ...bank.aliases].map((name) => [plain(name), bank]))
  )
