/**
 * The codes of each PG for the bank of a refund account. One bank has different codes, and one code
 * means different banks: 11 is SC First at Kiwoom and Nonghyup at KG Inicis, 31 is the post office
 * at Kiwoom and Daegu at KG Inicis.
 *
 * Assumes: evidence is the public list of bank codes by PG [doc]; a PG that is not in it accepts
 * any code of the form. A bank missing from a list is probably not served; that is a rule of its
 * own.
 */

/** The codes of one PG. */
export interface BankCodes {
  readonly form: RegExp
  /** Undefined where no list is published. */
  readonly listed: ReadonlySet<string> | undefined
}

/** The codes of a PG by its `pg_provider`. */
export const bankCodesOf = (pgProvider: string): BankCodes => BY_PG.get(pgProvider) ?? UNLISTED

// internal

const list = (text: string): ReadonlyArray<string> => text.trim().split(/\s+/)

const codes = (form: RegExp, listed: ReadonlyArray<string>): BankCodes => ({ form, listed: new Set(listed) })

const STANDARD = list("004 023 039 034 003 011 031 032 002 045 007 088 048 081 020 071 037 012 090 089 027 092")

const THREE_DIGITS = codes(/^\d{3}$/, STANDARD)
const INICIS = codes(/^\d{2}$/, STANDARD.map((code) => code.slice(1)))
const KCP = codes(/^BK\d{2}$/, STANDARD.map((code) => `BK${code.slice(1)}`))
const KIWOOM = codes(/^\d{2}$/, list("04 11 03 08 15 10 05 12 09 31"))
const NICE_V2 = codes(/^\d{3}$/, list("004 023 034 003 011 031 032 088 081 020 071 089"))
const WELCOME = codes(/^\d{3}$/, list("004 039 034 003 031 032 007 088 081 020 037 089"))
const UNLISTED: BankCodes = { form: /^[0-9A-Z]{1,4}$/, listed: undefined }

const BY_PG: ReadonlyMap<string, BankCodes> = new Map([
  ["tosspayments", THREE_DIGITS],
  ["danal", THREE_DIGITS],
  ["danal_tpay", THREE_DIGITS],
  ["nice", THREE_DIGITS],
  ["kicc", THREE_DIGITS],
  ["smartro", THREE_DIGITS],
  ["settle", THREE_DIGITS],
  ["html5_inicis", INICIS],
  ["inicis", INICIS],
  ["kcp", KCP],
  ["daou", KIWOOM],
  ["nice_v2", NICE_V2],
  ["welcome", WELCOME]
])
