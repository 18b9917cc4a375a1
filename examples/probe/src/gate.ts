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
export class ProbeNotStarted
  extends Schema.TaggedError<ProbeNotStarted>()("ProbeNotStarted", { problem: Schema.String })
{
  override get message() {
    return `The probe did not start: ${this.problem.replace(/\.$/, "")}. Nothing was cancelled.`
  }
}

/** Accepts PortOne and this machine. */
export const checkHost = (baseUrl: string): Effect.Effect<URL, ProbeNotStarted> => {
  const url = URL.parse(baseUrl)
  const isPortOne = url?.protocol === "https:" && url.host === "api.iamport.kr"
  return url !== null && (isPortOne || isLoopback(url.hostname)) && url.username === "" && url.password === ""
    ? Effect.succeed(url)
    : Effect.fail(
      new ProbeNotStarted({ problem: "it connects only to https://api.iamport.kr and to this machine" })
    )
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
  const rejection = (problem: string) => new ProbeNotStarted({ problem: `${impUid}: ${problem}` })
  const payment = yield* findPayment({ impUid }, { includeSandbox: true }).pipe(
    Effect.mapError((error) => rejection(error.message))
  )
  if (Option.getOrUndefined(payment.sandbox) !== true) {
    return yield* rejection("PortOne does not mark it as a payment of a test channel (`sandbox` is not true)")
  }
  const live = yield* Effect.result(findPayment({ impUid }))
  if (live._tag === "Success") {
    return yield* rejection("it is found without include_sandbox too, as payments of live channels are")
  }
  // Only "not found" shows a test channel; another failure shows nothing.
  if (live.failure._tag !== "PaymentNotFound") return yield* rejection(live.failure.message)
  const currency = Option.getOrElse(payment.currency, () => "KRW")
  if (currency !== "KRW" || payment.amount > MAX_AMOUNT) {
    return yield* rejection(
      `its amount is ${payment.amount} ${currency}; the probe accepts payments of at most ${MAX_AMOUNT} KRW`
    )
  }
  if (payment.status !== "paid" && payment.status !== "cancelled") {
    return yield* rejection(`its status is ${payment.status}`)
  }
  if (Payment.cancellableBalance(payment) <= 0) return yield* rejection("nothing is left of it")
  return { payment, evidence: [testChannel.field, testChannel.hidden] }
})
