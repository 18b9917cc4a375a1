import type { Payment } from "@effect-portone/core/Payment"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as RefundTag from "../RefundTag.ts"
import type { ReadReason } from "./snapshot.ts"

/**
 * Reads every reason in the history of a payment: the tags that one of the secrets made, and the
 * other words that look like a tag. Reading needs the secrets, which only an Effect has; a snapshot
 * is a plain function of the result.
 */
export const readReasons = Effect.fnUntraced(function*(payment: Payment) {
  const read = new Map<string, ReturnType<ReadReason>>()
  for (const { reason } of payment.cancelHistory) {
    if (Option.isNone(reason) || read.has(reason.value)) continue
    const { ids, words } = yield* RefundTag.read(payment.impUid, reason.value)
    read.set(reason.value, { tags: ids, words })
  }
  const none = { tags: [], words: [] }
  return ((reason) => reason === undefined ? none : read.get(reason) ?? none) satisfies ReadReason as ReadReason
})
