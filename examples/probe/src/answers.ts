/**
 * P9, P14: what happens to a cancel whose caller hangs up, and to one with an invalid token?
 */
import { AccessToken } from "@effect-portone/core"
import { Clock, Duration, Effect, Option, Redacted } from "effect"
import { probe } from "./probe.ts"
import * as Raw from "./rawCancel.ts"
import { describe, entriesWith, type TestPayment } from "./TestPayment.ts"

/** P9. */
export const hangUp = (payment: TestPayment) => {
  const { amount, pause, settle } = payment.options
  const after = Duration.toMillis(Duration.fromInputUnsafe(payment.options.hangUp))
  const limit = Duration.toMillis(Duration.fromInputUnsafe(settle))
  return probe(
    {
      probe: "P9",
      question: "What happens to a cancel whose caller hangs up?",
      sent: `a cancel of ₩${amount}, hung up after ${after} ms, then look-ups for ${limit} ms`,
      assumptions: ["A7"]
    },
    Effect.gen(function*() {
      const before = yield* payment.freshLookUp
      if (before.balance < amount * 2) return { conclusion: "undecided", observed: [`only ₩${before.balance} is left`] }
      const begun = yield* Clock.currentTimeMillis
      const answer = yield* Effect.timeoutOption(
        payment.cancelPart({ amount, checksum: before.balance, reason: "probe P9" }),
        after
      )
      if (Option.isSome(answer)) {
        return {
          conclusion: "noted",
          observed: [`the response came first: ${describe(answer.value)}; hang up earlier`]
        }
      }
      for (;;) {
        const now = yield* payment.lookUp
        const waited = (yield* Clock.currentTimeMillis) - begun
        if (entriesWith(now, "probe P9").length > 0 || now.balance < before.balance) {
          return { conclusion: "noted", observed: [`carried out, visible ${waited} ms after it was sent`] }
        }
        if (waited > after + limit) return { conclusion: "noted", observed: [`not carried out within ${waited} ms`] }
        yield* Effect.sleep(pause)
      }
    })
  )
}

/** P14. */
export const badToken = (payment: TestPayment) => {
  const { amount } = payment.options
  return probe(
    {
      probe: "P14",
      question: "Is a cancel with an invalid token rejected with 401 before anything happens?",
      sent: `₩${amount} with a token that was never issued; then a new request for the valid token`,
      assumptions: ["A9"]
    },
    Effect.gen(function*() {
      const before = yield* payment.freshLookUp
      if (before.balance < amount * 2) return { conclusion: "undecided", observed: [`only ₩${before.balance} is left`] }
      const answer = yield* Raw.rawCancel(
        { imp_uid: payment.impUid, amount, checksum: before.balance, reason: "probe P14" },
        "0".repeat(40)
      )
      const after = yield* payment.lookUp
      const moved = after.balance !== before.balance
      const tokens = yield* AccessToken.AccessToken
      const first = yield* tokens.get
      yield* tokens.drop(first)
      const second = yield* tokens.get
      const same = Redacted.value(first.value) === Redacted.value(second.value)
      return {
        conclusion: answer.status === 401 && !moved ? "holds" : "broken",
        observed: [
          Raw.describe(answer),
          moved ? `balance ₩${before.balance} → ₩${after.balance}` : "no money moved",
          `a second token request returned ${same ? "the same token" : "another token"}`,
          "whether a token requested in its last minute is valid for five more minutes has to be measured by hand"
        ]
      }
    })
  )
}
