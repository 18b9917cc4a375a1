import { CancelError } from "@effect-portone/core"
import { JsonLogger, layerJson } from "@effect-portone/logging"
import { assert, describe, it } from "@effect/vitest"
import { Cause, Effect, Logger } from "effect"
import { TestClock, TestConsole } from "effect/testing"
import { linesOf } from "./lines.ts"

describe("JsonLogger", () => {
  it.effect("writes an entry as one line of JSON", () =>
    Effect.gen(function*() {
      const [line = ""] = yield* linesOf(
        JsonLogger.make({ keys: ["orderId"] }),
        Effect.logWarning("portone.token.dropped").pipe(
          Effect.annotateLogs({ orderId: "line\nbreak \u2028", buyerName: "홍길동" })
        )
      )

      assert.strictEqual(line.split("\n").length, 1)
      assert.deepStrictEqual(JSON.parse(line), {
        timestamp: "1970-01-01T00:00:00.000Z",
        level: "WARN",
        message: "portone.token.dropped",
        orderId: "line\nbreak \u2028",
        withheld: 1
      })
    }))

  it.effect("adds spans and faults where there are any", () =>
    Effect.gen(function*() {
      const [line = ""] = yield* linesOf(
        JsonLogger.make({ keys: ["refund"] }),
        Effect.andThen(
          TestClock.adjust("2 seconds"),
          Effect.logError(Cause.fail(new CancelError.NotSent({ reason: "ConnectionRefused" })))
        ).pipe(Effect.withLogSpan("refund"))
      )

      assert.deepStrictEqual(JSON.parse(line), {
        timestamp: "1970-01-01T00:00:02.000Z",
        level: "ERROR",
        message: "NotSent",
        spans: { refund: 2000 },
        faults: [{ how: "failed", error: "NotSent", reason: "ConnectionRefused", moneyMoved: "no", resend: "safe" }]
      })
    }))

  it.effect("writes to the console, and replaces every other logger", () =>
    Effect.gen(function*() {
      yield* Effect.log("홍길동").pipe(Effect.provide(layerJson()))

      assert.deepStrictEqual(yield* TestConsole.logLines, [
        `{"timestamp":"1970-01-01T00:00:00.000Z","level":"INFO","message":"<withheld>","withheld":1}`
      ])
      assert.deepStrictEqual(yield* TestConsole.errorLines, [])
    }))

  it.effect("writes to standard error where the application reserves standard output", () =>
    Effect.gen(function*() {
      yield* Effect.log("portone.token.dropped").pipe(
        Effect.provide(layerJson()),
        Effect.provideService(Logger.LogToStderr, true)
      )

      assert.deepStrictEqual(yield* TestConsole.logLines, [])
      assert.strictEqual((yield* TestConsole.errorLines).length, 1)
    }))
})
