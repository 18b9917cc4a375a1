import { cancel, CancelRequest } from "@effect-portone/core"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Tracer } from "effect"
import * as Provider from "./provider.ts"
import { recordingTracer } from "./recordingTracer.ts"

const request = CancelRequest.partial({ impUid: "imp_1", amount: 3000, checksum: 10000, reason: "고객 변심" })

describe("the span of a cancel", () => {
  it.effect("names the payment and the amount where a tracer is installed", () => {
    const { spans, tracer } = recordingTracer()
    return Effect.gen(function*() {
      yield* Effect.provideService(cancel(request), Tracer.Tracer, tracer)

      assert.deepStrictEqual(spans.map(({ name }) => name), ["portone.cancel"])
      assert.deepStrictEqual(Object.fromEntries(spans[0]!.attributes), {
        "portone.payment": "imp_1",
        "portone.amount": 3000
      })
    }).pipe(Effect.provide(Provider.live(Provider.make({}))))
  })

  it.effect("shows nothing of a request that failed the check, because its values may be secrets", () => {
    const { spans, tracer } = recordingTracer()
    const invalid = CancelRequest.partial({ impUid: "imp_1", amount: 0, checksum: 10000 })
    return Effect.gen(function*() {
      yield* Effect.flip(Effect.provideService(cancel(invalid), Tracer.Tracer, tracer))

      assert.deepStrictEqual(spans.map(({ attributes }) => attributes.size), [0])
    }).pipe(Effect.provide(Provider.live(Provider.make({}))))
  })

  it.effect("is not made where no tracer is installed, because nothing would record it", () =>
    Effect.gen(function*() {
      const span = yield* Effect.withSpan(Effect.andThen(cancel(request), Effect.currentSpan), "caller")

      assert.deepStrictEqual([...span.attributes], [])
      assert.strictEqual(span.name, "caller")
    }).pipe(Effect.provide(Provider.live(Provider.make({})))))
})
