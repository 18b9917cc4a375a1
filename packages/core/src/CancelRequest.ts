/**
 * A cancel request: cancel everything that is left (`full`), or a part of it (`partial`). There is
 * no third way, and no default.
 */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as SchemaIssue from "effect/SchemaIssue"
import { InvalidRequest } from "./CancelError.ts"
import { checkRequest } from "./internal/request/checkRequest.ts"
import type { PaymentKey } from "./PaymentKey.ts"
import type { RefundAccount } from "./RefundAccount.ts"

/**
 * Sends a cancel without its checksum. A partial cancel that is sent twice then refunds twice.
 *
 * Spec: "null인 경우에는 검증 프로세스를 생략합니다."
 */
export const unchecked = "unchecked" as const

/**
 * The fields of a cancel request, without its payment and its amount.
 */
export interface Options {
  /**
   * The cancellable balance that you expect, or `CancelRequest.unchecked`.
   *
   * Units: major units; `Payment.cancellableBalance` of the payment before this cancel.
   * Rejects: 0, because a balance of 0 has nothing to cancel and PortOne does not document 0.
   * Spec: `checksum` — "현재시점의 취소 가능한 잔액". On a mismatch PortOne cancels nothing
   * ("트랜잭션을 수행하지 않습니다").
   */
  readonly checksum: number | typeof unchecked
  /** Units: at most 256 characters. Spec: `reason` — "취소사유". NaverPay's review requires it. */
  readonly reason?: string | undefined
  /**
   * The tax-free part of this cancel.
   *
   * Units: major units, 0 or more. Spec: `tax_free` — "누락되면 0원처리"; five PGs have no default.
   */
  readonly taxFree?: number | undefined
  /**
   * The VAT of this cancel.
   *
   * Units: major units, 0 or more. Source: PortOne's current API, `vat_amount`; required if the
   * payment was made with a VAT amount.
   */
  readonly vatAmount?: number | undefined
  /**
   * Where the money goes. Required for virtual accounts.
   *
   * Spec: `refund_holder`, `refund_bank`, `refund_account`, `refund_tel`.
   */
  readonly refundAccount?: RefundAccount | undefined
  /**
   * Keeps a promotion even if the amount that stays paid no longer meets its conditions. Source:
   * current API, default false.
   */
  readonly retainPromotion?: boolean | undefined
  /** Requests a webhook about this cancel. Source: current API, default false for API cancels. */
  readonly enableWebhook?: boolean | undefined
  /**
   * Who wants the refund. NaverPay's review requires it.
   *
   * Source: PortOne's current API, `extra.requester`, default admin.
   */
  readonly requester?: "customer" | "admin" | undefined
  /**
   * Sub-merchant code: 3 upper-case letters or digits, sent as the `Tier` header. Overrides the
   * tier of the credentials.
   */
  readonly tier?: string | undefined
  /** ISO 4217 code, default KRW. Not sent: it decides how many decimals amounts may have. */
  readonly currency?: string | undefined
}

/**
 * A cancel request. Made by `full` or `partial`.
 */
export type CancelRequest =
  & PaymentKey
  & Options
  & ({ readonly _tag: "Full" } | { readonly _tag: "Partial"; readonly amount: number })

/**
 * Cancels everything that is left. The request has no `amount`, which is how the API spells "all".
 *
 * Spec: "누락시 전액취소".
 *
 * ```ts
 * import { CancelRequest } from "@effect-portone/core"
 *
 * CancelRequest.full({ impUid: "imp_448280090638", checksum: 10000 })._tag // => "Full"
 * ```
 */
export const full = (input: PaymentKey & Options): CancelRequest => ({ ...input, _tag: "Full" })

/**
 * Cancels a part of what is left.
 *
 * Units: `amount` in major units, above 0, with at most the decimals of its currency.
 * Spec: `amount` — "취소 요청금액".
 *
 * ```ts
 * import { CancelRequest } from "@effect-portone/core"
 *
 * const request = CancelRequest.partial({ impUid: "imp_1", amount: 3000, checksum: 10000 })
 * request._tag // => "Partial"
 * ```
 */
export const partial = (input: PaymentKey & Options & { readonly amount: number }): CancelRequest => ({
  ...input,
  _tag: "Partial"
})

/**
 * Checks a value and returns a copy of it as a request, or the first field with a problem. `cancel`
 * applies this check to every request.
 *
 * A field that is unknown is a problem too: an `amount` on a full cancel, or a misspelt `checkSum`,
 * must not be dropped silently.
 *
 * ```ts
 * import { CancelRequest } from "@effect-portone/core"
 * import { Result } from "effect"
 *
 * const json = { _tag: "Partial", impUid: "imp_1", amount: "3000", checksum: 10000 }
 * const checked = CancelRequest.check(json)
 * const invalid = Result.getOrThrow(Result.flip(checked))
 * invalid.field // => "amount"
 * invalid.problem // => "must be a number; it is a string"
 * ```
 */
export const check = (input: unknown): Result.Result<CancelRequest, InvalidRequest> => {
  const checked = checkRequest(input)
  if (Result.isSuccess(checked)) return Result.succeed(checked.success as unknown as CancelRequest)
  const { advice, field, problem } = checked.failure
  return Result.fail(
    new InvalidRequest({
      field,
      problem: problem.english,
      ...(advice === undefined ? {} : { advice: advice.english }),
      korean: { problem: problem.korean, ...(advice === undefined ? {} : { advice: advice.korean }) }
    })
  )
}

/**
 * `check` as a schema. Its type and its encoded form are the same.
 */
export const CancelRequest = /* @__PURE__ */ Schema.declareConstructor<CancelRequest>()(
  [],
  () => (input) =>
    Result.match(check(input), {
      onSuccess: Effect.succeed,
      onFailure: ({ field, problem }) =>
        Effect.fail(
          new SchemaIssue.Pointer(field.split("."), new SchemaIssue.InvalidValue({ message: problem }))
        )
    })
)
