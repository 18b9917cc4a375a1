/**
 * The bank account of a customer, for a payment whose money cannot go back the way it came.
 */
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import type { Bilingual } from "./Bilingual.ts"
import { accountProblem, partProblem } from "./internal/request/accountProblem.ts"

/**
 * The refund account. Required for virtual accounts, for bank transfers of `smartro_v2`, and for
 * KCP when a mobile-phone payment is cancelled in a later month (SPEC.md R7 to R10).
 *
 * Units: `holder` at most 16 characters, `bank` 4, `account` 16 digits and hyphens, `phone` 16.
 * Rejects: what a person cannot see in a holder, bank or phone, as `VisibleText.problem` finds it.
 * `bank` is the PG's own bank code: Shinhan is `88` at KG Inicis, `BK88` at NHN KCP, `088` at most
 * others.
 * Spec: "환불계좌 예금주 / 은행코드 / 계좌번호 / 예금주 연락처".
 */
export const RefundAccount = /* @__PURE__ */ (() => {
  // Outside of Redacted, because Schema hides every issue from within. No problem quotes a value.
  const hidden = (problem: (text: string) => Bilingual | undefined) =>
    Schema.Redacted(Schema.String).check(
      Schema.makeFilter((text: Redacted.Redacted<string>) => problem(Redacted.value(text))?.english)
    )
  return Schema.Struct({
    holder: hidden((text) => partProblem(text, "holder")),
    bank: Schema.String.check(Schema.makeFilter((text: string) => partProblem(text, "bank")?.english)),
    account: hidden(accountProblem),
    phone: Schema.optional(hidden((text) => partProblem(text, "phone")))
  })
})()

/**
 * A refund account. Holder, account and phone print as `<redacted>`.
 */
export interface RefundAccount extends Schema.Schema.Type<typeof RefundAccount> {}

/**
 * Makes a refund account from plain text. Holder, account and phone are `Redacted` from here on.
 *
 * ```ts
 * import { RefundAccount } from "@effect-portone/core"
 *
 * const account = RefundAccount.make({ holder: "홍길동", bank: "88", account: "110123456789" })
 * JSON.stringify(account.account) // => '"<redacted>"'
 * ```
 */
export const make = (input: {
  readonly holder: string
  readonly bank: string
  readonly account: string
  readonly phone?: string | undefined
}): RefundAccount => ({
  holder: Redacted.make(input.holder),
  bank: input.bank,
  account: Redacted.make(input.account),
  ...(input.phone === undefined ? {} : { phone: Redacted.make(input.phone) })
})
