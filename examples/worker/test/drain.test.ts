import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { TestClock } from "effect/testing"
import { drain } from "../src/engine/drain.ts"

/** Units: milliseconds since the process began to end. */
const ended = Effect.fnUntraced(
  function*(inFlightUntil: number, inProgressUntil: number) {
    const passed = yield* TestClock.testClockWith((clock) => Effect.succeed(() => clock.currentTimeMillisUnsafe()))
    const since = passed()
    const is = (until: number) => () => passed() - since < until ? 1 : 0
    const fiber = yield* Effect.forkChild(
      Effect.map(drain({ inFlight: is(inFlightUntil), inProgress: is(inProgressUntil) }), () => passed() - since)
    )
    yield* TestClock.adjust("10 minutes")
    return yield* Fiber.join(fiber)
  }
)

describe("the end of a process", () => {
  it.effect("waits for a cancel as long as one may take, and for a pause of refundOnce only shortly", () =>
    Effect.gen(function*() {
      const never = Number.POSITIVE_INFINITY
      assert.strictEqual(yield* ended(0, 0), 0)
      assert.strictEqual(yield* ended(62_000, 63_000), 63_000)
      assert.strictEqual(yield* ended(0, never), 10_000)
      assert.strictEqual(yield* ended(12_000, never), 21_950)
      assert.strictEqual(yield* ended(never, never), 75_000)
    }))
})
