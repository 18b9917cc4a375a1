/**
 * Checks that keep the probe away from real money. All of them run before the first cancel, and no
 * flag skips one.
 */
import { type AccessToken, findPayment, Payment, type Transport } from "@effect-portone/core"
import { isLoopback } from "@effect-portone/http/Loopback"
import { Effect, Option, Schema } from "effect"
import { testChannel } from "./assumptions.ts"

/** Units: won. */
export const MAX_AMOUNT = 1000

/** A check failed before the first cancel. */
export class ProbeNotStarted extends Schema.TaggedError<ProbeNotStarted>()("ProbeNotStarted", {
  problem: Schema.String,
  problemKo: Schema.String
}) {
  override get message() {
    return `The probe did not start: ${this.problem.replace(/\.$/, "")}. Nothing was cancelled.`
  }
  get messageKo() {
    return `probe를 시작하지 않았습니다: ${this.problemKo.replace(/\.$/, "")}. 아무것도 취소하지 않았습니다.`
  }
}

export const notStarted = (english: string, korean: string): ProbeNotStarted =>
  new ProbeNotStarted({ problem: english, problemKo: korean })

/** Accepts PortOne and this machine. */
export const checkHost = (baseUrl: string): Effect.Effect<URL, ProbeNotStarted> => {
  const url = URL.parse(baseUrl)
  const isPortOne = url?.protocol === "https:" && url.host === "api.iamport.kr"
  return url !== null && (isPortOne || isLoopback(url.hostname)) && url.username === "" && url.password === ""
    ? Effect.succeed(url)
    : Effect.fail(notStarted(
      "it connects only to https://api.iamport.kr and to this machine",
      "https://api.iamport.kr와 이 컴퓨터에만 연결합니다"
    ))
}

/** A payment that may be probed, with the signs that it belongs to a test channel. */
export interface Admitted {
  readonly payment: Payment.Payment
  readonly evidence: ReadonlyArray<string>
}

/**
 * Looks a payment up with and without `include_sandbox`, and accepts it only if both show a test
 * channel.
 */
export const admit = Effect.fn(function*(impUid: string): Effect.fn.Return<
  Admitted,
  ProbeNotStarted,
  AccessToken.AccessToken | Transport.Transport
> {
  const rejection = (english: string, korean: string) => notStarted(`${impUid}: ${english}`, `${impUid}: ${korean}`)
  const payment = yield* findPayment({ impUid }, { includeSandbox: true }).pipe(
    Effect.mapError(({ message, messageKo }) => rejection(message, messageKo))
  )
  if (Option.getOrUndefined(payment.sandbox) !== true) {
    return yield* rejection(
      "PortOne does not mark it as a payment of a test channel (`sandbox` is not true)",
      "포트원에서 테스트 채널의 결제로 표시되지 않습니다(`sandbox`가 true가 아님)"
    )
  }
  const live = yield* Effect.result(findPayment({ impUid }))
  if (live._tag === "Success") {
    return yield* rejection(
      "it is found without include_sandbox too, as payments of live channels are",
      "실 연동 채널의 결제처럼 include_sandbox 없이도 조회됩니다"
    )
  }
  // Only "not found" shows a test channel; another failure shows nothing.
  if (live.failure._tag !== "PaymentNotFound") return yield* rejection(live.failure.message, live.failure.messageKo)
  const currency = Option.getOrElse(payment.currency, () => "KRW")
  if (currency !== "KRW" || payment.amount > MAX_AMOUNT) {
    return yield* rejection(
      `its amount is ${payment.amount} ${currency}; the probe accepts payments of at most ${MAX_AMOUNT} KRW`,
      `결제 금액이 ${payment.amount} ${currency}입니다. ${MAX_AMOUNT} KRW 이하의 결제만 사용할 수 있습니다`
    )
  }
  if (payment.status !== "paid" && payment.status !== "cancelled") {
    return yield* rejection(`its status is ${payment.status}`, `결제 상태가 ${payment.status}입니다`)
  }
  if (Payment.cancellableBalance(payment) <= 0) return yield* rejection("nothing is left of it", "남은 금액이 없습니다")
  return { payment, evidence: [testChannel.field, testChannel.hidden] }
})
