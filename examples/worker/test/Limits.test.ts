import type { Transport } from "@effect-portone/core"
import { assert, describe, it } from "@effect/vitest"
import { ConfigProvider, Effect, Fiber, Layer, Redacted } from "effect"
import { TestClock } from "effect/testing"
import * as Pace from "../src/Pace.ts"
import { Settings } from "../src/Settings.ts"

const layer = (settings: Readonly<Record<string, string>>) =>
  Pace.layer.pipe(
    Layer.provide(Settings.layer),
    Layer.provide(ConfigProvider.layer(ConfigProvider.fromUnknown(settings)))
  )

/** A transport whose cancels take ten seconds, and the most that were under way at once. */
const slow = (gateway: string) => {
  const seen = { now: 0, most: 0, sent: 0 }
  const transport: Transport.Transport["Service"] = {
    send: ({ method }) =>
      method === "GET"
        ? Effect.succeed({ status: 200, body: Redacted.make(`{"response":{"pg_provider": "${gateway}"}}`) })
        : Effect.acquireUseRelease(
          Effect.sync(() => {
            seen.sent++
            seen.most = Math.max(seen.most, ++seen.now)
          }),
          () => Effect.as(Effect.sleep("10 seconds"), { status: 200, body: Redacted.make("{}") }),
          () => Effect.sync(() => seen.now--)
        )
  }
  return { seen, transport }
}

const refunds = (transport: Transport.Transport["Service"], times: number) =>
  Effect.flatMap(Pace.Pace, (pace) =>
    Effect.forEach(Array.from({ length: times }), () => {
      const { send } = pace.around(transport)
      return Effect.andThen(
        send({ method: "GET", path: "/payments/imp_1" }),
        send({ method: "POST", path: "/payments/cancel" })
      )
    }, { concurrency: "unbounded", discard: true }))

describe("the pace", () => {
  it.effect("lets so many cancels be under way at one PG, and holds no other PG up", () =>
    Effect.gen(function*() {
      const nice = slow("nice")
      const kcp = slow("kcp")
      const both = yield* Effect.forkChild(
        Effect.all([refunds(nice.transport, 5), refunds(kcp.transport, 1)], { concurrency: 2 })
      )
      yield* TestClock.adjust("1 second")
      assert.deepStrictEqual([nice.seen.now, kcp.seen.now], [2, 1])
      yield* TestClock.adjust("1 minute")
      yield* Fiber.join(both)

      assert.deepStrictEqual([nice.seen.most, nice.seen.sent], [2, 5])
    }).pipe(Effect.provide(layer({ WORKER_PER_GATEWAY: "2" }))))

  it.effect("lets so many cancels out a second, all PGs together", () =>
    Effect.gen(function*() {
      const { seen, transport } = slow("nice")
      const all = yield* Effect.forkChild(refunds(transport, 12))
      yield* TestClock.adjust("100 millis")
      const first = seen.sent
      yield* TestClock.adjust("1 minute")
      yield* Fiber.join(all)

      assert.isAtMost(first, 5)
      assert.strictEqual(seen.sent, 12)
    }).pipe(Effect.provide(layer({ WORKER_PER_GATEWAY: "100", WORKER_RATE: "4" }))))
})
