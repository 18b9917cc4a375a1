/**
 * S11: webhooks for one payment share look-ups.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Fiber } from "effect"
import { TestClock } from "effect/testing"
import { makeCoalesced } from "../src/shop/coalesced.ts"

describe("S11 a thousand calls for one payment", () => {
  it.effect("are one run at once and one after the pause, and no later one is lost", () =>
    Effect.gen(function*() {
      const runs: Array<string> = []
      const look = yield* makeCoalesced("3 seconds", (key: string) => Effect.sync(() => void runs.push(key)))
      const all = (key: string) => Effect.forEach(Array.from({ length: 1000 }), () => Effect.forkChild(look(key)))

      yield* look("one")
      const late = yield* all("one")
      yield* TestClock.adjust("2999 millis")
      assert.deepStrictEqual(runs, ["one"])
      yield* TestClock.adjust("1 millis")
      yield* Effect.forEach(late, Fiber.join)
      assert.deepStrictEqual(runs, ["one", "one"])

      // Another payment does not wait, and after the pause this one does not either.
      yield* look("other")
      yield* TestClock.adjust("3 seconds")
      yield* look("one")
      assert.deepStrictEqual(runs, ["one", "one", "other", "one"])
    }))

  it.effect("share a failure too, and the next run is not affected", () =>
    Effect.gen(function*() {
      let count = 0
      const look = yield* makeCoalesced("3 seconds", () => count++ === 0 ? Effect.fail("down") : Effect.void)
      const first = yield* Effect.exit(Effect.all([look("one"), look("one")], { concurrency: "unbounded" }))
      assert.isTrue(Exit.isFailure(first))
      yield* TestClock.adjust("6 seconds")
      yield* look("one")
    }))
})
