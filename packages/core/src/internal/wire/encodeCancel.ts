import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import { InvalidRequest } from "../../CancelError.ts"
import { type CancelRequest, check, unchecked } from "../../CancelRequest.ts"

/**
 * A checked copy of a request, which no other code can change, and the body made of it.
 */
export interface Encoded {
  readonly request: CancelRequest
  readonly body: Redacted.Redacted<string>
}

/**
 * Checks a request and writes it with PortOne's names. No other code makes a cancel body.
 *
 * An absent field and `undefined` are the same; nothing is written as `null`.
 */
export const encodeCancel = (input: unknown): Result.Result<Encoded, InvalidRequest> => {
  const checked = check(input)
  if (Result.isFailure(checked)) return Result.fail(checked.failure)
  const request = checked.success
  const account = request.refundAccount
  const text = JSON.stringify({
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
  })

  // Checks the bytes themselves, independent of the code above: a partial cancel has an amount.
  if (request._tag === "Partial" && !/[{,]"amount":(?!0[,}])\d/.test(text)) {
    return Result.fail(
      new InvalidRequest({
        field: "amount",
        problem: "is missing in the body",
        korean: { problem: "값이 본문에 없습니다" }
      })
    )
  }
  return Result.succeed({ request, body: Redacted.make(text) })
}
