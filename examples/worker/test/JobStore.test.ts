import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { SqlClient } from "effect/sql"
import type { JobDecision } from "../src/JobDecision.ts"
import { JobStore } from "../src/JobStore.ts"
import { layer } from "./shop.ts"

const rejected: JobDecision = { state: "rejected", sends: 1, outcome: { outcome: "Rejected", cause: "no" } }
const done: JobDecision = { state: "done", sends: 1, outcome: { outcome: "Succeeded", amount: 100 } }
const retrying: JobDecision = {
  state: "retrying",
  sends: 1,
  outcome: { outcome: "Undetermined", cause: "NeverConfirmed" }
}

/** Adds a refund of each payment and claims all that may be dispatched. */
const claimed = Effect.fnUntraced(function*(...payments: ReadonlyArray<string>) {
  const store = yield* JobStore
  yield* store.add(payments.map((impUid, n) => ({ key: `r-${n}`, impUid, amount: 100 + n })), "test")
  return yield* store.claim("me", 10)
})

const stateOf = (key: string) =>
  Effect.flatMap(JobStore, (store) => Effect.map(store.get([key]), ([job]) => job?.state))

describe("the table of refunds", () => {
  it.effect("claims one refund of a payment at a time, and the next after that one is final", () =>
    Effect.gen(function*() {
      const store = yield* JobStore
      const [first, other] = yield* claimed("imp_1", "imp_2", "imp_1")
      assert.deepStrictEqual([first?.key, other?.key, (yield* store.claim("you", 10)).length], ["r-0", "r-1", 0])

      const begun = yield* store.begin("r-0", 1)
      yield* store.record(begun!, retrying)
      assert.lengthOf(yield* store.claim("you", 10), 0, "its cancel may still be on its way")
      yield* store.retry("r-0")
      yield* store.claim("you", 10)
      yield* store.record((yield* store.begin("r-0", 2))!, done)

      assert.deepStrictEqual((yield* store.claim("you", 10)).map(({ key }) => key), ["r-2"])
    }).pipe(Effect.provide(layer())))

  it.effect("claims no more for a runner than its limit", () =>
    Effect.gen(function*() {
      const store = yield* JobStore
      yield* store.add(
        Array.from({ length: 5 }, (_, n) => ({ key: `r-${n}`, impUid: `imp_${n}`, amount: 1 })),
        "test"
      )

      const sizes = yield* Effect.forEach(
        ["me", "me", "you"],
        (runner) => Effect.map(store.claim(runner, 3), ({ length }) => length)
      )

      assert.deepStrictEqual(sizes, [3, 0, 2])
    }).pipe(Effect.provide(layer())))

  it.effect("stores a rejection only of the call that started last, because a later call may still send", () =>
    Effect.gen(function*() {
      const store = yield* JobStore
      yield* claimed("imp_1")
      const first = yield* store.begin("r-0", 1)
      const second = yield* store.begin("r-0", 1)

      yield* store.record(first!, rejected)
      assert.strictEqual(yield* stateOf("r-0"), "running")
      yield* store.record(second!, rejected)
      assert.strictEqual(yield* stateOf("r-0"), "rejected")
    }).pipe(Effect.provide(layer())))

  it.effect("stores a confirmed refund, also from an earlier call and after another outcome", () =>
    Effect.gen(function*() {
      const store = yield* JobStore
      yield* claimed("imp_1")
      const first = yield* store.begin("r-0", 1)
      yield* store.record((yield* store.begin("r-0", 1))!, rejected)

      yield* store.record(first!, done)
      assert.strictEqual(yield* stateOf("r-0"), "done")
      yield* store.record(first!, retrying)
      assert.strictEqual(yield* stateOf("r-0"), "done")
      assert.isFalse(yield* store.retry("r-0"))
    }).pipe(Effect.provide(layer())))

  it.effect("starts no job that is final, needs review, or was dispatched again", () =>
    Effect.gen(function*() {
      const store = yield* JobStore
      yield* claimed("imp_1", "imp_2")
      yield* store.record((yield* store.begin("r-0", 1))!, done)
      yield* store.record((yield* store.begin("r-1", 1))!, { ...retrying, state: "needs-review" })

      const begun = [yield* store.begin("r-0", 1), yield* store.begin("r-1", 1), yield* store.begin("r-1", 2)]

      assert.deepStrictEqual(begun, [undefined, undefined, undefined])
    }).pipe(Effect.provide(layer())))

  it.effect("counts a retry that is due much later as done, so that an import does not wait for it", () =>
    Effect.gen(function*() {
      const store = yield* JobStore
      yield* claimed("imp_1", "imp_2", "imp_3")
      yield* store.record((yield* store.begin("r-0", 1))!, done)
      yield* store.record((yield* store.begin("r-1", 1))!, retrying)
      const soon = yield* store.progress({ source: "test" })
      const sql = yield* SqlClient.SqlClient
      yield* sql`UPDATE refund_job SET due_at = due_at + 120000 WHERE key = 'r-1'`
      const late = yield* store.progress({ source: "test" })

      assert.deepStrictEqual([soon, late], [{ done: 1, total: 3 }, { done: 2, total: 3 }])
      assert.deepStrictEqual(yield* store.progress({ key: "r-2" }), { done: 0, total: 1 })
    }).pipe(Effect.provide(layer())))
})
