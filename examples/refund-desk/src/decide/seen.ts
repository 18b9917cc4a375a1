/**
 * What a person saw of an order when they decided.
 */
import { Payment } from "@effect-portone/core"
import { createHash } from "node:crypto"
import type { OrderPayment } from "../shop/Orders.ts"
import type { RefundState } from "../shop/RefundRecord.ts"

/**
 * The balance, the history and the refunds of an order in one short text. It is another text as
 * soon as a refund was begun, sent or made since, also one that had its place in the balance
 * already. The page sends it back, and a decision on another one is not carried out.
 */
export const seenOf = ({ payment, refunds }: {
  readonly payment: Payment.Payment
  readonly refunds: ReadonlyArray<Pick<OrderPayment["refunds"][number], "key" | "state">>
}): string => {
  const begun = refunds.flatMap(({ key, state }) => stages[state] === undefined ? [] : [`${key} ${stages[state]}`])
  const facts = [
    payment.cancelAmount,
    Payment.cancellableBalance(payment),
    payment.cancelHistory.length,
    ...begun.toSorted()
  ]
  return createHash("sha256").update(JSON.stringify(facts)).digest("base64url").slice(0, LENGTH)
}

// internal

/** Units: characters. */
const LENGTH = 22

/** The others move no money. */
const stages: Readonly<Partial<Record<RefundState, string>>> = {
  waiting: "waits",
  running: "is sent",
  pending: "is sent",
  unknown: "is sent",
  succeeded: "is made",
  "by-hand": "is made"
}
