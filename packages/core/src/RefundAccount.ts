/**
 * Where the money goes when it cannot go back the way it came: the bank account of a customer who paid to a virtual account.
 */
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { characters, hiddenCharacters } from "./internal/characters.ts"

const secretText = (atMost: number) => Schema.Redacted(Schema.String).check(hiddenCharacters({ atLeast: 1, atMost }))

/**
 * The refund account. Required for virtual accounts; for `smartro_v2` also for bank transfers; for KCP when a mobile-phone payment
 * is refunded in a later month (SPEC.md R7 to R10).
 *
 * Units: `holder` at most 16 characters, `bank` 4, `account` 16, `phone` 16.
 * `bank` is the PG's own bank code: Shinhan is `88` at KG Inicis, `BK88` at NHN KCP, `088` at most others.
 * Spec: "환불계좌 예금주 / 은행코드 / 계좌번호 / 예금주 연락처".
 */
export const RefundAccount = Schema.Struct({
  holder: secretText(16),
  bank: Schema.String.check(characters({ atLeast: 1, atMost: 4 })),
  account: secretText(16),
  phone: Schema.optional(secretText(16))
})

/**
 * A refund account. Holder, account and phone print as `<redacted>`.
 */
export interface RefundAccount extends Schema.Schema.Type<typeof RefundAccount> {}

/**
 * Builds a refund account from plain text and hides it at once.
 *
 * ```ts
 * import { RefundAccount } from "@effect-portone/core"
 *
 * const account = RefundAccount.make({ holder: "홍길동", bank: "88", account: "110123456789", phone: "01012345678" })
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
