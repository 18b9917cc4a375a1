/**
 * Refunds over real HTTP under every fault that the sandbox can play on a cancel. Its ledger is the
 * judge.
 */
import { type Refund, refundOnce } from "@effect-portone/refunds"
import { layer as sandboxLayer, Sandbox } from "@effect-portone/sandbox/Sandbox"
import { assert, layer } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { env } from "node:process"
import { client, control, impatient, seed, short, taken } from "./shop.ts"

const live = client().pipe(Layer.provideMerge(sandboxLayer()))

const once = (impUid: string, key: string, options: Refund.Options = {}) =>
  refundOnce({ impUid, key, amount: 3000, reason: "단순 변심" }, { timers: short, ...options })

const faults = [
  "reset-before-commit",
  "drop-before-commit",
  "drop-after-commit",
  "reset-after-commit",
  "half-headers",
  "cut-body",
  "wrong-content-length",
  "short-content-length",
  "slow-bytes",
  "slow",
  "slow-answer",
  "hang",
  "hang-after-commit",
  "half-open",
  "continue-100",
  "redirect-302",
  "redirect-307",
  "unauthorized-once",
  "expired-token",
  "status-403",
  "status-408",
  "status-409",
  "status-421",
  "status-425",
  "status-429",
  "status-503",
  "html-500",
  "html-500-after-commit",
  "html-502",
  "html-503",
  "html-200",
  "empty-body",
  "truncated-json",
  "big-body",
  "wrong-charset",
  "unknown-code",
  "pg-rejection",
  "portone-rejection",
  "null-response",
  "odd-response"
]

/**
 * How often a fault breaks a cancel, and what the caller knows of earlier calls: all four pairs
 * with `LONG_TESTS=1`, otherwise two that hold every value.
 */
const cases: ReadonlyArray<readonly [times: number, earlier: "possible" | "none"]> = env["LONG_TESTS"] === "1"
  ? [[1, "possible"], [2, "possible"], [1, "none"], [2, "none"]]
  : [[2, "possible"], [1, "none"]]

/**
 * The outcome of a call under a fault, with and without a caller that rules out earlier calls.
 */
const expected = (fault: string, earlier: "possible" | "none"): string => {
  // In the sandbox the PG's rejection reads "already cancelled", which proves nothing. Neither does
  // HTTP 403 in words that are not on the list.
  if (fault === "pg-rejection" || fault === "status-403") return "Undetermined"
  // A token that is rejected twice is no answer to the cancel: it goes out again later.
  return fault !== "portone-rejection" ? "Succeeded" : earlier === "none" ? "Rejected" : "Undetermined"
}

/** The faults after which only the client's own time limit ends the wait. */
const unanswered: ReadonlySet<string> = new Set(["hang", "hang-after-commit", "half-open", "slow", "slow-answer"])

/** The faults whose `ms` delays a call, and which show the same without a delay. */
const quick: ReadonlySet<string> = new Set(["slow-bytes", "status-429", "status-503"])

/** One call; with sends to spare where a busy machine may reach the time limit without a fault. */
const under = (fault: string, impUid: string, options: Refund.Options = {}) =>
  unanswered.has(fault)
    ? Effect.provide(once(impUid, "refund", { ...options, sends: 9 }), client(impatient))
    : once(impUid, "refund", options)

layer(live, { excludeTestServices: true })("under each fault of the sandbox", (it) => {
  for (const fault of faults) {
    for (const [times, earlier] of cases) {
      it.effect(`${fault} ${times === 1 ? "once" : "twice"}, earlier calls ${earlier}: at most once, reported as it was, and once in the end`, () =>
        Effect.gen(function*() {
          const sandbox = yield* Sandbox
          const impUid = yield* seed()
          yield* sandbox.fault({ route: "cancel", fault, times, ms: quick.has(fault) ? 0 : 400 })
          const outcome = yield* under(fault, impUid, { earlier })

          const ledger = yield* taken(impUid)
          assert.isAtMost(ledger.length, 1)
          if (outcome._tag === "Succeeded") assert.deepStrictEqual(ledger, [3000])
          if (outcome._tag === "Rejected" || outcome._tag === "NotRefunded") assert.deepStrictEqual(ledger, [])
          assert.strictEqual(outcome._tag, expected(fault, earlier))

          yield* control("faults")
          const again = yield* once(impUid, "refund")
          assert.strictEqual(again._tag, "Succeeded")
          assert.deepStrictEqual(yield* taken(impUid), [3000])
        }))
    }
  }

  it.effect("a rejection after a lost answer is not final, even where the caller rules out earlier calls", () =>
    Effect.gen(function*() {
      const sandbox = yield* Sandbox
      const impUid = yield* seed()
      yield* sandbox.fault({ route: "cancel", fault: "html-503" })
      yield* sandbox.fault({ route: "cancel", fault: "portone-rejection" })
      assert.strictEqual((yield* once(impUid, "refund", { earlier: "none" }))._tag, "Undetermined")
    }))

  it.effect("reset-on-connect: nothing left, so it is sent again", () =>
    Effect.gen(function*() {
      const sandbox = yield* Sandbox
      const impUid = yield* seed()
      yield* sandbox.fault({ route: "connection", fault: "reset-on-connect", times: 3 })
      assert.strictEqual((yield* once(impUid, "refund"))._tag, "Succeeded")
      assert.deepStrictEqual(yield* taken(impUid), [3000])
    }))

  for (const fault of ["html-503", "drop-before-commit", "hang", "truncated-json", "status-429"]) {
    it.effect(`${fault} on the token: nothing is sent until there is one`, () =>
      Effect.gen(function*() {
        const sandbox = yield* Sandbox
        yield* sandbox.reset
        const impUid = yield* seed()
        yield* sandbox.fault({ route: "token", fault, times: 2, ms: 0 })
        // A client of its own, so that it has no token yet.
        const call = Effect.provide(
          once(impUid, "refund", { sends: 9 }),
          client(fault === "hang" ? impatient : undefined)
        )
        assert.strictEqual((yield* call)._tag, "Succeeded")
        assert.deepStrictEqual(yield* taken(impUid), [3000])
      }))
  }
})
