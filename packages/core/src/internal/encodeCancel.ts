import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as SchemaIssue from "effect/SchemaIssue"
import { InvalidRequest } from "../CancelError.ts"
import { CancelRequest, unchecked } from "../CancelRequest.ts"
import { plainRequest } from "./plainRequest.ts"

// A field nobody knows is refused too: an `amount` on a full cancel, or a misspelt `checkSum`, must not be dropped in silence.
// Made for the first request that is out of the ordinary, such as one with a refund account.
let check: ReturnType<typeof makeCheck> | undefined
const makeCheck = () => Schema.decodeUnknownResult(Schema.toType(CancelRequest), { onExcessProperty: "error" })

/**
 * A checked copy of a request, which nobody else can change, and the body that was made of it.
 */
export interface Encoded {
  readonly request: CancelRequest
  readonly body: Redacted.Redacted<string>
}

/**
 * Checks a request and writes it in the page's names. The only place where a cancel body is made.
 *
 * An absent field and `undefined` are the same; nothing is ever written as `null`.
 */
export const encodeCancel = (input: CancelRequest): Result.Result<Encoded, InvalidRequest> => {
  const plain = plainRequest(input)
  if (plain !== undefined) return written(plain)
  check ??= makeCheck()
  const checked = check(input)
  return Result.isSuccess(checked) ? written(checked.success) : Result.fail(invalid(checked.failure.issue))
}

const written = (request: typeof CancelRequest.Type): Result.Result<Encoded, InvalidRequest> => {
  const account = request.refundAccount
  const body: Record<string, unknown> = {
    imp_uid: request.impUid,
    merchant_uid: request.merchantUid,
    amount: request._tag === "Partial" ? request.amount : undefined,
    tax_free: request.taxFree,
    vat_amount: request.vatAmount,
    checksum: request.checksum === unchecked ? undefined : request.checksum,
    reason: request.reason,
    refund_holder: account && Redacted.value(account.holder),
    refund_bank: account?.bank,
    refund_account: account && Redacted.value(account.account),
    refund_tel: account?.phone && Redacted.value(account.phone),
    retain_promotion: request.retainPromotion,
    enable_webhook: request.enableWebhook,
    extra: request.requester && { requester: request.requester }
  }
  const text = JSON.stringify(body)

  // A last look at the bytes themselves, whatever the code above becomes: a part must say how much.
  if (request._tag === "Partial" && !/[{,]"amount":(?!0[,}])\d/.test(text)) {
    return Result.fail(new InvalidRequest({ field: "amount", problem: "would not reach the wire" }))
  }
  // One of the two ids is there: the schema has looked, but its type does not tell.
  return Result.succeed({ request: request as CancelRequest, body: Redacted.make(text) })
}

const invalid = (issue: SchemaIssue.Issue): InvalidRequest => {
  const first = SchemaIssue.makeFormatterStandardSchemaV1()(issue).issues[0]
  const field = (first?.path ?? []).map(String).join(".")
  return new InvalidRequest({
    field: field === "" ? "request" : field,
    problem: field === "" || first === undefined
      ? "must be made by CancelRequest.full or CancelRequest.partial"
      : asPredicate(first.message)
  })
}

// The schema's words, made to follow the name of a field.
const asPredicate = (message: string) =>
  message === "Missing key"
    ? "is missing"
    : message === "Expected no excess property"
    ? "is not a field of this request"
    : message.replace(/^Expected /, "must be ")
