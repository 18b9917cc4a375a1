/**
 * P9, P14: what do a caller who hangs up and one without a good token bring about?
 */
import { AccessToken } from "@effect-portone/core"
import { Clock, Duration, Effect, Option, Redacted } from "effect"
import { type Ground, inWords, marked } from "./Ground.ts"
import { probe } from "./probe.ts"
import * as Raw from "./rawCancel.ts"

/** P9. */
export const hangUp = (ground: Ground) => {
  const { amount, pause, settle } = ground.options
  const after = Duration.toMillis(Duration.fromInputUnsafe(ground.options.hangUp))
  const patience = Duration.toMillis(Duration.fromInputUnsafe(settle))
  return probe(
    {
      probe: "P9",
      question: "What becomes of a cancel whose caller hangs up?",
      asked: `a cancel of ₩${amount}, hung up after ${after} ms, then looks for ${patience} ms`,
      about: ["A7"]
    },
    Effect.gen(function*() {
      const before = yield* ground.steady
      if (before.balance < amount * 2) return { end: "undecided", seen: [`only ₩${before.balance} is left`] }
      const begun = yield* Clock.currentTimeMillis
      const answer = yield* Effect.timeoutOption(
        ground.take({ amount, checksum: before.balance, reason: "probe P9" }),
        after
      )
      if (Option.isSome(answer)) {
        return { end: "noted", seen: [`the answer came first: ${inWords(answer.value)}; hang up earlier`] }
      }
      for (;;) {
        const now = yield* ground.look
        const waited = (yield* Clock.currentTimeMillis) - begun
        if (marked(now, "probe P9").length > 0 || now.balance < before.balance) {
          return { end: "noted", seen: [`carried out all the same, seen ${waited} ms after it was sent`] }
        }
        if (waited > after + patience) return { end: "noted", seen: [`not carried out within ${waited} ms`] }
        yield* Effect.sleep(pause)
      }
    })
  )
}

/** P14. */
export const badToken = (ground: Ground) => {
  const { amount } = ground.options
  return probe(
    {
      probe: "P14",
      question: "Is a cancel with a bad token refused with 401 before anything happens?",
      asked: `₩${amount} with a token nobody issued; then the good token, dropped and asked for again`,
      about: ["A9"]
    },
    Effect.gen(function*() {
      const before = yield* ground.steady
      if (before.balance < amount * 2) return { end: "undecided", seen: [`only ₩${before.balance} is left`] }
      const answer = yield* Raw.rawCancel(
        { imp_uid: ground.impUid, amount, checksum: before.balance, reason: "probe P14" },
        "0".repeat(40)
      )
      const after = yield* ground.look
      const moved = after.balance !== before.balance
      const tokens = yield* AccessToken.AccessToken
      const first = yield* tokens.get
      yield* tokens.drop(first)
      const second = yield* tokens.get
      const same = Redacted.value(first.value) === Redacted.value(second.value)
      return {
        end: answer.status === 401 && !moved ? "holds" : "broken",
        seen: [
          Raw.inWords(answer),
          moved ? `balance ₩${before.balance} → ₩${after.balance}` : "no money moved",
          `asked again, PortOne hands out ${same ? "the same token" : "another token"}`,
          "that a token asked for in its last minute lives five minutes longer is for a person with a clock"
        ]
      }
    })
  )
}
