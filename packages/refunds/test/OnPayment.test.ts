/**
 * The hook of `refundOnce`, and what it cannot do to a refund.
 */
import { refundOnce } from "@effect-portone/refunds"
import { layer as sandboxLayer, Sandbox } from "@effect-portone/sandbox/Sandbox"
import { assert, layer } from "@effect/vitest"
import { Deferred, Effect, Exit, Fiber, Layer, Option } from "effect"
import { client, seed, short, taken } from "./shop.ts"

layer(client().pipe(Layer.provideMerge(sandboxLayer())), { excludeTestServices: true })(
  "onPayment",
  (it) => {
    it.effect("gets the payment after each look-up that found it", () =>
      Effect.gen(function*() {
        const sandbox = yield* Sandbox
        const impUid = yield* seed()
        yield* sandbox.fault({ route: "find", fault: "html-503" })
        yield* sandbox.fault({ route: "cancel", fault: "html-500" })
        const seen: Array<string> = []
        const done = yield* refundOnce({ impUid, key: "a", amount: 3000 }, {
          timers: short,
          onPayment: (payment) =>
            Effect.sync(() => seen.push(`${payment.impUid} ${Option.getOrThrow(payment.pgProvider)}`))
        })

        assert.strictEqual(done._tag, "Succeeded")
        assert.isAbove(seen.length, 1)
        assert.lengthOf([...new Set(seen)], 1)
        assert.match(seen[0] ?? "", new RegExp(`^${impUid} \\w+`))
      }))

    for (
      const [how, onPayment] of [
        ["dies", () => Effect.die("hook")],
        ["throws", () => {
          throw new Error("hook")
        }],
        ["interrupts itself", () => Effect.interrupt],
        ["fails in spite of its type", () => Effect.fail("hook") as unknown as Effect.Effect<void>],
        ["returns nothing", () => undefined as unknown as Effect.Effect<void>],
        ["returns a promise", () => Promise.resolve() as unknown as Effect.Effect<void>]
      ] as const
    ) {
      it.effect(`does not change the refund when it ${how}`, () =>
        Effect.gen(function*() {
          const impUid = yield* seed()
          const done = yield* refundOnce({ impUid, key: "a", amount: 3000 }, { timers: short, onPayment })
          assert.strictEqual(done._tag, "Succeeded")
          assert.deepStrictEqual(yield* taken(impUid), [3000])
        }))
    }

    it.effect("cannot change what is sent or reported", () =>
      Effect.gen(function*() {
        const [impUid, victim] = [yield* seed(), yield* seed()]
        const refund = { impUid, key: "a", amount: 3000, reason: "고객 변심" }
        const done = yield* refundOnce(refund, {
          timers: short,
          onPayment: (payment) =>
            Effect.sync(() => {
              Object.assign(refund, { impUid: victim, key: "b", amount: 9000 })
              Object.assign(payment, { currency: Option.some("USD"), unreadFields: ["cancel_history"] })
              Object.assign(payment.cancelHistory, { length: 0 })
            })
        })

        assert.deepInclude(done, { _tag: "Succeeded", impUid, key: "a", amount: 3000 })
        assert.deepStrictEqual([yield* taken(impUid), yield* taken(victim)], [[3000], []])
      }))

    it.effect("does not keep the refund from being interrupted before it has sent", () =>
      Effect.gen(function*() {
        const impUid = yield* seed()
        const reached = yield* Deferred.make<void>()
        const call = yield* Effect.forkChild(
          refundOnce({ impUid, key: "a", amount: 3000 }, {
            timers: short,
            onPayment: () => Effect.andThen(Deferred.succeed(reached, undefined), Effect.never)
          })
        )
        yield* Deferred.await(reached)
        yield* Fiber.interrupt(call)

        assert.isTrue(Exit.hasInterrupts(yield* Fiber.await(call)))
        assert.deepStrictEqual(yield* taken(impUid), [])
      }))
  }
)
