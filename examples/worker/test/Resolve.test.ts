import { Sandbox } from "@effect-portone/sandbox/Sandbox"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { SqlClient } from "effect/sql"
import { JobStore } from "../src/jobs/JobStore.ts"
import { Settings } from "../src/Settings.ts"
import { run } from "./cli.ts"
import {
  actionsOf,
  add,
  cancelByHand,
  cancels,
  evidence,
  LIMIT,
  long,
  make,
  minji,
  needsReview,
  overwrite,
  payment,
  resolving,
  seongsu,
  stateOf
} from "./operator/operator.ts"
import { layer } from "./shop.ts"

describe("the rules of resolve", () => {
  it.live(
    "resolve is rejected while PortOne's history contradicts, cannot be asked, or the worker is at it",
    () =>
      Effect.gen(function*() {
        const file = yield* evidence
        const resolve = yield* resolving
        const decide = (key: string, as: "--as-refunded" | "--not-refunded") => resolve(key, as, ...minji)
        yield* add("made")
        yield* make("made")
        assert.include((yield* decide("made", "--not-refunded")).failure, "final outcome")
        yield* overwrite("state", "needs-review", "made")
        assert.include((yield* decide("made", "--not-refunded")).failure, "history shows this refund")
        yield* add("never")
        yield* needsReview("never", "NeverConfirmed")
        assert.include((yield* decide("never", "--as-refunded")).failure, "does not show this refund")
        yield* add("running")
        yield* (yield* JobStore).claim("me", 10)
        assert.include((yield* decide("running", "--not-refunded")).failure, "is calling refundOnce")
        yield* (yield* Sandbox).fault({ route: "find", fault: "html-500", times: 2 })
        assert.include((yield* decide("never", "--not-refunded")).failure, "could not be asked")
        assert.include((yield* run("resolve", "never", "--not-refunded", ...minji)).failure, "--evidence")
        assert.include((yield* run("resolve", "never", "--evidence", file, ...minji)).failure, "Decide")
        assert.include((yield* decide("nevr", "--not-refunded")).failure, "There is no refund nevr")
        assert.include(
          (yield* run("resolve", "never", "--not-refunded", "--evidence", `${file}x`, ...minji)).failure,
          "cannot be read"
        )
        for (const key of ["made", "never", "running"]) assert.notInclude(yield* actionsOf(key), "resolved")
        assert.strictEqual(yield* cancels, 1)

        assert.strictEqual((yield* decide("made", "--as-refunded")).failure, undefined)
        assert.strictEqual(yield* stateOf("made"), "done")
      }).pipe(Effect.scoped, Effect.provide(layer())),
    LIMIT
  )

  it.live("resolve ends a proposal when the refund has changed since", () =>
    Effect.gen(function*() {
      const resolve = yield* resolving
      yield* add("a", 200_000)
      yield* resolve("a", "--not-refunded", ...minji)
      yield* needsReview("a")

      const second = yield* resolve("a", "--not-refunded", ...seongsu)

      assert.include(second.out, "Proposed.")
      assert.strictEqual(yield* stateOf("a"), "needs-review")
    }).pipe(Effect.scoped, Effect.provide(layer())), LIMIT)

  it.live(
    "a refund that only the PG shows is resolved by two persons, whatever its amount",
    () =>
      Effect.gen(function*() {
        const resolve = yield* resolving
        yield* add("a")
        yield* (yield* Sandbox).fault({ route: "cancel", fault: "pg-rejection" })
        yield* make("a")
        const decide = (...by: ReadonlyArray<string>) => resolve("a", "--as-refunded", ...by)
        // A cancel may still be on its way, for some time.
        const { now } = yield* JobStore
        const sql = yield* SqlClient.SqlClient
        const { merchant } = yield* Settings
        yield* sql`UPDATE refund_job SET updated_at = ${(yield* now) + 60_000} WHERE merchant = ${merchant}`
        assert.include((yield* decide(...minji)).out, "may still be on its way")
        assert.strictEqual(yield* stateOf("a"), "needs-review")
        yield* long

        assert.include((yield* decide(...minji)).out, "Proposed.")
        assert.include((yield* decide(...seongsu)).out, "resolved as refunded")
        assert.strictEqual(yield* stateOf("a"), "done")
        assert.strictEqual(yield* cancels, 1)
      }).pipe(Effect.scoped, Effect.provide(layer())),
    LIMIT
  )

  it.live(
    "a cancel that PortOne has accepted is not resolved as not refunded while the PG may settle it",
    () =>
      Effect.gen(function*() {
        const file = yield* evidence
        const resolve = yield* resolving
        const decide = (...by: ReadonlyArray<string>) => resolve("a", "--not-refunded", ...by)
        yield* add("a", 100, { async: true })
        const [accepted] = yield* make("a")
        assert.strictEqual(accepted?.outcome?.outcome, "AcceptedPending")
        yield* long
        assert.include((yield* decide(...minji)).failure, "PG may still carry it out")

        yield* run("release", "a", "--evidence", file, ...minji)
        assert.include(
          (yield* decide(...minji)).failure,
          "PG may still carry it out",
          "one person has only proposed it"
        )
        yield* run("release", "a", "--evidence", file, ...seongsu)
        yield* long
        // A cancel was sent, so that the history alone proves nothing.
        assert.include((yield* decide(...minji)).out, "Proposed.")
        assert.include((yield* decide(...seongsu)).out, "resolved as not refunded")
        assert.strictEqual(yield* cancels, 1)
      }).pipe(Effect.scoped, Effect.provide(layer())),
    LIMIT
  )

  it.live(
    "not refunded needs two persons where a cancel of the same amount may be the refund, made by hand",
    () =>
      Effect.gen(function*() {
        const resolve = yield* resolving
        const decide = (key: string, ...by: ReadonlyArray<string>) => resolve(key, "--not-refunded", ...by)
        yield* add("a")
        const impUid = yield* payment("a")
        yield* make("a")
        yield* (yield* JobStore).add(
          [{ key: "same", impUid, amount: 100 }, { key: "other", impUid, amount: 101 }],
          "test",
          { allowSame: true }
        )

        assert.include((yield* decide("other", ...minji)).out, "resolved as not refunded")
        assert.include((yield* decide("same", ...minji)).out, "Proposed.")
        assert.include((yield* decide("same", ...seongsu)).out, "resolved as not refunded")
      }).pipe(Effect.scoped, Effect.provide(layer())),
    LIMIT
  )

  it.live(
    "release needs two persons where a cancel of the same amount may be the refund, made by hand",
    () =>
      Effect.gen(function*() {
        const file = yield* evidence
        yield* add("a")
        yield* cancelByHand(yield* payment("a"), 100)
        const [stopped] = yield* make("a")
        assert.strictEqual(stopped?.outcome?.cause, "EqualForeignCancel")
        yield* long

        assert.include((yield* run("release", "a", "--evidence", file, ...minji)).out, "Proposed.")
        assert.include((yield* run("release", "a", "--evidence", file, ...seongsu)).out, "has forgotten it")
      }).pipe(Effect.scoped, Effect.provide(layer())),
    LIMIT
  )
})
