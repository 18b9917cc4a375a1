/**
 * The body of `POST /orders/:id/refunds`. `amount` is required: everything that is left is refunded
 * only for `"rest"`, never because a field is missing. An unknown field is rejected.
 */
import { RefundAccount } from "@effect-portone/core"
import { Result, Schema, SchemaIssue } from "effect"
import { hasPersonalNumber } from "../shop/note.ts"
import type { RefundRequest } from "../shop/RefundRecord.ts"
import { FieldUnusable } from "../shop/ShopError.ts"

/** Units: characters, not UTF-16 code units, as the library counts them. */
const text = (atLeast: number, atMost: number) =>
  Schema.String.check(
    Schema.makeFilter((value: string) => {
      const { length } = Array.from(value)
      return length >= atLeast && length <= atMost ? undefined : `must have ${atLeast} to ${atMost} characters`
    }),
    Schema.isPattern(/^(?:[\t\n\r]|[^\p{Cc}\p{Cs}])*$/u, { message: "must have no control characters" })
  )

// The fields of core's RefundAccount, which has holder, account and phone redacted.
const Account = Schema.Struct({
  holder: text(1, 16),
  bank: text(1, 4),
  account: text(1, 16),
  phone: Schema.optionalKey(text(1, 16))
})

const PERSONAL = "must have no phone, account or card number, because it is sent to PortOne and the PG"

const Body = Schema.Struct({
  amount: Schema.Union([Schema.Finite.check(Schema.isGreaterThan(0)), Schema.Literal("rest")]),
  reason: Schema.optionalKey(
    text(0, 200).check(Schema.makeFilter((value) => hasPersonalNumber(value) ? PERSONAL : undefined))
  ),
  requester: Schema.optionalKey(Schema.Literals(["customer", "admin"])),
  taxFree: Schema.optionalKey(Schema.Finite.check(Schema.isGreaterThanOrEqualTo(0))),
  vatAmount: Schema.optionalKey(Schema.Finite.check(Schema.isGreaterThanOrEqualTo(0))),
  refundAccount: Schema.optionalKey(Account)
})

const decode = Schema.decodeUnknownResult(Body, { onExcessProperty: "error" })
const issuesOf = SchemaIssue.makeFormatterStandardSchemaV1()

/** Decodes a body, or names the field that is wrong without showing its value. */
export const refundBody = (body: unknown): Result.Result<RefundRequest, FieldUnusable> =>
  Result.match(decode(body), {
    onSuccess: ({ refundAccount, ...request }) =>
      Result.succeed({
        ...request,
        ...(refundAccount === undefined ? {} : { refundAccount: RefundAccount.make(refundAccount) })
      }),
    onFailure: ({ issue }) => {
      const [first] = issuesOf(issue).issues
      return Result.fail(first?.message === PERSONAL ? personal : fieldOf(first?.path ?? []))
    }
  })

// internal

const personal = new FieldUnusable({
  field: "reason",
  problem: PERSONAL,
  korean: "전화번호, 계좌번호, 카드번호로 보이는 숫자가 있습니다. 포트원과 PG사로 전송되므로 빼야 합니다"
})

const fieldOf = (path: ReadonlyArray<unknown>): FieldUnusable =>
  path.length === 0
    ? new FieldUnusable({ field: "body", problem: "must be a JSON object", korean: "JSON 객체여야 합니다" })
    : path[0] === "amount"
    ? new FieldUnusable({
      field: "amount",
      problem: "must be a number above 0, or \"rest\" for everything that is left",
      korean: "0보다 큰 숫자이거나, 남은 금액 전부를 뜻하는 \"rest\"여야 합니다"
    })
    : new FieldUnusable({
      field: path.map(String).join(".").slice(0, 80),
      problem: "is not a field of a refund, or has a value it cannot have",
      korean: "환불 요청에 없는 필드이거나 값이 잘못되었습니다"
    })
