/**
 * What a caller may ask: give everything back (`full`) or a part (`partial`). There is no third way, and no default.
 */
import * as Schema from "effect/Schema"
import { Amount, fits } from "./Amount.ts"
import { characters } from "./internal/characters.ts"
import { ImpUid, MerchantUid, type PaymentKey } from "./PaymentKey.ts"
import { RefundAccount } from "./RefundAccount.ts"

/**
 * Says aloud that a cancel goes out without its checksum. Repeating such a partial cancel refunds twice.
 *
 * Spec: "null인 경우에는 검증 프로세스를 생략합니다."
 */
export const unchecked = "unchecked" as const

/**
 * What every cancel may carry beside its payment and its amount.
 */
export interface Options {
  /**
   * The cancellable balance you believe in, or `CancelRequest.unchecked`.
   *
   * Units: major units; `amount − cancel_amount` of the payment before this cancel.
   * Refuses: 0, because a balance of 0 has nothing to cancel and what PortOne makes of 0 is not documented.
   * Spec: `checksum` — "현재시점의 취소 가능한 잔액". On a mismatch PortOne does nothing ("트랜잭션을 수행하지 않습니다").
   */
  readonly checksum: number | typeof unchecked
  /** Spec: `reason` — "취소사유", String(256). NaverPay's review asks for it. */
  readonly reason?: string | undefined
  /** Units: major units, the tax-free part of this cancel. Spec: `tax_free` — "누락되면 0원처리"; five PGs do not default it. */
  readonly taxFree?: number | undefined
  /** Units: major units. Not on the page; PortOne's current API: required if VAT was given at payment. */
  readonly vatAmount?: number | undefined
  /** Required for virtual accounts. Spec: `refund_holder`, `refund_bank`, `refund_account`, `refund_tel`. */
  readonly refundAccount?: RefundAccount | undefined
  /** Keep a promotion even if what remains breaks its rules. Not on the page; PortOne's current API, default false. */
  readonly retainPromotion?: boolean | undefined
  /** Ask for a webhook about this cancel. Not on the page; PortOne's current API, default false: API cancels notify nobody. */
  readonly enableWebhook?: boolean | undefined
  /** Who asked for the refund. Not on the page; PortOne's current API `extra.requester`, default admin; NaverPay's review asks for it. */
  readonly requester?: "customer" | "admin" | undefined
  /** Sub-merchant code: 3 upper-case letters or digits, sent as the `Tier` header. Overrides the tier of the credentials. */
  readonly tier?: string | undefined
  /** ISO 4217 code of the payment, not sent. Only decides how many decimals `amount` may have. Default KRW: none. */
  readonly currency?: string | undefined
}

const money = (currency: string | undefined) => (amount: number) => fits(amount, currency ?? "KRW")

const options = {
  impUid: Schema.optional(ImpUid),
  merchantUid: Schema.optional(MerchantUid),
  checksum: Schema.Union([Schema.Literal(unchecked), Amount]),
  reason: Schema.optional(Schema.String.check(characters({ atMost: 256 }))),
  taxFree: Schema.optional(Schema.Finite.check(Schema.isBetween({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }))),
  vatAmount: Schema.optional(Schema.Finite.check(Schema.isBetween({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }))),
  refundAccount: Schema.optional(RefundAccount),
  retainPromotion: Schema.optional(Schema.Boolean),
  enableWebhook: Schema.optional(Schema.Boolean),
  requester: Schema.optional(Schema.Literals(["customer", "admin"])),
  tier: Schema.optional(
    Schema.String.check(
      Schema.makeFilter((tier: string) =>
        /^[A-Z0-9]{3}$/.test(tier) ? undefined : "must be 3 upper-case letters or digits"
      )
    )
  ),
  currency: Schema.optional(
    Schema.String.check(
      Schema.makeFilter((code: string) =>
        /^[A-Z]{3}$/.test(code) ? undefined : "must be 3 upper-case letters, such as KRW"
      )
    )
  )
}

const hasKey = Schema.makeFilter((request: { readonly impUid?: unknown; readonly merchantUid?: unknown }) =>
  request.impUid === undefined && request.merchantUid === undefined
    ? { path: ["impUid"], issue: "or merchantUid is needed" }
    : undefined
)

const inCurrency = Schema.makeFilter((request: {
  readonly amount?: number
  readonly checksum: number | typeof unchecked
  readonly taxFree?: number | undefined
  readonly vatAmount?: number | undefined
  readonly currency?: string | undefined
}) => {
  const ok = money(request.currency)
  for (const field of ["amount", "checksum", "taxFree", "vatAmount"] as const) {
    const amount = request[field]
    if (typeof amount === "number" && !ok(amount)) {
      return { path: [field], issue: `has more decimals than ${request.currency ?? "KRW"} has` }
    }
  }
  return undefined
})

const withinBalance = Schema.makeFilter((request: {
  readonly amount: number
  readonly checksum: number | typeof unchecked
}) =>
  request.checksum !== unchecked && request.amount > request.checksum
    ? { path: ["amount"], issue: "is above the checksum, so more than you believe is left" }
    : undefined
)

/**
 * The checked shape of a request; `cancel` holds every request against it before anything is sent.
 */
export const CancelRequest = Schema.Union([
  Schema.TaggedStruct("Full", options).check(hasKey, inCurrency),
  Schema.TaggedStruct("Partial", { ...options, amount: Amount }).check(hasKey, inCurrency, withinBalance)
])

/**
 * A cancel to ask for. Made by `full` or `partial`.
 */
export type CancelRequest =
  & PaymentKey
  & Options
  & ({ readonly _tag: "Full" } | { readonly _tag: "Partial"; readonly amount: number })

/**
 * Everything that is still cancellable. The request leaves `amount` out, which is how the API spells "all".
 *
 * Spec: "누락시 전액취소".
 *
 * ```ts
 * import { CancelRequest } from "@effect-portone/core"
 *
 * CancelRequest.full({ impUid: "imp_448280090638", checksum: 10000, reason: "품절" })._tag // => "Full"
 * ```
 */
export const full = (input: PaymentKey & Options): CancelRequest => ({ ...input, _tag: "Full" })

/**
 * A part of what is left.
 *
 * Units: `amount` in major units, above 0, with as many decimals as the currency has.
 * Spec: `amount` — "취소 요청금액".
 *
 * ```ts
 * import { CancelRequest } from "@effect-portone/core"
 *
 * const request = CancelRequest.partial({ impUid: "imp_448280090638", amount: 3000, checksum: 10000 })
 * request._tag // => "Partial"
 * ```
 */
export const partial = (input: PaymentKey & Options & { readonly amount: number }): CancelRequest => ({
  ...input,
  _tag: "Partial"
})
