/**
 * No span of this library shows the words of the provider, which may name a person.
 */
import {
  cancel,
  CancelRequest,
  findPayment,
  findPayments,
  listPayments,
  PaymentJson,
  Span,
  Webhook
} from "@effect-portone/core"
import { CancelCheck } from "@effect-portone/gateways"
import { findRefund, forgetRefund, RefundLedger, refundOnce } from "@effect-portone/refunds"
import { assert, describe, it } from "@effect/vitest"
import { Cause, Effect, Exit, Fiber, Logger, Result, Stream, Tracer } from "effect"
import { inspect } from "node:util"
import { recordingTracer } from "../../core/test/recordingTracer.ts"
import { rejection, scripted } from "./scripted.ts"
import { short } from "./shop.ts"

const words = "홍길동 고객님(010-1234-5678, hong@example.kr)의 결제입니다"

const recording = () => {
  const { spans, tracer } = recordingTracer()
  return { spans, traced: Effect.provideService(Tracer.Tracer, tracer) }
}

// Four digits alone may stand in the random id of a span.
const unseen = (text: string) => {
  for (const secret of ["홍길동", "010-1234", "1234-5678", "01012345678", "hong@"]) assert.notInclude(text, secret)
}

// What an exporter reads of the end of a span.
const errorsOf = (spans: ReadonlyArray<Tracer.NativeSpan>) =>
  spans.flatMap(({ status }) =>
    status._tag === "Ended" && Exit.isFailure(status.exit) ? Cause.prettyErrors(status.exit.cause) : []
  )

const textOf = (spans: ReadonlyArray<Tracer.NativeSpan>) =>
  [
    ...spans.map((span) => inspect(span, { depth: 20, showHidden: true })),
    ...errorsOf(spans).flatMap(({ message, name, stack }) => [name, message, stack ?? ""])
  ].join("\n")

describe("no span shows the provider's words", () => {
  const notFound = () => ({ status: 404, body: JSON.stringify({ code: -1, message: words, response: null }) })
  const request = CancelRequest.partial({ impUid: "imp_1", amount: 3000, checksum: 10_000 })
  const calls = {
    "portone.cancel": cancel(request),
    "portone.findPayment": findPayment({ impUid: "imp_1" }),
    "portone.findPayments": findPayments(["imp_1"]),
    "portone.listPayments": Stream.runDrain(listPayments({ status: "paid" })),
    "portone.webhook.lookUp": Webhook.lookUp({ imp_uid: "imp_1" }),
    "portone.refundOnce": refundOnce({ impUid: "imp_1", key: "k", amount: 3000 }, { timers: short }),
    "portone.findRefund": findRefund("imp_1", "k"),
    "portone.forgetRefund": forgetRefund("imp_1", "홍길동 010-1234-5678\n"),
    "portone.check": Effect.flatMap(
      Effect.fromResult(PaymentJson.decode({ imp_uid: "imp_1", merchant_uid: "m", status: "paid", amount: 10 })),
      (payment) => CancelCheck.guard(payment)(request)
    )
  }
  for (const [name, call] of Object.entries(calls)) {
    it.live(`of ${name}`, () =>
      Effect.gen(function*() {
        const { live } = scripted({
          lookUp: notFound,
          cancel: () => rejection(words)
        })
        const { spans, traced } = recording()
        const exit = yield* Effect.exit(traced(call as Effect.Effect<unknown, unknown>)).pipe(
          Effect.provide([live, RefundLedger.layerMemory(), Logger.layer([])])
        )

        assert.isTrue(spans.some((span) => span.name === name))
        unseen(textOf(spans))
        // The caller gets all of it.
        if (name === "portone.cancel") assert.include(inspect(exit, { depth: 9 }), "홍길동")
      }))
  }
})

describe("a span of this library", () => {
  const rejected = { _tag: "CancelRejected", code: 1, status: 200, message: words }

  it.effect("shows name, code and status of an error, and the caller gets the error itself", () =>
    Effect.gen(function*() {
      const { spans, traced } = recording()
      const error = yield* Effect.flip(traced(Span.within(Effect.fail(rejected), "portone.test")))
      const defect = new Error(words)
      const died = yield* Effect.exit(traced(Span.within(Effect.die(defect), "portone.test")))

      assert.strictEqual(error, rejected)
      assert.strictEqual(Exit.isFailure(died) && Result.getOrThrow(Cause.findDefect(died.cause)), defect)
      assert.deepStrictEqual(errorsOf(spans).map(({ message, name }) => [name, message]), [
        ["CancelRejected", "CancelRejected, code 1, status 200"],
        ["Defect", "Defect"]
      ])
      unseen(textOf(spans))
    }))

  it.effect("is interrupted with what it spans, and ends as interrupted", () =>
    Effect.gen(function*() {
      const { spans, traced } = recording()
      const fiber = yield* Effect.forkChild(traced(Span.within(Effect.never, "portone.test")), {
        startImmediately: true
      })
      yield* Fiber.interrupt(fiber)
      const exit = yield* Fiber.await(fiber)

      assert.isTrue(Exit.isFailure(exit) && Cause.hasInterruptsOnly(exit.cause))
      const [span] = spans
      assert.isTrue(
        span?.status._tag === "Ended" && Exit.isFailure(span.status.exit) &&
          Cause.hasInterruptsOnly(span.status.exit.cause)
      )
    }))
})
