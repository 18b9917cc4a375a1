import type { Transport } from "@effect-portone/core"
import { assert, describe, it } from "@effect/vitest"
import { ConfigProvider, Deferred, Effect, Fiber, Layer, Option, Redacted } from "effect"
import { TestClock } from "effect/testing"
import * as Gate from "../src/engine/Gate.ts"
import * as Limits from "../src/engine/Limits.ts"
import * as Outage from "../src/engine/Outage.ts"
import * as PortOne from "../src/engine/PortOne.ts"
import { refundJob } from "../src/engine/refundJob.ts"
import * as WakeUp from "../src/engine/WakeUp.ts"
import { JobStore } from "../src/jobs/JobStore.ts"
import { Settings } from "../src/Settings.ts"
import { gone, layer as shop, seed } from "./shop.ts"

const layer = (settings: Readonly<Record<string, string>>) =>
  Limits.layer.pipe(
    Layer.provide(Settings.layer),
    Layer.provide(ConfigProvider.layer(ConfigProvider.fromUnknown(settings)))
  )

/** A transport whose cancels take ten seconds, and the highest number of them at once. */
const slow = () => {
  const seen = { now: 0, most: 0, sent: 0 }
  const transport: Transport.Transport["Service"] = {
    send: () =>
      Effect.acquireUseRelease(
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

const cancels = (transport: Transport.Transport["Service"], gateway: string, times: number) =>
  Effect.flatMap(Limits.Limits, ({ limit }) =>
    Effect.forEach(Array.from({ length: times }), () => {
      const limited = limit(transport, () => Effect.void)
      return Effect.andThen(
        limited.onPayment({ pgProvider: Option.some(gateway) }),
        limited.transport.send({ method: "POST", path: "/payments/cancel" })
      )
    }, { concurrency: "unbounded", discard: true }))

const CONCURRENT = { concurrency: "unbounded" } as const

describe("the limits", () => {
  it.effect("keep only what is the name of a PG or a currency", () =>
    Effect.gen(function*() {
      const { limit } = yield* Limits.Limits
      const { onPayment, seen } = limit(slow().transport, () => Effect.void)
      yield* onPayment({ pgProvider: Option.some("html5_inicis.v1"), currency: Option.some("KRW") })
      for (const odd of ["k\0cp", "홍길동", "", "a".repeat(65)]) {
        yield* onPayment({ pgProvider: Option.some(odd), currency: Option.some(odd) })
      }
      assert.deepStrictEqual(seen(), { pg: "html5_inicis.v1", currency: "KRW" })
    }).pipe(Effect.provide(layer({}))))

  it.effect("allow so many cancels at once at one PG, without delaying another PG", () =>
    Effect.gen(function*() {
      const nice = slow()
      const kcp = slow()
      const running = yield* Effect.forkChild(
        Effect.all([cancels(nice.transport, "nice", 5), cancels(kcp.transport, "kcp", 1)], { concurrency: 2 })
      )
      yield* TestClock.adjust("1 second")
      assert.deepStrictEqual([nice.seen.now, kcp.seen.now], [2, 1])
      yield* TestClock.adjust("1 minute")
      yield* Fiber.join(running)

      assert.deepStrictEqual([nice.seen.most, nice.seen.sent], [2, 5])
    }).pipe(Effect.provide(layer({ WORKER_PER_GATEWAY: "2" }))))

  it.effect("let a cancel pass the look-ups of other refunds that wait for a place", () =>
    Effect.gen(function*() {
      const { limit } = yield* Limits.Limits
      const { seen, transport } = slow()
      const refund = () => limit(transport, () => Effect.void)
      const lookUp = Effect.suspend(() => refund().transport.send({ method: "GET", path: "/payments/imp_1" }))
      const running = yield* Effect.forkChild(Effect.all(Array.from({ length: 50 }, () => lookUp), CONCURRENT))
      yield* TestClock.adjust("1 second")
      const cancel = yield* Effect.forkChild(refund().transport.send({ method: "POST", path: "/payments/cancel" }))
      // Ten seconds each: the two in progress, then this one in turn with the look-ups.
      yield* TestClock.adjust("30 seconds")
      assert.isDefined(cancel.pollUnsafe())
      assert.isBelow(seen.sent, 10)
      yield* TestClock.adjust("10 minutes")
      yield* Fiber.join(running)
    }).pipe(Effect.provide(layer({ WORKER_CONCURRENCY: "2" }))))

  it.effect("let refunds wait for a PG that is slow, and say for how many more it has room", () =>
    Effect.gen(function*() {
      const { fullPgs, limit, room } = yield* Limits.Limits
      let given = 0
      const refund = Effect.suspend(() => {
        const full = Deferred.makeUnsafe<void>()
        const limited = limit(half, () => Deferred.succeed(full, undefined))
        return limited.onPayment({ pgProvider: Option.some("kcp") }).pipe(
          Effect.andThen(limited.transport.send({ method: "POST", path: "/payments/cancel" })),
          Effect.as("sent"),
          Effect.raceFirst(Effect.as(Effect.andThen(Deferred.await(full), Effect.sync(() => given++)), "given back")),
          Effect.ensuring(limited.leave)
        )
      })
      const half: Transport.Transport["Service"] = {
        send: () => Effect.as(Effect.sleep("500 millis"), { status: 200, body: Redacted.make("{}") })
      }
      assert.deepStrictEqual([...room()], [], "nothing is limited before a PG was full")
      // Eight are busy at once, and the others come in within the two seconds that they wait.
      const running = yield* Effect.forkChild(Effect.all(Array.from({ length: 20 }, () => refund), CONCURRENT))
      yield* TestClock.adjust("400 millis")
      assert.deepStrictEqual([[...room()], fullPgs()], [[["kcp", 0]], ["kcp"]])
      yield* TestClock.adjust("1 minute")
      const ended = yield* Fiber.join(running)

      assert.deepStrictEqual([ended.filter((one) => one === "sent").length, given], [20, 0])
      assert.deepStrictEqual([...room()], [["kcp", 8]])
      yield* TestClock.adjust("1 minute")
      assert.deepStrictEqual([...room()], [])
    }).pipe(Effect.provide(layer({ WORKER_PER_GATEWAY: "4", WORKER_CONCURRENCY: "50" }))))

  it.effect("allow so many cancels a second, all PGs together", () =>
    Effect.gen(function*() {
      const { seen, transport } = slow()
      const running = yield* Effect.forkChild(cancels(transport, "nice", 12))
      yield* TestClock.adjust("100 millis")
      const first = seen.sent
      yield* TestClock.adjust("1 minute")
      yield* Fiber.join(running)

      assert.isAtMost(first, 5)
      assert.strictEqual(seen.sent, 12)
    }).pipe(Effect.provide(layer({ WORKER_PER_GATEWAY: "100", WORKER_RATE: "4" }))))

  it.live(
    "learn the PG of a refund from the payment that refundOnce looks up",
    () =>
      Effect.gen(function*() {
        yield* seed("imp_1", { pg_provider: "kcp" })
        const store = yield* JobStore
        yield* store.add([{ key: "r", impUid: "imp_1", amount: 100 }], "test")
        const [job] = yield* store.claim("me", 1)
        const providers: Array<string> = []
        const limits = yield* Limits.Limits
        const spy = Limits.Limits.of({
          ...limits,
          limit: (...given) => {
            const limited = limits.limit(...given)
            return {
              ...limited,
              onPayment: (payment) =>
                Effect.andThen(
                  Effect.sync(() => providers.push(Option.getOrElse(payment.pgProvider, () => "none"))),
                  limited.onPayment(payment)
                )
            }
          }
        })

        const state = yield* Effect.provideService(refundJob(job!), Limits.Limits, spy)

        assert.strictEqual(state, "done")
        assert.deepStrictEqual(providers, ["kcp"])
        assert.deepStrictEqual(yield* gone, ["100 of imp_1"])
      }).pipe(
        Effect.provide(
          Layer.mergeAll(PortOne.layer, Limits.layer, WakeUp.layer, Outage.layer, Gate.layer).pipe(
            Layer.provideMerge(shop())
          )
        )
      ),
    120_000
  )
})
