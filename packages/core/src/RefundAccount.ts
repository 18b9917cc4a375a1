/**
 * The bank account of a customer, for a payment whose money cannot go back the way it came.
 */
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { accountProblem } from "./internal/request/accountProblem.ts"
import { characters, hiddenCharacters, lengths } from "./internal/request/lengths.ts"

/**
 * The refund account. Required for virtual accounts, for bank transfers of `smartro_v2`, and for
 * KCP when a mobile-phone payment is cancelled in a later month (SPEC.md R7 to R10).
 *
 * Units: `holder` at most 16 characters, `bank` 4, `account` 16 digits and hyphens, `phone` 16.
 * `bank` is the PG's own bank code: Shinhan is `88` at KG Inicis, `BK88` at NHN KCP, `088` at most
 * others.
 * Spec: "환불계좌 예금주 / 은행코드 / 계좌번호 / 예금주 연락처".
 */
export const RefundAccount = /* @__PURE__ */ Schema.Struct({
  holder: /* @__PURE__ */ Schema.Redacted(Schema.String).check(/* @__PURE__ */ hiddenCharacters(lengths.holder)),
  bank: /* @__PURE__ */ Schema.String.check(/* @__PURE__ */ characters(lengths.bank)),
  account: /* @__PURE__ */ Schema.Redacted(Schema.String).check(
    // Outside of Redacted, as in lengths.ts.
    /* @__PURE__ */ Schema.makeFilter((text: Redacted.Redacted<string>) =>
      accountProblem(Redacted.value(text))?.english
    )
  ),
  phone: /* @__PURE__ */ Schema.optional(
    /* @__PURE__ */ Schema.Redacted(Schema.String).check(/* @__PURE__ */ hiddenCharacters(lengths.phone))
  )
})

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
