/**
 * What a call says over real HTTP of what earlier calls have done.
 */
import { RefundLedger, refundOnce } from "@effect-portone/refunds"
import { layer as sandboxLayer, Sandbox } from "@effect-portone/sandbox/Sandbox"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Layer } from "effect"
import { client, seed, short, taken } from "./shop.ts"

const run = <A, E>(effect: Effect.Effect<A, E, any>, ledger: Layer.Layer<never> = Layer.empty) =>
  Effect.provide(
    effect,
    client().pipe(Layer.provideMerge(sandboxLayer()), Layer.provideMerge(ledger))
  ) as Effect.Effect<A, E>
const once = (impUid: string, options: Parameters<typeof refundOnce>[1] = {}, amount: number | "rest" = 3000) =>
  refundOnce({ impUid, key: "k", amount }, { timers: short, ...options })
const broken = Layer.succeed(RefundLedger.RefundLedger, {
  stores: true,
  change: (impUid: string) => Effect.fail(new RefundLedger.LedgerFailed({ impUid, problem: "no room" }))
})
const blind = Effect.flatMap(Sandbox, (sandbox) => sandbox.fault({ route: "find", fault: "html-503", times: 99 }))

describe("a call after other calls", () => {
  it.live("a second call that writes no tag does not refund again", () =>
    run(Effect.gen(function*() {
      const impUid = yield* seed()
      yield* once(impUid)
      yield* once(impUid, { tag: false })
      assert.deepStrictEqual(yield* taken(impUid), [3000])
    })))

  it.live("with a ledger, another amount under a key that succeeded is KeyReused", () =>
    run(
      Effect.gen(function*() {
        const impUid = yield* seed()
        yield* once(impUid)
        const error = yield* Effect.flip(once(impUid, {}, 5000))
        assert.strictEqual(error._tag, "KeyReused")
      }),
      RefundLedger.layerMemory()
    ))

  it.live("and is never reported done with that amount while the payment cannot be read", () =>
    run(
      Effect.gen(function*() {
        const impUid = yield* seed()
        yield* once(impUid)
        yield* blind
        const done = yield* Effect.result(once(impUid, {}, 5000))
        if (done._tag === "Success" && done.success._tag === "Succeeded") {
          assert.strictEqual(done.success.amount, 3000, "5,000 was never given back")
        }
      }),
      RefundLedger.layerMemory()
    ))

  it.live("all that remained, found by its tag, is not reported as 0 while the payment cannot be read", () =>
    run(Effect.gen(function*() {
      const impUid = yield* seed()
      yield* once(impUid, {}, "rest")
      yield* Effect.gen(function*() {
        const found = yield* once(impUid, {}, "rest")
        assert.strictEqual(found._tag, "Succeeded")
        yield* blind
        const again = yield* once(impUid, {}, "rest")
        assert.strictEqual(again._tag, "Succeeded")
        if (again._tag === "Succeeded") assert.strictEqual(again.amount, 10000)
      }).pipe(Effect.provide(RefundLedger.layerMemory()))
    })))
  it.live("an error of the ledger does not say that no money moved when an earlier call moved it", () =>
    run(Effect.gen(function*() {
      const impUid = yield* seed({})
      const sandbox = yield* Sandbox
      yield* sandbox.fault({ route: "cancel", fault: "drop-after-commit" })
      yield* once(impUid)
      yield* sandbox.fault({ route: "find", fault: "html-503", times: 1 })
      const again = yield* Effect.result(Effect.provide(once(impUid, { tag: false }), broken))
      assert.deepStrictEqual(yield* taken(impUid), [3000])
      if (again._tag === "Failure" && again.failure._tag === "LedgerFailed") {
        assert.notStrictEqual(again.failure.moneyMoved as string, "no")
      } else assert.strictEqual(again._tag, "Success")
    })))

  it.live("no pauses given, after a lost answer: still an outcome and no defect", () =>
    run(Effect.gen(function*() {
      const impUid = yield* seed()
      const sandbox = yield* Sandbox
      yield* sandbox.fault({ route: "cancel", fault: "html-500", times: 9 })
      const exit = yield* Effect.exit(once(impUid, { timers: { read: [], quiet: [], confirm: 1 } }))
      assert.isFalse(Exit.hasDies(exit), String((exit as any).cause))
      yield* sandbox.fault({ route: "find", fault: "html-503", times: 99 })
      const blind = yield* Effect.exit(once(impUid, { timers: { read: [], quiet: [], confirm: 1 } }))
      assert.isFalse(Exit.hasDies(blind), String((blind as any).cause))
    })))

  it.live("sends of NaN ends", () =>
    run(Effect.gen(function*() {
      const impUid = yield* seed()
      const sandbox = yield* Sandbox
      yield* sandbox.fault({ route: "cancel", fault: "html-500", times: 9999 })
      const error = yield* Effect.flip(once(impUid, { sends: Number.NaN }))
      assert.strictEqual(error._tag, "InvalidRefund")
    })))
})
