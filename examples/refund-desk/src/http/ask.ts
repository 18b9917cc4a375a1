/**
 * The body of `POST /orders/:id/refunds`. A field nobody knows is refused, so that a misspelt `amount` does not become "everything".
 */
import { RefundAccount } from "@effect-portone/core"
import { Result, Schema } from "effect"
import type { RefundAsk } from "../shop/RefundRecord.ts"
import { FieldUnusable } from "../shop/ShopError.ts"

const text = (atMost: number) =>
  Schema.String.check(
    Schema.makeFilter((value: string) =>
      Array.from(value).length <= atMost ? undefined : `must have at most ${atMost} characters`
    )
  )

const Body = Schema.Struct({
  amount: Schema.optionalKey(Schema.Union([Schema.Finite.check(Schema.isGreaterThan(0)), Schema.Literal("rest")])),
  reason: Schema.optionalKey(text(200)),
  requester: Schema.optionalKey(Schema.Literals(["customer", "admin"])),
  taxFree: Schema.optionalKey(Schema.Finite.check(Schema.isGreaterThanOrEqualTo(0))),
  vatAmount: Schema.optionalKey(Schema.Finite.check(Schema.isGreaterThanOrEqualTo(0))),
  refundAccount: Schema.optionalKey(Schema.Struct({
    holder: Schema.NonEmptyString.check(Schema.isMaxLength(16)),
    bank: Schema.NonEmptyString.check(Schema.isMaxLength(4)),
    account: Schema.NonEmptyString.check(Schema.isMaxLength(16)),
    phone: Schema.optionalKey(Schema.NonEmptyString.check(Schema.isMaxLength(16)))
  }))
})

const decode = Schema.decodeUnknownResult(Body, { onExcessProperty: "error" })

/** Reads a body, or tells which field is wrong without showing what is in it. */
export const askOf = (body: unknown): Result.Result<RefundAsk, FieldUnusable> =>
  Result.match(decode(body), {
    onSuccess: ({ refundAccount, ...ask }) =>
      Result.succeed({
        ...ask,
        ...(refundAccount === undefined ? {} : { refundAccount: RefundAccount.make(refundAccount) })
      }),
    onFailure: (error) => Result.fail(fieldOf(error.message))
  })

// The schema names the field and what it expected, and never the value.
const fieldOf = (message: string): FieldUnusable => {
  const path = /at (\[.*\])/.exec(message)?.[1] ?? ""
  const field = [...path.matchAll(/\["?([^"\]]+)"?\]/g)].map(([, name]) => name).join(".")
  return field === ""
    ? new FieldUnusable({ field: "body", problem: "must be a JSON object", korean: "JSON 객체여야 합니다" })
    : new FieldUnusable({
      field: field.slice(0, 80),
      problem: "is not a field of a refund, or has a value it cannot have",
      korean: "환불 요청에 없는 필드이거나 값이 잘못되었습니다"
    })
}
