import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { SqlClient } from "effect/sql"
import { JobStore } from "../src/JobStore.ts"
import type { Verdict } from "../src/Verdict.ts"
import { layer } from "./shop.ts"

const refused: Verdict = { state: "refused", sends: 1, outcome: { outcome: "Rejected", cause: "no" } }
const done: Verdict = { state: "done", sends: 1, outcome: { outcome: "Succeeded", amount: 100 } }
const unsure: Verdict = { state: "unsure", sends: 1, outcome: { outcome: "Undetermined", cause: "NeverConfirmed" } }

/** Takes a refund in for each payment named, and hands all that may be out. */
const claimed = Effect.fnUntraced(function*(...payments: ReadonlyArray<string>) {
  const store = yield* JobStore
  yield* store.takeIn(payments.map((impUid, n) => ({ key: `r-${n}`, impUid, amount: 100 + n })), "test")
  return yield* store.claim("me", 10)
})

const stateOf = (key: string) =>
  Effect.flatMap(JobStore, (store) => Effect.map(store.get([key]), ([job]) => job?.state))

describe("the table of refunds", () => {
  it.effect("hands out one refund of a payment at a time, and the next when that one has its end", () =>
    Effect.gen(function*() {
      const store = yield* JobStore
      const [first, other] = yield* claimed("imp_1", "imp_2", "imp_1")
      assert.deepStrictEqual([first?.key, other?.key, (yield* store.claim("you", 10)).length], ["r-0", "r-1", 0])

      const begun = yield* store.begin("r-0", 1)
      yield* store.record(begun!, unsure)
      assert.lengthOf(yield* store.claim("you", 10), 0, "its cancel may still be on its way")
      yield* store.recheck("r-0")
      yield* store.claim("you", 10)
      yield* store.record((yield* store.begin("r-0", 2))!, done)

      assert.deepStrictEqual((yield* store.claim("you", 10)).map(({ key }) => key), ["r-2"])
    }).pipe(Effect.provide(layer())))

  it.effect("hands no more to a runner than it can have in work", () =>
    Effect.gen(function*() {
      const store = yield* JobStore
      yield* store.takeIn(
        Array.from({ length: 5 }, (_, n) => ({ key: `r-${n}`, impUid: `imp_${n}`, amount: 1 })),
        "test"
      )

      const sizes = yield* Effect.forEach(
        ["me", "me", "you"],
        (runner) => Effect.map(store.claim(runner, 3), ({ length }) => length)
      )

      assert.deepStrictEqual(sizes, [3, 0, 2])
    }).pipe(Effect.provide(layer())))

  it.effect("keeps a refusal only of the call that was the last to begin, because the one after it may still send", () =>
    Effect.gen(function*() {
      const store = yield* JobStore
      yield* claimed("imp_1")
      const first = yield* store.begin("r-0", 1)
      const second = yield* store.begin("r-0", 1)

      yield* store.record(first!, refused)
      assert.strictEqual(yield* stateOf("r-0"), "running")
      yield* store.record(second!, refused)
      assert.strictEqual(yield* stateOf("r-0"), "refused")
    }).pipe(Effect.provide(layer())))

  it.effect("keeps a refund that has happened, whoever tells it and however late", () =>
    Effect.gen(function*() {
      const store = yield* JobStore
      yield* claimed("imp_1")
      const first = yield* store.begin("r-0", 1)
      yield* store.record((yield* store.begin("r-0", 1))!, refused)

      yield* store.record(first!, done)
      assert.strictEqual(yield* stateOf("r-0"), "done")
      yield* store.record(first!, unsure)
      assert.strictEqual(yield* stateOf("r-0"), "done")
      assert.isFalse(yield* store.recheck("r-0"))
    }).pipe(Effect.provide(layer())))

  it.effect("lets nothing begin that is over, held, or in another round", () =>
    Effect.gen(function*() {
      const store = yield* JobStore
      yield* claimed("imp_1", "imp_2")
      yield* store.record((yield* store.begin("r-0", 1))!, done)
      yield* store.record((yield* store.begin("r-1", 1))!, { ...unsure, state: "held" })

      const begun = [yield* store.begin("r-0", 1), yield* store.begin("r-1", 1), yield* store.begin("r-1", 2)]

      assert.deepStrictEqual(begun, [undefined, undefined, undefined])
    }).pipe(Effect.provide(layer())))

  it.effect("counts as ended what will be asked again only in some time, so that an import need not wait for it", () =>
    Effect.gen(function*() {
      const store = yield* JobStore
      yield* claimed("imp_1", "imp_2", "imp_3")
      yield* store.record((yield* store.begin("r-0", 1))!, done)
      yield* store.record((yield* store.begin("r-1", 1))!, unsure)
      const soon = yield* store.progress({ source: "test" })
      const sql = yield* SqlClient.SqlClient
      yield* sql`UPDATE refund_job SET due_at = due_at + 120000 WHERE key = 'r-1'`
      const late = yield* store.progress({ source: "test" })

      assert.deepStrictEqual([soon, late], [{ done: 1, total: 3 }, { done: 2, total: 3 }])
      assert.deepStrictEqual(yield* store.progress({ key: "r-2" }), { done: 0, total: 1 })
    }).pipe(Effect.provide(layer())))
})
