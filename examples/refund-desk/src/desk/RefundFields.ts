/**
 * Decodes the refund form. A mistake names its field and what to do; an ambiguous text never
 * becomes an amount.
 */
import { Amount, RefundAccount } from "@effect-portone/core"
import { Bank } from "@effect-portone/gateways"
import { Option } from "effect"
import type { Needs } from "../decide/formFields.ts"
import { hasControls, hasPersonalNumber } from "../shop/note.ts"
import type { RefundRequest } from "../shop/RefundRecord.ts"
import type { Texts } from "./text/texts.en.ts"
import { typedAmount } from "./text/typedAmount.ts"

/**
 * What a person typed, as it came.
 */
export type Typed = Readonly<Record<string, string>>

/**
 * A mistake in the form. `isEmpty`: the field is empty, which is no mistake while a person is
 * still typing.
 */
export interface Mistake {
  readonly field: string
  readonly words: string
  readonly isEmpty: boolean
}

/**
 * What the form is compared with.
 *
 * Units: `left` in major units of `currency`.
 */
export interface Setting {
  readonly left: number
  /** Of the order as it is now: `seenOf`. */
  readonly seen: string
  readonly currency: string
  readonly pg: string
  readonly needs: Needs
  readonly money: (amount: number) => string
  readonly texts: Texts
}

/**
 * The fields of a form body: text only, trimmed. Nothing is cut; a field that is too long is a
 * mistake.
 */
export const typedOf = (body: unknown): Typed =>
  typeof body !== "object" || body === null ? {} : Object.fromEntries(
    Object.entries(body).flatMap(([name, value]) => typeof value === "string" ? [[name, value.trim()]] : [])
  )

/**
 * An ask that names its amount: an absent one would mean everything.
 */
export interface ExactAsk extends RefundRequest {
  readonly amount: number
}

/**
 * Decodes the form. Only a request without mistakes is sent; one with mistakes is previewed, and
 * without an amount there is none.
 */
export const read = (typed: Typed, setting: Setting): {
  readonly ask: ExactAsk | undefined
  readonly mistakes: ReadonlyArray<Mistake>
} => {
  const { left, money, texts: { mistakes: says } } = setting
  const mistakes: Array<Mistake> = []
  const field = (name: string) => typed[name] ?? ""
  const wrong = (name: string, words: string, isEmpty = field(name) === "") =>
    void mistakes.push({ field: name, words, isEmpty })

  const isAll = field("extent") === "all"
  // The page showed another balance: a refund that this person does not know of may be this one.
  if (field("seen") !== setting.seen) wrong("extent", says.balance, field("seen") === "")
  if (isAll && field("amount") !== "" && typedAmount(field("amount"), setting.currency) !== left) {
    wrong("extent", says.contradiction, false)
  }
  // An amount that was typed means a part, also where its choice was not made.
  const isPart = field("extent") === "part" || (field("extent") === "" && field("amount") !== "")
  if (!isAll && !isPart) wrong("extent", says.extent)
  const typedPart = isPart ? typedAmount(field("amount"), setting.currency) : "unreadable"
  const part = typeof typedPart === "number" && typedPart > 0 ? typedPart : undefined
  if (isPart) {
    if (typedPart === "another-currency") wrong("amount", says.currency(setting.currency))
    else if (part === undefined) wrong("amount", says.amount)
    else if (!Amount.fits(part, setting.currency)) wrong("amount", says.decimals(setting.currency))
    else if (part > left) wrong("amount", says.above(money(left)))
  }

  const reason = field("reason")
  if (reason === "" || Array.from(reason).length > 200) wrong("reason", says.reason)
  else if (hasControls(reason)) wrong("reason", says.controls)
  else if (hasPersonalNumber(reason)) wrong("reason", says.personal)
  const requester = field("requester")
  if (requester !== "customer" && requester !== "admin") wrong("requester", says.requester)

  const tax = (name: string) => {
    if (field(name) === "") return undefined
    const amount = typedAmount(field(name), setting.currency)
    if (typeof amount === "number") return amount
    wrong(name, amount === "another-currency" ? says.currency(setting.currency) : says.tax)
    return undefined
  }
  const taxFree = setting.needs.tax.includes("taxFree") ? tax("taxFree") : undefined
  const vatAmount = setting.needs.tax.includes("vatAmount") ? tax("vatAmount") : undefined

  const account = setting.needs.account ? accountOf(field, wrong, setting) : undefined

  const amount = isAll ? left : part
  return {
    mistakes,
    ask: amount === undefined ? undefined : {
      amount,
      ...(reason === "" ? {} : { reason }),
      ...(requester === "customer" || requester === "admin" ? { requester } : {}),
      ...(taxFree === undefined ? {} : { taxFree }),
      ...(vatAmount === undefined ? {} : { vatAmount }),
      ...(account === undefined ? {} : { refundAccount: account })
    }
  }
}

// internal

const accountOf = (
  field: (name: string) => string,
  wrong: (name: string, words: string) => void,
  { needs, pg, texts: { mistakes: says } }: Setting
): RefundAccount.RefundAccount | undefined => {
  const bank = field("bank").toUpperCase()
  const account = field("account").normalize("NFKC").replace(/[\s-]/g, "")
  const holder = field("holder")
  const phone = field("phone").normalize("NFKC").replace(/[\s-]/g, "")
  const hasList = banksOf(pg).length > 0
  if (!Bank.isCode(bank)) wrong("bank", hasList ? says.bank : says.bankCode)
  if (!/^\d{6,16}$/.test(account)) wrong("account", says.account)
  if (holder === "" || Array.from(holder).length > 16 || hasControls(holder)) wrong("holder", says.holder)
  const isMissing = phone === "" && needs.phone === "required"
  if (isMissing || phone !== "" && !/^\d{9,12}$/.test(phone)) wrong("phone", says.phone)
  // An account that is not whole is none, so that the check says what it says of none.
  return bank === "" || account === "" || holder === ""
    ? undefined
    : RefundAccount.make({ bank, account, holder, phone: phone === "" ? undefined : phone })
}

/**
 * The banks of a PG with the PG's own codes; empty where its list is not public.
 */
export const banksOf = (pg: string): ReadonlyArray<Bank.Bank & { readonly code: string }> =>
  Bank.refundCodes.flatMap(({ english, korean }) =>
    Option.toArray(Option.map(Bank.refundCode(pg, english), (code) => ({ english, korean, code })))
  )
