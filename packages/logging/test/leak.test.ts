import { AccessToken, cancel, Credentials, TokenStore } from "@effect-portone/core"
import { JsonLogger, PrettyLogger } from "@effect-portone/logging"
import { assert, describe, it } from "@effect/vitest"
import { Cause, Deferred, Effect, Exit, Layer, Logger, Predicate } from "effect"
import { cardNumbers } from "./cardNumbers.ts"
import { linesOf } from "./lines.ts"
import { leaksIn, personal } from "./planted.ts"
import { credentials, play, signal } from "./play.ts"
import { overHttp, stub } from "./provider.ts"
import { type Ending, full, type Scenario, scenarios } from "./scenarios.ts"
import * as Witness from "./witness.ts"

describe("no planted secret is seen", () => {
  const endings = new Set<Ending>()

  for (const scenario of scenarios) {
    it.live(`when ${scenario.name}`, () =>
      Effect.gen(function*() {
        const witness = Witness.make()
        const arrived = yield* Deferred.make<void>()

        const exit = yield* play(scenario, witness, stub(scenario, witness, signal(arrived)), arrived)

        endings.add(endingOf(exit))
        assert.strictEqual(endingOf(exit), scenario.ends)
        assert.deepStrictEqual([...witness.leaks], [])
      }))
  }

  it("in any outcome of a cancel or a look-up, because the tests above had each of them", () => {
    const all: Record<Ending, true> = {
      CancelConfirmed: true,
      CancelConfirmedUnreadable: true,
      Found: true,
      InvalidRequest: true,
      MissingRefundAccount: true,
      CredentialsRejected: true,
      Unauthorized: true,
      PaymentNotFound: true,
      AlreadyCancelled: true,
      ChecksumMismatch: true,
      CancelRejected: true,
      NotSent: true,
      OutcomeUnknown: true,
      MalformedResponse: true,
      LookupFailed: true,
      Interrupted: true,
      Defect: true
    }

    assert.deepStrictEqual([...endings].toSorted(), Object.keys(all).toSorted())
  })
})

describe("no planted secret is seen over HTTP", () => {
  for (
    const scenario of scenarios.filter(({ ends, transportDies }) => ends !== "InvalidRequest" && transportDies !== true)
  ) {
    it.live(`when ${scenario.name}`, () =>
      Effect.gen(function*() {
        const witness = Witness.make()
        const arrived = yield* Deferred.make<void>()

        yield* play(scenario, witness, overHttp(scenario, signal(arrived)), arrived)

        assert.deepStrictEqual([...witness.leaks], [])
      }))
  }
})

describe("what the provider says about a buyer in its own words", () => {
  const words = Object.values(personal).join(" / ")
  const named: Scenario = {
    name: "a PG names the buyer",
    ends: "CancelRejected",
    run: Effect.tapCause(cancel(full), (cause) => Effect.logError("refund failed", cause, Cause.squash(cause))),
    answers: [{ status: 200, body: JSON.stringify({ code: -1, message: words, response: null }) }]
  }
  const lines = <Line>(logger: Logger.Logger<unknown, Line>, scenario: Scenario) =>
    Effect.gen(function*() {
      const witness = Witness.make()
      const arrived = yield* Deferred.make<void>()
      const Live = Layer.provideMerge(
        AccessToken.layer(),
        Layer.mergeAll(Credentials.layer(credentials), TokenStore.layerMemory, stub(scenario, witness, signal(arrived)))
      )
      return yield* linesOf(logger, Effect.provide(scenario.run, Live))
    })

  for (const [name, logger] of [["JSON", JsonLogger.make()], ["pretty", PrettyLogger.make()]] as const) {
    it.live(`stays out of the ${name} log, even where the application logs the error`, () =>
      Effect.gen(function*() {
        const written = (yield* lines(logger, named)).join("\n")

        assert.include(written, "CancelRejected")
        assert.deepStrictEqual(leaksIn(written), [])
      }))
  }

  it.live("stays out of core's own events, for any logger", () =>
    Effect.gen(function*() {
      const written = yield* lines(Logger.formatJson, { ...named, run: cancel(full) })

      assert.isAbove(written.length, 2)
      assert.deepStrictEqual(leaksIn(written.join("\n")), [])
    }))

  it.live("is masked where it is a card number and the application asked for the words", () =>
    Effect.gen(function*() {
      const written =
        (yield* lines(JsonLogger.make({ errorMessages: true, messages: "all", longestText: 10_000 }), named)).join(
          "\n"
        )

      assert.include(written, personal.buyerName)
      assert.include(written, "<card number>")
      assert.deepStrictEqual(cardNumbers(written), [])
    }))
})

// internal

const endingOf = (exit: Exit.Exit<unknown, unknown>): Ending => {
  const [reason] = Exit.isSuccess(exit) ? [] : exit.cause.reasons
  const value = Exit.isSuccess(exit)
    ? Array.isArray(exit.value) ? exit.value[0] : exit.value
    : reason !== undefined && Cause.isFailReason(reason)
    ? reason.error
    : { _tag: reason !== undefined && Cause.isDieReason(reason) ? "Defect" : "Interrupted" }
  return Predicate.hasProperty(value, "_tag") ? value._tag as Ending : "Found"
}
