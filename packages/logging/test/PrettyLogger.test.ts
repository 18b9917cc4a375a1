import { CancelError, LogEvent } from "@effect-portone/core"
import { layerPretty, PrettyLogger } from "@effect-portone/logging"
import { assert, describe, it } from "@effect/vitest"
import { Cause, Effect } from "effect"
import { TestClock, TestConsole } from "effect/testing"
import { linesOf } from "./lines.ts"

describe("PrettyLogger", () => {
  it.effect("writes time, level, event and keys", () =>
    Effect.gen(function*() {
      yield* TestClock.setTime(Date.UTC(2026, 10, 23, 3, 4, 5, 6))

      const lines = yield* linesOf(
        PrettyLogger.make(),
        LogEvent.emit({ event: "portone.token.issued", lifeSeconds: 1800, sameToken: false })
      )

      assert.deepStrictEqual(lines, [
        "03:04:05.006 DEBUG portone.token.issued lifeSeconds=1800 sameToken=false"
      ])
    }))

  it.effect("adds spans, faults and the count of what was withheld", () =>
    Effect.gen(function*() {
      const lines = yield* linesOf(
        PrettyLogger.make({ keys: ["refund"] }),
        Effect.logError("홍길동", Cause.fail(new CancelError.NotSent({ reason: "TlsFailed" }))).pipe(
          Effect.withLogSpan("refund")
        )
      )

      assert.deepStrictEqual(lines, [
        "00:00:00.000 ERROR <withheld> refund=0ms failed NotSent reason=TlsFailed moneyMoved=no resend=safe (1 withheld)"
      ])
    }))

  it.effect("quotes a text that could begin a new line or colour the terminal", () =>
    Effect.gen(function*() {
      const [line = ""] = yield* linesOf(
        PrettyLogger.make({ messages: "all" }),
        Effect.log("a\n00:00:00.000 INFO  forged").pipe(Effect.annotateLogs({ payment: "\u001B[31m주\u009B\u202E문" }))
      )

      assert.strictEqual(
        line,
        String.raw`00:00:00.000 INFO  "a\n00:00:00.000 INFO  forged" payment="\u001b[31m주\u009b\u202e문"`
      )
    }))

  it.effect("colours level and message if the options ask for it", () =>
    Effect.gen(function*() {
      const [line = ""] = yield* linesOf(PrettyLogger.make({ colors: true }), Effect.logError("portone.token.dropped"))

      assert.strictEqual(
        line,
        "\u001B[90m00:00:00.000\u001B[0m \u001B[31mERROR\u001B[0m \u001B[1mportone.token.dropped\u001B[0m"
      )
    }))

  it.effect("writes to the console, and replaces every other logger", () =>
    Effect.gen(function*() {
      yield* Effect.log("portone.token.dropped").pipe(Effect.provide(layerPretty()))

      assert.deepStrictEqual(yield* TestConsole.logLines, ["00:00:00.000 INFO  portone.token.dropped"])
    }))
})
