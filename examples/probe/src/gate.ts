/**
 * What keeps the probe away from real money. Nothing is cancelled before every question here has been answered, and no flag answers one of them.
 */
import { type AccessToken, findPayment, Payment, type Transport } from "@effect-portone/core"
import { Effect, Option, Schema } from "effect"
import { testChannel } from "./assumptions.ts"

/** Units: won. */
export const MOST = 1000

/** The probe does not go on. Nothing was cancelled. */
export class Refused extends Schema.TaggedError<Refused>()("Refused", { problem: Schema.String }) {
  override get message() {
    return `Refused: ${this.problem}. Nothing was cancelled.`
  }
}

/** Is this PortOne itself, or this very machine? */
export const checkHost = (baseUrl: string): Effect.Effect<URL, Refused> => {
  const url = URL.parse(baseUrl)
  const isPortOne = url?.protocol === "https:" && url.host === "api.iamport.kr"
  const isHere = url !== null && /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(url.hostname)
  return url !== null && (isPortOne || isHere) && url.username === "" && url.password === ""
    ? Effect.succeed(url)
    : Effect.fail(
      new Refused({ problem: "the probe talks to https://api.iamport.kr or to this machine, and to nobody else" })
    )
}

/** A payment that may be probed, with what proves that it is one of a test channel. */
export interface Admitted {
  readonly payment: Payment.Payment
  readonly evidence: ReadonlyArray<string>
}

/** Looks at a payment with and without `include_sandbox`, and lets it in only when both looks say "test channel". */
export const admit = Effect.fn(function*(impUid: string): Effect.fn.Return<
  Admitted,
  Refused,
  AccessToken.AccessToken | Transport.Transport
> {
  const refuse = (problem: string) => new Refused({ problem: `${impUid}: ${problem}` })
  const payment = yield* findPayment({ impUid }, { includeSandbox: true }).pipe(
    Effect.mapError((error) => refuse(error.message))
  )
  if (payment.impUid !== impUid) return yield* refuse("PortOne answered about another payment")
  if (Option.getOrUndefined(payment.sandbox) !== true) {
    return yield* refuse("PortOne does not mark it as a payment of a test channel (`sandbox` is not true)")
  }
  const live = yield* Effect.result(findPayment({ impUid }))
  if (live._tag === "Success") {
    return yield* refuse("it is found without include_sandbox too, as payments of live channels are")
  }
  // Only "not found" is a sign; that nothing could be read is none.
  if (live.failure._tag !== "PaymentNotFound") return yield* refuse(live.failure.message)
  const currency = Option.getOrElse(payment.currency, () => "KRW")
  if (currency !== "KRW" || payment.amount > MOST) {
    return yield* refuse(`it is of ${payment.amount} ${currency}; the probe takes payments of at most ${MOST} KRW`)
  }
  if (payment.status !== "paid" && payment.status !== "cancelled") {
    return yield* refuse(`its status is ${payment.status}`)
  }
  if (Payment.cancellableBalance(payment) <= 0) return yield* refuse("nothing is left of it")
  return { payment, evidence: [testChannel.field, testChannel.hidden] }
})
