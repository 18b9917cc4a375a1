import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect } from "effect"
import { TestClock } from "effect/testing"
import { timer } from "../src/internal/timer.ts"

/** Sets a timer and counts how often it expires. */
const set = Effect.fnUntraced(function*(duration: "1 milli" | "5 millis" | "65 seconds" | "40 days") {
  const context = yield* Effect.context<never>()
  const rang = yield* Deferred.make<void>()
  let rings = 0
  const stop = timer(duration)(context, () => {
    rings++
    Deferred.doneUnsafe(rang, Effect.void)
  })
  yield* Effect.addFinalizer(() => Effect.sync(stop))
  return { rang: Deferred.await(rang), rings: () => rings, stop }
})

describe("a timer on a clock of the context", () => {
  it.effect("expires on that clock, once", () =>
    Effect.gen(function*() {
      const { rings } = yield* set("65 seconds")

      yield* TestClock.adjust("64 seconds")
      assert.strictEqual(rings(), 0)
      yield* TestClock.adjust("1 hour")
      assert.strictEqual(rings(), 1)
    }))

  it.effect("does not expire when it was stopped", () =>
    Effect.gen(function*() {
      const { rings, stop } = yield* set("65 seconds")

      stop()
      yield* TestClock.adjust("1 hour")

      assert.strictEqual(rings(), 0)
    }))
})

describe("a timer on the system clock", () => {
  it.live("expires, and does not when it was stopped", () =>
    Effect.gen(function*() {
      const stopped = yield* set("1 milli")
      const other = yield* set("5 millis")

      stopped.stop()
      yield* other.rang

      assert.strictEqual(stopped.rings(), 0)
      assert.strictEqual(other.rings(), 1)
    }))

  it.live("does not expire at once for a time above the limit of setTimeout", () =>
    Effect.gen(function*() {
      const long = yield* set("40 days")
      const other = yield* set("5 millis")

      yield* other.rang

      assert.strictEqual(long.rings(), 0)
    }))
})
