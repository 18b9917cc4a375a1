import { CancelError, type Transport } from "@effect-portone/core"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Redacted } from "effect"
import { TestClock } from "effect/testing"
import * as Gate from "../src/engine/Gate.ts"
import type { GivenBack } from "../src/engine/GivenBack.ts"
import { type Hold, Holds } from "../src/jobs/Holds.ts"
import { layer as shop } from "./shop.ts"

/** A transport that counts the cancels. */
const counting = () => {
  const seen = { sent: 0 }
  const transport: Transport.Transport["Service"] = {
    send: () =>
      Effect.sync(() => {
        seen.sent++
        return { status: 200, body: Redacted.make("{}") }
      })
  }
  return { seen, transport }
}

const cancel = { method: "POST", path: "/payments/cancel" } as const

/** The holds of a database that answers its first questions so late, and has a hold since. */
const slow = (late: number) => {
  let asked = 0
  const hold: Hold = { what: "merchant", since: 0 }
  return Layer.succeed(Holds, {
    list: Effect.suspend(() => asked++ < late ? Effect.as(Effect.sleep("400 millis"), []) : Effect.succeed([hold])),
    put: () => Effect.succeed(true),
    lift: () => Effect.succeed(true)
  })
}

const tried = Effect.fnUntraced(function*() {
  const { seen, transport } = counting()
  const gate = yield* Gate.Gate
  const guarded = gate.guard(transport, { key: "a" }, () => undefined, () => Effect.void)
  const error = yield* Effect.flip(guarded.send(cancel))
  assert.instanceOf(error, CancelError.NotSent)
  assert.strictEqual(seen.sent, 0)
})

describe("the gate", () => {
  for (const late of [1, 1000]) {
    it.live(`does not go by holds that were read too slowly, ${late} times`, () =>
      tried().pipe(
        Effect.provide(Gate.layer.pipe(Layer.provide(slow(late)))),
        Effect.provide(shop())
      ), 60_000)
  }

  it.effect("lets nothing pass when the process stops, and gives the refund back for a moment", () =>
    Effect.gen(function*() {
      const { seen, transport } = counting()
      const gate = yield* Gate.Gate
      const given: Array<GivenBack> = []
      const guarded = gate.guard(transport, { key: "a" }, () => "kcp", (to) => Effect.sync(() => given.push(to)))
      yield* gate.close
      yield* Effect.flip(guarded.send(cancel))
      yield* Effect.forkChild(guarded.send({ method: "GET", path: "/payments/imp_1" }))
      yield* TestClock.adjust("1 second")

      assert.deepStrictEqual(given, [{ pg: "kcp", pause: "short" }])
      assert.strictEqual(seen.sent, 0)
    }).pipe(Effect.provide(Gate.layer), Effect.provide(shop())))
})
