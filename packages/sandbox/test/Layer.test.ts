import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { layer, Sandbox } from "../src/Sandbox.ts"

const START = Date.parse("2024-05-20T12:00:00+09:00") / 1000

describe("the layer", () => {
  it.live("takes a start time, and sets, moves, stops and continues the clock to the second", () =>
    Effect.gen(function*() {
      const sandbox = yield* Sandbox
      const clock = Effect.promise(() => fetch(`${sandbox.url}/_sandbox/clock`).then((answer) => answer.json()))

      assert.deepStrictEqual(yield* clock, { now: START, frozen: true })
      yield* sandbox.advance(90)
      assert.deepStrictEqual(yield* clock, { now: START + 90, frozen: true })
      yield* sandbox.setTime("2024-02-01T00:00:00+09:00")
      assert.deepStrictEqual(yield* clock, { now: Date.parse("2024-01-31T15:00:00Z") / 1000, frozen: true })
      assert.strictEqual((yield* sandbox.seed({ kind: "card" }))["paid_at"], Date.parse("2024-01-31T15:00:00Z") / 1000)
      yield* sandbox.unfreeze
      assert.notProperty(yield* clock, "frozen")
      yield* sandbox.freeze
      assert.property(yield* clock, "frozen")
      yield* sandbox.reset
      assert.deepStrictEqual(yield* clock, { now: START, frozen: true })
    }).pipe(Effect.provide(layer({ startTime: START, frozen: true }))))

  it.live("reports a time that the sandbox rejects", () =>
    Effect.gen(function*() {
      const failure = yield* Effect.flip((yield* Sandbox).setTime("tomorrow"))

      assert.include(failure.problem, "ISO 8601")
    }).pipe(Effect.provide(layer())))
})
