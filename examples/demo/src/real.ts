/**
 * The same client with the real API. Looks the payment up, and cancels with its balance as
 * checksum.
 */
import { AccessToken, cancel, CancelRequest, findPayment, Payment } from "@effect-portone/core"
import { NodeTransport } from "@effect-portone/http"
import { Console, Effect, Layer, Option } from "effect"
import { type Language, speak } from "./language.ts"
import { describe, won } from "./line.ts"

export interface RealOptions {
  readonly impUid: string
  readonly amount: Option.Option<number>
  readonly full: boolean
  readonly includeSandbox: boolean
  readonly language: Language
}

const money = (payment: Payment.Payment, amount: number) =>
  Option.getOrElse(payment.currency, () => "KRW") === "KRW"
    ? won(amount)
    : `${amount} ${Option.getOrElse(payment.currency, () => "")}`

/** Succeeds with true if the look-up, and the cancel if one is requested, succeeded. */
export const real = Effect.fn(function*({ amount, full, impUid, includeSandbox, language }: RealOptions) {
  const say = speak(language)
  if (full && Option.isSome(amount)) {
    yield* Console.error(say({
      english: "Choose one: --amount for a part, or --full for everything. Nothing was sent.",
      korean: "일부는 --amount, 전액은 --full 중 하나만 쓰세요. 아무것도 보내지 않았습니다."
    }))
    return false
  }
  const payment = yield* findPayment({ impUid }, { includeSandbox })
  const balance = Payment.cancellableBalance(payment)
  yield* Console.log(
    `${payment.impUid}: ` + say({
      english: `paid ${money(payment, payment.amount)}, cancellable ${money(payment, balance)}`,
      korean: `결제 금액 ${money(payment, payment.amount)}, 취소 가능 금액 ${money(payment, balance)}`
    })
  )
  if (!full && Option.isNone(amount)) {
    yield* Console.log(say({
      english: "Nothing was cancelled. Add --amount <number> for a part, or --full for everything.",
      korean: "취소하지 않았습니다. 일부는 --amount <금액>, 전액은 --full을 붙이세요."
    }))
    return true
  }
  const currency = Option.getOrUndefined(payment.currency)
  const common = { impUid, checksum: balance, reason: "effect-portone demo", currency }
  const request = Option.match(amount, {
    onNone: () => CancelRequest.full(common),
    onSome: (part) => CancelRequest.partial({ ...common, amount: part })
  })
  const { detail, moneyMoved, result } = describe(yield* Effect.result(cancel(request)))
  yield* Console.log(say({
    english: `${result}, money moved: ${moneyMoved}. ${detail.english}`,
    korean: `${result}, 환불: ${{ yes: "됨", no: "안 됨", unknown: "알 수 없음" }[moneyMoved]}. ${detail.korean}`
  }))
  return moneyMoved === "yes"
})

/** Key, secret and base URL come from the environment. */
export const RealLayer = AccessToken.layerConfig.pipe(Layer.provideMerge(NodeTransport.layerConfig))
