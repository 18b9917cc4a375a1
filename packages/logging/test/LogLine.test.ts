import { CancelError, FindPayment, LogEvent } from "@effect-portone/core"
import { AllowList, LogLine } from "@effect-portone/logging"
import { assert, describe, it } from "@effect/vitest"
import { Cause, Effect, Logger } from "effect"
import { TestClock } from "effect/testing"
import { linesOf } from "./lines.ts"

const line = (program: Effect.Effect<unknown, unknown>, options: AllowList.Options = {}) =>
  Effect.map(linesOf(Logger.make((entry) => LogLine.make(AllowList.make(options), entry)), program), (lines) => {
    assert.strictEqual(lines.length, 1)
    return lines[0] as LogLine.LogLine
  })

describe("LogLine", () => {
  it.effect("keeps all keys of an event of core", () =>
    Effect.gen(function*() {
      const event = {
        event: "portone.cancel.failed",
        payment: "imp_448280090638",
        error: "OutcomeUnknown",
        code: undefined,
        status: 502,
        reason: "UnexpectedStatus",
        moneyMoved: "unknown",
        resend: "with-checksum"
      } as const

      const { fields, level, message, withheld } = yield* line(LogEvent.emit(event))

      const { code: _, ...known } = event
      assert.deepStrictEqual({ fields, level, message, withheld }, {
        fields: known,
        level: "WARN",
        message: "portone.cancel.failed",
        withheld: 0
      })
    }))

  it.effect("takes the time from Effect's clock", () =>
    Effect.gen(function*() {
      yield* TestClock.setTime(Date.UTC(2026, 10, 23, 3, 0, 0))

      const { timestamp } = yield* line(Effect.logInfo("x"))

      assert.strictEqual(timestamp, "2026-11-23T03:00:00.000Z")
    }))

  it.effect("drops a listed key whose value is an object, and counts it", () =>
    Effect.gen(function*() {
      const { fields, withheld } = yield* line(
        Effect.annotateLogs(Effect.log("portone.token.dropped"), { payment: { buyer: "홍길동" }, status: 200 })
      )

      assert.deepStrictEqual({ fields, withheld }, { fields: { status: 200 }, withheld: 1 })
    }))

  it.effect("counts what it withholds, so that a forgotten key is noticed", () =>
    Effect.gen(function*() {
      const { withheld } = yield* line(
        Effect.log("a", { b: 1 }).pipe(Effect.annotateLogs({ c: 1, d: 2 }), Effect.withLogSpan("e"))
      )

      assert.strictEqual(withheld, 5)
    }))

  it.effect("does not let an annotation replace the line's own fields", () =>
    Effect.gen(function*() {
      const reserved = ["timestamp", "level", "message", "spans", "faults", "withheld", "__proto__"]
      const annotations = Object.fromEntries(reserved.map((key) => [key, "forged"]))

      const { fields, withheld } = yield* line(Effect.annotateLogs(Effect.log("x"), annotations), {
        keys: reserved,
        messages: ["x"]
      })

      assert.deepStrictEqual({ fields, withheld }, { fields: {}, withheld: reserved.length })
    }))

  it.effect("measures listed log spans", () =>
    Effect.gen(function*() {
      const { spans } = yield* line(
        Effect.andThen(TestClock.adjust("3 seconds"), Effect.log("x")).pipe(
          Effect.withLogSpan("refund"),
          Effect.withLogSpan("01012345678")
        ),
        { keys: ["refund"] }
      )

      assert.deepStrictEqual(spans, { refund: 3000 })
    }))

  it.effect("joins the parts of a message, and leaves objects out", () =>
    Effect.gen(function*() {
      const { message } = yield* line(Effect.log("refunded", 3000, { buyer: "홍길동" }, true), { messages: "all" })

      assert.strictEqual(message, "refunded 3000 true")
    }))

  it.effect("masks a card number in a message", () =>
    Effect.gen(function*() {
      const { message } = yield* line(Effect.log("card", "4111 1111 1111 1111"), { messages: "all" })

      assert.strictEqual(message, "card <card number>")
    }))

  describe("faults", () => {
    const lost = new CancelError.OutcomeUnknown({ payment: "imp_1", reason: "UnexpectedStatus", status: 502 })
    const rejected = new CancelError.CancelRejected({
      payment: "imp_1",
      code: -1,
      providerMessage: "홍길동 고객님",
      status: 200,
      family: "pg"
    })

    it.effect("show of core's errors whether money moved and whether to send again", () =>
      Effect.gen(function*() {
        const { faults, message } = yield* line(Effect.logError(Cause.fail(lost)))

        assert.strictEqual(message, "OutcomeUnknown")
        assert.deepStrictEqual(faults, [{
          how: "failed",
          error: "OutcomeUnknown",
          payment: "imp_1",
          status: 502,
          reason: "UnexpectedStatus",
          moneyMoved: "unknown",
          resend: "with-checksum"
        }])
      }))

    it.effect("are the same for an error that was logged as a message", () =>
      Effect.gen(function*() {
        const { faults, withheld } = yield* line(Effect.logError(rejected))

        assert.deepStrictEqual({ faults, withheld }, {
          faults: [{
            how: "failed",
            error: "CancelRejected",
            payment: "imp_1",
            code: -1,
            status: 200,
            moneyMoved: "unknown",
            resend: "never"
          }],
          withheld: 0
        })
      }))

    it.effect("leave out the detail of a look-up, because it quotes the provider", () =>
      Effect.gen(function*() {
        const { faults } = yield* line(
          Effect.logError(
            new FindPayment.LookupFailed({ reason: "UnexpectedCode", detail: "code 3 홍길동 고객님", status: 200 })
          )
        )

        assert.deepStrictEqual(faults, [
          {
            how: "failed",
            error: "LookupFailed",
            status: 200,
            reason: "UnexpectedCode",
            moneyMoved: "no",
            resend: "safe"
          }
        ])
      }))

    it.effect("know the errors of every package by their contract, and write listed fields only", () =>
      Effect.gen(function*() {
        class LedgerFailed extends Error {
          readonly _tag = "LedgerFailed"
          readonly moneyMoved = "unknown"
          readonly resend = "with-checksum"
          readonly messageKo = "환불 장부를 읽지 못했습니다."
          readonly impUid = "imp_1"
          readonly operation = "get"
          readonly problem = "홍길동"
          readonly key = "refund of 홍길동"
        }

        const { faults } = yield* line(Effect.logError(new LedgerFailed("홍길동")))

        assert.deepStrictEqual(faults, [{
          how: "failed",
          error: "LedgerFailed",
          payment: "imp_1",
          operation: "get",
          moneyMoved: "unknown",
          resend: "with-checksum"
        }])
      }))

    it.effect("have a reason of core's list only, because any other word may be a name", () =>
      Effect.gen(function*() {
        const reasons = ["Timeout", "HongGildong", "constructor", ""]

        const faults = yield* Effect.forEach(reasons, (reason) =>
          Effect.map(
            line(Effect.logError(Object.assign(new Error(), { moneyMoved: "no", resend: "safe", reason }))),
            ({ faults }) => faults[0]
          ))

        assert.deepStrictEqual(
          faults.map((fault) => fault?.reason),
          ["Timeout", undefined, undefined, undefined]
        )
      }))

    it.effect("have the messages of core's errors if the options ask for them", () =>
      Effect.gen(function*() {
        const { faults } = yield* line(Effect.logError(rejected), { errorMessages: true, longestText: 500 })

        assert.strictEqual(faults[0]?.["message"], rejected.message)
      }))

    it.effect("never have the message of another error, which may hold any data", () =>
      Effect.gen(function*() {
        const { faults } = yield* line(
          Effect.logError(
            Cause.combine(Cause.die(new TypeError("홍길동")), Cause.combine(Cause.fail("홍길동"), Cause.interrupt(1)))
          ),
          { errorMessages: true, messages: "all" }
        )

        assert.deepStrictEqual(faults, [
          { how: "died", error: "TypeError" },
          { how: "failed", error: "unnamed" },
          { how: "interrupted" }
        ])
      }))

    it.effect("name the class and not `error.name`, which can be set to anything", () =>
      Effect.gen(function*() {
        const { faults } = yield* line(Effect.logError(Object.assign(new RangeError("x"), { name: "secret" })))

        assert.deepStrictEqual(faults, [{ how: "failed", error: "RangeError" }])
      }))

    it.effect("do not repeat a tag that is no name", () =>
      Effect.gen(function*() {
        const { faults } = yield* line(Effect.logError(Cause.fail({ _tag: "홍길동 01012345678" })))

        assert.deepStrictEqual(faults, [{ how: "failed", error: "unnamed" }])
      }))
  })
})
