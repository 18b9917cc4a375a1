/**
 * The same client with the real API. Looks the payment up, and cancels with its balance as
 * checksum.
 */
import { AccessToken, cancel, CancelRequest, findPayment, Payment } from "@effect-portone/core"
import { NodeTransport } from "@effect-portone/http"
import { Console, Effect, Layer, Option } from "effect"
import { describe, won } from "./line.ts"

export interface RealOptions {
  readonly impUid: string
  readonly amount: Option.Option<number>
  readonly full: boolean
  readonly includeSandbox: boolean
}

const money = (payment: Payment.Payment, amount: number) =>
  Option.getOrElse(payment.currency, () => "KRW") === "KRW"
    ? won(amount)
    : `${amount} ${Option.getOrElse(payment.currency, () => "")}`

/** Succeeds with true if the look-up, and the cancel if one is requested, succeeded. */
export const real = Effect.fn(function*({ amount, full, impUid, includeSandbox }: RealOptions) {
  if (full && Option.isSome(amount)) {
    yield* Console.error("Choose one: --amount for a part, or --full for everything. Nothing was sent.")
    return false
  }
  const payment = yield* findPayment({ impUid }, { includeSandbox })
  const balance = Payment.cancellableBalance(payment)
  yield* Console.log(
    `${payment.impUid}: paid ${money(payment, payment.amount)}, cancellable ${money(payment, balance)}`
  )
  if (!full && Option.isNone(amount)) {
    yield* Console.log("Nothing was cancelled. Add --amount <number> for a part, or --full for everything.")
    return true
  }
  const currency = Option.getOrUndefined(payment.currency)
  const common = { impUid, checksum: balance, reason: "effect-portone demo", currency }
  const request = Option.match(amount, {
    onNone: () => CancelRequest.full(common),
    onSome: (part) => CancelRequest.partial({ ...common, amount: part })
  })
  const { detail, moneyMoved, result } = describe(yield* Effect.result(cancel(request)))
  yield* Console.log(`${result}, money moved: ${moneyMoved}. ${detail}`)
  return moneyMoved === "yes"
})

/** Key, secret and base URL come from the environment. */
export const RealLayer = AccessToken.layerConfig.pipe(Layer.provideMerge(NodeTransport.layerConfig))
