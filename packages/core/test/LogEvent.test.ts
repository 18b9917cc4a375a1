import { cancel, CancelRequest, LogEvent, RefundAccount } from "@effect-portone/core"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Logger, References } from "effect"
import * as Provider from "./provider.ts"

/** Records what is logged at every level: message, level and annotations. */
const recorded = Effect.fnUntraced(function*<A, E, R>(effect: Effect.Effect<A, E, R>) {
  const lines: Array<{ message: unknown; level: string; annotations: Record<string, unknown> }> = []
  const recorder = Logger.make(({ fiber, logLevel, message }) => {
    lines.push({
      message: Array.isArray(message) ? message[0] : message,
      level: logLevel,
      annotations: { ...fiber.getRef(References.CurrentLogAnnotations) }
    })
  })
  yield* Effect.exit(effect).pipe(
    Effect.provide(Layer.mergeAll(Logger.layer([recorder]), Layer.succeed(References.MinimumLogLevel, "Trace")))
  )
  return lines
})

const account = RefundAccount.make({ holder: "홍길동", bank: "88", account: "110123456789" })
const request = CancelRequest.partial({ impUid: "imp_1", amount: 3000, checksum: 10000, refundAccount: account })
const run = (reply: Provider.Reply, asked: CancelRequest.CancelRequest = request) =>
  recorded(cancel(asked).pipe(Effect.provide(Provider.live(Provider.make({ cancel: reply })))))

describe("what is logged", () => {
  it.effect("logs a cancel in three lines: sending, token, confirmed", () =>
    Effect.gen(function*() {
      const lines = yield* run(Provider.ok(Provider.wirePayment()))

      assert.deepStrictEqual(lines.map((line) => line.message), [
        "portone.cancel.sending",
        "portone.token.issued",
        "portone.cancel.confirmed"
      ])
      assert.deepStrictEqual(lines[2]?.annotations, {
        event: "portone.cancel.confirmed",
        payment: "imp_1",
        cancelAmount: 3000,
        cancellableBalance: 7000
      })
    }))

  it.effect("reads no key of an event that is not logged: there is no logger, or the level is too low", () =>
    Effect.gen(function*() {
      let read = 0
      const event: LogEvent.LogEvent = {
        event: "portone.token.issued",
        sameToken: false,
        get lifeSeconds() {
          return ++read
        }
      }
      const withLogger = Logger.layer([Logger.make(() => {})])

      yield* LogEvent.emit(event).pipe(Effect.provide(withLogger))
      yield* LogEvent.emit(event).pipe(
        Effect.provideService(References.MinimumLogLevel, "Trace"),
        Effect.provide(Logger.layer([]))
      )
      assert.strictEqual(read, 0)

      yield* LogEvent.emit(event).pipe(
        Effect.provideService(References.MinimumLogLevel, "Trace"),
        Effect.provide(withLogger)
      )
      assert.strictEqual(read, 1)
    }))

  it.effect("logs a rejection once, where it is decided, with what it means for money", () =>
    Effect.gen(function*() {
      const lines = yield* run(Provider.refusal(-1, "결제취소에 실패하였습니다. [500626|기 취소 거래]"))
      const failed = lines.filter((line) => line.message === "portone.cancel.failed")

      assert.strictEqual(failed.length, 1)
      assert.strictEqual(failed[0]?.level, "Warn")
      assert.deepInclude(failed[0]?.annotations, {
        payment: "imp_1",
        error: "CancelRejected",
        code: -1,
        moneyMoved: "unknown",
        resend: "never"
      })
    }))

  it.effect("logs a confirmed cancel that it cannot read as a warning, not as a failure", () =>
    Effect.gen(function*() {
      const lines = yield* run(Provider.ok(null))
      const last = lines.at(-1)

      assert.strictEqual(last?.message, "portone.cancel.confirmed-unreadable")
      assert.strictEqual(last?.level, "Warn")
    }))

  it.effect("logs a request that was never sent, with the field and no value", () =>
    Effect.gen(function*() {
      const lines = yield* run(
        Provider.ok(null),
        CancelRequest.partial({ impUid: "imp_1", amount: 0, checksum: 10000 })
      )

      assert.deepStrictEqual(lines.map((line) => line.message), ["portone.cancel.failed"])
      assert.match(String(lines[0]?.annotations["reason"]), /^amount must be above 0/)
    }))

  it.effect("has the warnings of a check at level Debug", () =>
    Effect.gen(function*() {
      const event = {
        event: "portone.check.warnings",
        payment: "imp_1",
        warnings: "not-approved, vbank-danal"
      } as const
      const [line] = yield* recorded(LogEvent.emit(event))

      assert.deepStrictEqual(line, { message: "portone.check.warnings", level: "Debug", annotations: { ...event } })
    }))

  it.effect("uses no key outside the list, after any response", () =>
    Effect.gen(function*() {
      const replies = [
        Provider.ok(Provider.wirePayment()),
        Provider.ok(null),
        Provider.unauthorized,
        Provider.refusal(1, "이미 전액취소된 주문입니다."),
        Provider.refusal(7, "?"),
        { status: 500, body: "<html>" },
        { status: 200, body: "" }
      ]
      for (const reply of replies) {
        for (const line of yield* run(reply)) {
          for (const [key, value] of Object.entries(line.annotations)) {
            assert.include(LogEvent.keys, key)
            assert.include(["string", "number", "boolean"], typeof value, key)
          }
        }
      }
    }))

  it.effect("never holds account, holder, key, secret or token", () =>
    Effect.gen(function*() {
      for (
        const reply of [
          Provider.ok(Provider.wirePayment()),
          Provider.unauthorized,
          Provider.refusal(-1, "홍길동 110123456789")
        ]
      ) {
        const text = JSON.stringify(yield* run(reply))
        for (const secret of ["홍길동", "110123456789", Provider.impKey, Provider.impSecret, "token-1", "token-2"]) {
          assert.notInclude(text, secret)
        }
      }
    }))
})
