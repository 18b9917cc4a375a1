/**
 * Refunds over real HTTP under every fault that the sandbox can play on a cancel. Its ledger is the
 * judge.
 */
import { type Refund, refundOnce } from "@effect-portone/refunds"
import { layer as sandboxLayer, Sandbox } from "@effect-portone/sandbox/Sandbox"
import { assert, layer } from "@effect/vitest"
import { type Duration, Effect, Layer } from "effect"
import { client, control, seed, short, taken } from "./shop.ts"

const live = (timeout: Duration.Input) => client({ timeout }).pipe(Layer.provideMerge(sandboxLayer()))

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
  "null-response",
  "odd-response"
]

/**
 * How a call ends that does not end well at once: with and without a caller who vouches for earlier
 * calls.
 */
const expected = (fault: string, earlier: "possible" | "none"): string => {
  // In the sandbox the PG's refusal reads "already cancelled", which proves nothing.
  if (fault === "pg-rejection") return "Undetermined"
  // A token that is refused twice is no answer to the cancel: it goes out again later.
  return fault !== "status-403" ? "Succeeded" : earlier === "none" ? "Rejected" : "Undetermined"
}

layer(live("300 millis"), { excludeTestServices: true })("under each fault of the sandbox", (it) => {
  for (const fault of faults) {
    for (const earlier of ["possible", "none"] as const) {
      for (const times of [1, 2]) {
        it.effect(`${fault} ${times === 1 ? "once" : "twice"}, earlier calls ${earlier}: at most once, truly told, and once in the end`, () =>
          Effect.gen(function*() {
            const sandbox = yield* Sandbox
            const impUid = yield* seed()
            yield* sandbox.fault({ route: "cancel", fault, times, ms: fault === "slow-bytes" ? 0 : 400 })
            const reported = yield* once(impUid, "refund", { earlier })

            const ledger = yield* taken(impUid)
            assert.isAtMost(ledger.length, 1)
            if (reported._tag === "Succeeded") assert.deepStrictEqual(ledger, [3000])
            if (reported._tag === "Rejected" || reported._tag === "NotRefunded") assert.deepStrictEqual(ledger, [])
            assert.strictEqual(reported._tag, expected(fault, earlier))

            yield* control("faults")
            const again = yield* once(impUid, "refund")
            assert.strictEqual(again._tag, "Succeeded")
            assert.deepStrictEqual(yield* taken(impUid), [3000])
          }))
      }
    }
  }

  it.effect("a refusal after a lost answer is no end, even for a caller who vouches for earlier calls", () =>
    Effect.gen(function*() {
      const sandbox = yield* Sandbox
      const impUid = yield* seed()
      yield* sandbox.fault({ route: "cancel", fault: "html-503" })
      yield* sandbox.fault({ route: "cancel", fault: "status-403" })
      assert.strictEqual((yield* once(impUid, "refund", { earlier: "none" }))._tag, "Undetermined")
    }))

  it.effect("reset-on-connect: nothing left, so it is simply sent", () =>
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
        yield* sandbox.fault({ route: "token", fault, times: 2 })
        assert.strictEqual((yield* once(impUid, "refund"))._tag, "Succeeded")
        assert.deepStrictEqual(yield* taken(impUid), [3000])
      }))
  }
})
