/**
 * Banks as the PGs number them. The same bank has another `refund_bank` at each PG, and the same number can be another bank: at Kiwoom `11` is SC First,
 * at KG Inicis it is Nonghyup.
 */
import * as Option from "effect/Option"
import { institutions as rows } from "./internal/institutions.ts"
import { banks, forms, pgs, type RefundBank, type Table } from "./internal/refundBanks.ts"

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
  readonly evidence: "doc" | "obs" | "inf" | "dis"
  readonly note: string | undefined
}

/**
 * The `refund_bank` of a bank at a PG, by the bank's name in English or Korean. None: the PG's list does not have the bank, the PG has no public list,
 * or the name is not known; then the PG has to be asked.
 *
 * Spec: `refund_bank` — "환불계좌 은행코드 (하단 은행코드표 참조)". The page has no such table; PortOne's "PG사별 은행코드" does (SPEC.md C9).
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
 * Which bank a PG means by a code.
 *
 * ```ts
 * import { Bank } from "@effect-portone/gateways"
 * import { Option } from "effect"
 *
 * const english = (pg: string, code: string) => Option.getOrNull(Option.map(Bank.ofRefundCode(pg, code), (bank) => bank.english))
 * english("html5_inicis", "11") // => "Nonghyup"
 * english("daou", "11") // => "SC First"
 * english("html5_inicis", "31") // => "Daegu (iM)"
 * english("daou", "31") // => "Post Office"
 * ```
 */
export const ofRefundCode = (pgProvider: string, code: string): Option.Option<Bank> => {
  const list = listOf(pgProvider)
  return Option.fromUndefinedOr(
    list === undefined ? undefined : withCode(list.list, code)
  )
}

/**
 * A bank by its name in English or Korean. Case, blanks and punctuation do not count.
 */
export const named = (name: string): Option.Option<Bank> => Option.fromUndefinedOr(byName().get(plain(name)))

/**
 * What can be said of a `refund_bank` that is about to be sent:
 *
 * - `listed`: the PG's list has it. `trap`: at Kiwoom, the bank that KG Inicis means by the same number.
 * - `unlisted`: the PG's list does not have it. It may still be right, because lists grow; `bank` and `right` are a guess at what was meant.
 * - `foreign`: it is written as another PG writes codes; `right` is this PG's code for that bank, `also` the other reading of a number that Kiwoom
 *   uses for another bank.
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
  const [first, second] = meantElsewhere(code).map((bank) => ({ bank, right: codeIn(bank, list.list) }))
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
 * May this text be a `refund_bank` at all? All known codes have one to four digits or upper-case letters; an unknown code of that shape is let through.
 */
export const isCode = (code: string): boolean => /^[0-9A-Z]{1,4}$/.test(code)

/**
 * All refund codes, bank by bank, by `pg_provider`. Only PGs whose list is documented for that very `pg_provider`.
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
 * The standard list of institutions, as `bank_code` and `vbank_code` of a payment use it. An unknown code is a new institution, not an error.
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

// What others mean by a code. Two readings where Kiwoom gives a number of KG Inicis to another bank; Kiwoom numbers on its own, so it comes last.
const meantElsewhere = (code: string): ReadonlyArray<RefundBank> => {
  const wanted = code.trim().toUpperCase()
  const meanings = new Set(
    (["standard", "kcp", "inicis", "daou"] as const).flatMap((list) => withCode(list, wanted) ?? [])
  )
  const name = byName().get(plain(code))
  return meanings.size > 0 ? [...meanings] : name === undefined ? [] : [name]
}

const plain = (name: string) => name.normalize("NFKC").toLowerCase().replace(/[^\p{L}\p{N}]/gu, "")

// Made when it is first asked for: it costs a tenth of what loading the whole library does.
let names: ReadonlyMap<string, RefundBank> | undefined
const byName = () =>
  names ??= new Map(
    banks.flatMap((bank) => [bank.english, bank.korean, ...bank.aliases].map((name) => [plain(name), bank]))
  )
