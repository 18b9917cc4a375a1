import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { TestClock } from "effect/testing"
import { bar, follow, line } from "../src/import/Progress.ts"

describe("progress", () => {
  it("computes rate and remaining time from what was done since the start", () => {
    assert.strictEqual(
      line("refunds", { before: 100, done: 300, total: 1000, millis: 10_000 }),
      "refunds 300/1000 (30 %), 20/s, 35 s left 남음"
    )
    assert.strictEqual(line("refunds", { before: 0, done: 0, total: 4, millis: 0 }), "refunds 0/4 (0 %), 0.0/s")
  })

  it("is a bar in a terminal", () => {
    assert.match(bar("refunds", { before: 0, done: 1, total: 2, millis: 1000 }), /^\[█{12}░{12}\] refunds 1\/2/)
  })

  const watch = (isTTY: boolean) =>
    Effect.gen(function*() {
      const written: Array<string> = []
      let done = 0
      const read = Effect.sync(() => ({ done: done++, total: 30 }))
      const watching = yield* Effect.forkChild(follow("refunds", read, { isTTY, write: (text) => written.push(text) }))
      yield* TestClock.adjust("20 seconds")
      yield* Fiber.join(watching)
      return written
    })

  it.effect("prints a line every few seconds in a pipe, and updates one line in a terminal", () =>
    Effect.gen(function*() {
      const piped = yield* watch(false)
      const shown = yield* watch(true)

      assert.lengthOf(piped, 4)
      assert.strictEqual(piped.at(-1), "refunds 30/30 (100 %), 2.5/s\n")
      assert.lengthOf(shown, 31)
      assert.isTrue(shown.every((text) => text.startsWith("\r\u001b[2K")))
    }))
})
