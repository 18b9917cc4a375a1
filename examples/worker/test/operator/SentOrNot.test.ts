/**
 * What a decision of a person lets the worker send, for each database.
 */
import { Sandbox } from "@effect-portone/sandbox/Sandbox"
import { assert, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { SqlClient } from "effect/sql"
import { isWorker } from "../../src/Database.ts"
import * as Gate from "../../src/engine/Gate.ts"
import * as Limits from "../../src/engine/Limits.ts"
import * as Outage from "../../src/engine/Outage.ts"
import * as Ownership from "../../src/engine/Ownership.ts"
import { refundJob } from "../../src/engine/refundJob.ts"
import * as WakeUp from "../../src/engine/WakeUp.ts"
import { Events } from "../../src/events/Events.ts"
import { JobStore } from "../../src/jobs/JobStore.ts"
import { layer as lookUps } from "../../src/operator/lookUp.ts"
import { Settings } from "../../src/Settings.ts"
import * as Worker from "../../src/Worker.ts"
import { run } from "../cli.ts"
import { ended, gone } from "../shop.ts"
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
  onBothDatabases,
  overwrite,
  payment,
  resolving,
  seongsu,
  type ShopOf,
  stateOf
} from "./operator.ts"

/** The command that a dry run prints for what it has shown. */
const commandIn = (out: string) => /For exactly these: worker (.*) --as <name>/.exec(out)?.[1]?.split(" ") ?? []

const tests = (layer: ShopOf) => () => {
  it.live(
    "resolve needs a second person above the amount, who is not the first one under another spelling",
    () =>
      Effect.gen(function*() {
        const resolve = yield* resolving
        yield* add("a", 200_000)
        const decide = (...by: ReadonlyArray<string>) => resolve("a", "--not-refunded", ...by)

        assert.include((yield* decide(...minji)).out, "Proposed.")
        for (const name of ["minji", "MINJI", "min ji", "Min-Ji", "min.ji", "minj1"]) {
          const same = yield* decide("--as", name, "--because", "I am sure")
          assert.include(same.failure, "cannot confirm it", name)
        }
        assert.strictEqual(yield* stateOf("a"), "waiting")
        assert.include((yield* decide(...seongsu)).out, "resolved as not refunded")

        assert.deepStrictEqual(yield* actionsOf("a"), ["resolve-proposed", "resolved"])
        const [, resolved] = yield* (yield* Events).read({ key: "a" })
        assert.deepInclude(resolved, { person: "seongsu" })
        assert.deepInclude(resolved?.detail, { as: "not-refunded", proposedBy: "minji", found: "NotFound" })
        assert.include((yield* decide(...minji)).failure, "final outcome")
      }).pipe(Effect.scoped, Effect.provide(layer())),
    LIMIT
  )

  it.live(
    "nothing is sent under a resolved key, also by a process that was taken for dead",
    () =>
      Effect.gen(function*() {
        const resolve = yield* resolving
        const store = yield* JobStore
        yield* add("a")
        yield* add("b")
        yield* resolve("a", "--not-refunded", ...minji)

        yield* Effect.gen(function*() {
          // Claimed by a process that is suspended now, and by another one that ended it.
          const job = (yield* store.claim("suspended", 10)).find(({ key }) => key === "b")!
          yield* store.record(job, {
            state: "needs-review",
            sends: 0,
            outcome: { outcome: "Undetermined", cause: "NeverConfirmed" }
          })
          yield* Effect.sleep("300 millis")
          assert.include(
            (yield* resolve("b", "--not-refunded", ...minji)).out,
            "is resolved"
          )
          assert.strictEqual(yield* refundJob(job), "given back")
        }).pipe(
          Effect.provide([Limits.layer, WakeUp.layer, Outage.layer, Gate.layer]),
          Effect.provide(lookUps)
        )
        yield* store.add([{ key: "a", impUid: yield* payment("a"), amount: 100 }], "test")
        yield* Effect.provide(Effect.sleep("700 millis"), Worker.refunds)

        assert.deepStrictEqual([yield* stateOf("a"), yield* stateOf("b")], ["rejected", "rejected"])
        assert.strictEqual(yield* cancels, 0)
        for (const key of ["a", "b"]) {
          assert.include((yield* run("retry", key, "--compared", ...minji)).failure, "is final")
        }
      }).pipe(Effect.scoped, Effect.provide(layer())),
    LIMIT
  )

  it.live("resolve while the engine makes the same refund: one of the two wins", () =>
    Effect.gen(function*() {
      const resolve = yield* resolving
      const keys = Array.from({ length: 8 }, (_, n) => `r-${n}`)
      yield* Effect.forEach(keys, (key) => add(key))

      yield* Effect.gen(function*() {
        for (const key of keys) yield* resolve(key, "--not-refunded", ...minji)
        yield* ended(...keys)
      }).pipe(Effect.provide(Worker.refunds))

      const jobs = yield* (yield* JobStore).get(keys)
      const refunded = jobs.filter(({ state }) => state === "done").map(({ impUid }) => `100 of ${impUid}`)
      assert.deepStrictEqual((yield* gone).toSorted(), refunded.toSorted())
      for (const { key, state } of jobs) {
        assert.strictEqual((yield* actionsOf(key)).includes("resolved"), state === "rejected", key)
      }
    }).pipe(Effect.scoped, Effect.provide(layer())), LIMIT)

  it.live("retry calls again only after a comparison, and never what the history shows", () =>
    Effect.gen(function*() {
      yield* add("made")
      yield* make("made")
      yield* overwrite("state", "needs-review", "made")
      yield* add("a")
      yield* needsReview("a", "NeverConfirmed")

      assert.include((yield* run("retry", "made", "--compared", ...minji)).failure, "the history shows it")
      assert.include((yield* run("retry", "a", ...minji)).failure, "it needs review")
      const many = yield* run("retry", "--state", "needs-review", "--compared", ...minji)
      assert.include(many.failure, "add --expect 1")
      assert.include(
        (yield* run("retry", "--state", "needs-review", "--compared", "--expect", "1", ...minji)).out,
        "1 refunds are due"
      )
      yield* make("a")

      assert.lengthOf(yield* gone, 2)
      assert.strictEqual(yield* cancels, 2)
    }).pipe(Effect.provide(layer())), LIMIT)

  it.live("release unlocks a refund for two persons, and only then a retry sends again", () =>
    Effect.gen(function*() {
      const file = yield* evidence
      const release = (...by: ReadonlyArray<string>) => run("release", "a", "--evidence", file, ...by)
      yield* add("a", 150_000)
      assert.include((yield* release(...minji)).failure, "nothing to release")
      yield* (yield* Sandbox).fault({ route: "cancel", fault: "pg-rejection" })
      const [locked] = yield* make("a")
      assert.deepStrictEqual([locked?.state, locked?.outcome?.cause], ["needs-review", "PgSaysAlreadyCancelled"])
      yield* long
      // What is locked is not sent, also after a comparison. (With a key, the command waits for the
      // outcome, which in PostgreSQL another process makes.)
      yield* run("retry", "--state", "needs-review", "--compared", "--expect", "1", ...minji)
      yield* long
      assert.strictEqual(yield* cancels, 1)

      assert.include((yield* run("release", "a", ...minji)).failure, "--evidence")
      assert.include((yield* release(...minji)).out, "Proposed.")
      assert.include((yield* release("--as", "Min ji", "--because", "sure")).failure, "cannot confirm")
      assert.include((yield* release(...seongsu)).out, "has forgotten it")
      assert.strictEqual(yield* stateOf("a"), "needs-review")
      yield* Effect.provide(Effect.sleep("500 millis"), Worker.refunds, { local: true })
      assert.strictEqual(yield* cancels, 1, "only a retry calls it again")
      yield* run("retry", "--state", "needs-review", "--compared", "--expect", "1", ...minji)
      yield* make("a")

      assert.strictEqual(yield* stateOf("a"), "done")
      assert.lengthOf(yield* gone, 1)
      assert.include((yield* release(...minji)).failure, "final outcome")
      assert.deepStrictEqual((yield* actionsOf("a")).filter((action) => action !== "outcome" && action !== "retry"), [
        "release-proposed",
        "release-started",
        "released"
      ])
    }).pipe(Effect.scoped, Effect.provide(layer())), LIMIT)

  it.live(
    "release and retry take a filter, for two persons who know how many they are about",
    () =>
      Effect.gen(function*() {
        const file = yield* evidence
        const { fault } = yield* Sandbox
        const release = (...by: ReadonlyArray<string>) =>
          run("release", "--cause", "PgSaysAlreadyCancelled", "--evidence", file, ...by)
        const keys = ["a", "b", "c"]
        yield* fault({ route: "cancel", fault: "pg-rejection", times: 3 })
        for (const key of keys) yield* add(key)
        yield* make(...keys)
        yield* long

        const shown = yield* release("--dry-run")
        assert.include(shown.out, "Will be released: 3 refunds")
        assert.include(shown.out, "\n  a\n  b\n  c\n")
        assert.notInclude(shown.out, "locked")
        assert.include((yield* release("--expect", "4", ...minji)).failure, "about 3 refunds")
        assert.include((yield* run(...commandIn(shown.out), ...minji)).out, "3 refunds: Proposed.")
        assert.include(
          (yield* release("--expect", "3", "--as", "MINJI", "--because", "sure")).failure,
          "cannot confirm"
        )
        assert.include((yield* release("--expect", "3", ...seongsu)).out, "3 refunds: The ledger has forgotten it.")
        yield* run("retry", "--state", "needs-review", "--compared", "--expect", "3", ...minji)
        yield* make(...keys)

        assert.lengthOf(yield* gone, 3)
        assert.strictEqual(yield* cancels, 6)
        assert.deepStrictEqual(yield* Effect.forEach(keys, stateOf), ["done", "done", "done"])
      }).pipe(Effect.scoped, Effect.provide(layer())),
    LIMIT
  )

  it.live(
    "retry and release fix which refunds a person has seen, not only how many",
    () =>
      Effect.gen(function*() {
        const review = ["--state=needs-review"]
        yield* add("a")
        yield* needsReview("a", "NeverConfirmed")
        const shown = yield* run("retry", ...review, "--compared", "--dry-run")
        assert.match(shown.out, /\n {2}a\n/)
        const command = commandIn(shown.out)
        assert.match(command.join(" "), /^retry --state=needs-review --compared --expect 1-[\da-f]{8}$/)
        // One leaves, and another one enters.
        yield* overwrite("state", "done", "a")
        yield* add("b")
        yield* needsReview("b", "NeverConfirmed")
        const other = yield* run(...command, ...minji)
        assert.include(other.failure, "not those that --expect names")
        assert.strictEqual(yield* stateOf("b"), "needs-review")
        // The same refund, called once more in between.
        const seen = commandIn((yield* run("retry", ...review, "--compared", "--dry-run")).out)
        const sql = yield* SqlClient.SqlClient
        const { merchant } = yield* Settings
        yield* sql`UPDATE refund_job SET round = round + 1 WHERE merchant = ${merchant} AND key = 'b'`
        assert.include((yield* run(...seen, ...minji)).failure, "not those that --expect names")
        assert.include(
          (yield* run("retry", ...review, "--compared", "--expect", "one", ...minji)).failure,
          "--expect 1-"
        )
        const fresh = commandIn((yield* run("retry", ...review, "--compared", "--dry-run")).out)
        assert.include((yield* run(...fresh, ...minji)).out, "1 refunds are due")
      }).pipe(Effect.scoped, Effect.provide(layer())),
    LIMIT
  )

  it.live("retry lists twenty refunds, and counts the others", () =>
    Effect.gen(function*() {
      const keys = Array.from({ length: 23 }, (_, n) => `r-${n + 10}`)
      yield* Effect.forEach(keys, (key) => add(key), { concurrency: 8 })

      const { out } = yield* run("retry", "--all", "--dry-run")

      assert.deepStrictEqual(out.match(/^ {2}r-\d+$/gm)?.map((line) => line.trim()), keys.slice(0, 20))
      assert.include(out, "and 3 more")
      assert.include(out, "그 밖에 3건")
      assert.include(out, "worker retry --all --expect 23-")
    }).pipe(Effect.provide(layer())), LIMIT)

  it.live(
    "resolve and release correct a time that is in the future, and decide only some time later",
    () =>
      Effect.gen(function*() {
        const file = yield* evidence
        const sql = yield* SqlClient.SqlClient
        const { merchant } = yield* Settings
        const store = yield* JobStore
        const { fault } = yield* Sandbox
        yield* fault({ route: "cancel", fault: "pg-rejection", times: 2 })
        for (const key of ["a", "b"]) yield* add(key)
        yield* make("a", "b")
        const ahead = sql`UPDATE refund_job SET updated_at = updated_at + 86400000 WHERE merchant = ${merchant}`
        for (const [key, ...command] of [["a", "release", "a"], ["b", "resolve", "b", "--as-refunded"]] as const) {
          yield* ahead
          const all = [...command, "--evidence", file]
          const { out: shown } = yield* run("show", key, "--look-up")
          assert.include(shown, `worker ${command.join(" ")}`)
          assert.include((yield* run(...all, "--dry-run")).out, "recorded in the future")
          assert.include(
            (yield* run("release", "--all", "--evidence", file, "--dry-run")).out,
            "recorded in the future"
          )

          const first = yield* run(...all, ...minji)
          assert.include(first.out, "It is recorded as changed now.")
          const [job] = yield* store.get([key])
          assert.isAtMost(job!.updatedAt, yield* store.now)
          assert.strictEqual(job!.state, "needs-review")
          assert.notInclude((yield* run(...all, ...minji)).out, "recorded in the future")
          yield* long
        }
        assert.include(yield* actionsOf("a"), "time-corrected")
        assert.strictEqual(yield* cancels, 2)
      }).pipe(Effect.scoped, Effect.provide(layer())),
    LIMIT
  )

  it.live(
    "release leaves a refund that waits with an open cancel to a retry, also after a hold",
    () =>
      Effect.gen(function*() {
        const file = yield* evidence
        const { fault } = yield* Sandbox
        yield* fault({ route: "cancel", fault: "pg-rejection" })
        yield* add("a")
        yield* make("a")
        yield* run("hold", "--merchant", ...minji)
        // Made due by a person, and on hold since.
        yield* run("retry", "--state", "needs-review", "--compared", "--expect", "1", ...minji)
        yield* overwrite("state", "waiting")
        yield* long

        assert.include((yield* run("release", "a", "--evidence", file, ...minji)).out, "has forgotten it")
        yield* run("unhold", "--merchant", ...minji)
        yield* Effect.provide(Effect.sleep("700 millis"), Worker.refunds, { local: true })

        assert.strictEqual(yield* stateOf("a"), "needs-review")
        assert.strictEqual(yield* cancels, 1)
      }).pipe(Effect.scoped, Effect.provide(layer())),
    LIMIT
  )

  it.live(
    "after-restore is possible on a copy with refunds of a worker that is gone, and not beside a living one",
    () =>
      Effect.gen(function*() {
        const sql = yield* SqlClient.SqlClient
        const { merchant } = yield* Settings
        yield* add("a")
        yield* add("b")
        yield* (yield* JobStore).claim("a worker that is gone", 1)

        yield* Effect.provide(
          Effect.gen(function*() {
            // Until it is known to the others.
            yield* Effect.sleep("1 second")
            assert.include((yield* run("after-restore", ...minji)).failure, "stop every worker")
          }),
          Layer.effectDiscard(isWorker).pipe(Layer.provideMerge(Ownership.layer)),
          { local: true }
        )
        assert.include((yield* run("after-restore", ...minji)).out, "2 open refunds")
        const marked = yield* sql`SELECT key FROM refund_job WHERE merchant = ${merchant} AND earlier = 'possible'`
        assert.lengthOf(marked, 2)
      }).pipe(Effect.provide(layer())),
    LIMIT
  )

  it.live(
    "after-restore sends nothing before a person has repeated what was decided after the backup",
    () =>
      Effect.gen(function*() {
        const resolve = yield* resolving
        const sql = yield* SqlClient.SqlClient
        const { merchant } = yield* Settings
        yield* add("closed")
        yield* add("open")
        const job = sql`merchant = ${merchant} AND key = 'closed'`
        const backup = yield* sql<
          { readonly updated_at: number | bigint }
        >`SELECT updated_at FROM refund_job WHERE ${job}`
        yield* resolve("closed", "--not-refunded", ...minji)
        // As the backup has it, from before the decision.
        yield* sql`UPDATE refund_job SET state = 'waiting', outcome = NULL, updated_at = ${
          Number(backup[0]?.updated_at)
        } WHERE ${job}`

        const restored = yield* run("after-restore", ...minji)
        for (const step of ["Put every hold again", "after-restore --over", "resolve --not-refunded", "unhold"]) {
          assert.include(restored.out, step)
        }
        yield* Effect.provide(Effect.sleep("700 millis"), Worker.refunds, { local: true })
        assert.strictEqual(yield* cancels, 0)

        yield* long
        yield* resolve("closed", "--not-refunded", ...minji)
        yield* resolve("closed", "--not-refunded", ...seongsu)
        assert.include((yield* run("unhold", "--merchant", "--dry-run")).out, "The database was restored.")
        yield* run("unhold", "--merchant", ...minji)
        yield* make("open")
        assert.deepStrictEqual([yield* stateOf("closed"), yield* stateOf("open")], ["rejected", "done"])
        assert.strictEqual(yield* cancels, 1)
        yield* run("hold", "--merchant", ...minji)
        assert.notInclude((yield* run("unhold", "--merchant", "--dry-run")).out, "The database was restored.")
      }).pipe(Effect.scoped, Effect.provide(layer())),
    LIMIT
  )

  it.live(
    "not refunded needs two persons after a restore, also where PortOne has no such payment",
    () =>
      Effect.gen(function*() {
        const resolve = yield* resolving
        yield* add("known")
        yield* (yield* JobStore).add([{ key: "nowhere", impUid: yield* payment("nowhere"), amount: 100 }], "test")
        // As a look-up showed it before, so that the currency is no reason for a second person.
        yield* overwrite("currency", "KRW")
        yield* run("after-restore", ...minji)

        for (const key of ["known", "nowhere"]) {
          assert.include((yield* resolve(key, "--not-refunded", ...minji)).out, "Proposed.", key)
          assert.include((yield* resolve(key, "--not-refunded", ...seongsu)).out, "resolved as not refunded", key)
        }
      }).pipe(Effect.scoped, Effect.provide(layer())),
    LIMIT
  )

  it.live(
    "a refund that may be a cancel by hand after a restore is closed by two persons, or sent by them once",
    () =>
      Effect.gen(function*() {
        const file = yield* evidence
        const both = (...command: ReadonlyArray<string>) =>
          Effect.gen(function*() {
            const one = yield* run(...command, "--evidence", file, ...minji)
            assert.include(one.out, "Proposed.", command.join(" "))
            return yield* run(...command, "--evidence", file, ...seongsu)
          })
        const again = (count: number) =>
          run("retry", "--cause", "EqualForeignCancel", "--compared", "--expect", String(count), ...minji)
        const keys = ["by-hand", "another", "given-up"]
        for (const key of keys) {
          yield* add(key)
          yield* cancelByHand(yield* payment(key), 100)
        }
        yield* run("after-restore", ...minji)
        yield* run("unhold", "--merchant", ...minji)
        yield* make(...keys)
        // Another call finds the same cancel, although a person has compared.
        yield* again(3)
        yield* make(...keys)
        for (const { outcome, state } of yield* (yield* JobStore).get(keys)) {
          assert.deepStrictEqual([state, outcome?.cause], ["needs-review", "EqualForeignCancel"])
        }
        yield* long

        assert.include((yield* both("resolve", "by-hand", "--as-refunded")).out, "is resolved as refunded")
        assert.include((yield* both("resolve", "given-up", "--not-refunded")).out, "is resolved as not refunded")
        assert.include((yield* both("release", "another")).out, "has forgotten it")
        yield* again(1)
        yield* make("another")

        assert.deepStrictEqual(yield* Effect.forEach(keys, stateOf), ["done", "done", "rejected"])
        assert.lengthOf(yield* gone, 4)
      }).pipe(Effect.scoped, Effect.provide(layer())),
    LIMIT
  )

  it.live(
    "a refund at a PG that settles later is sent after a restore once two persons have compared",
    () =>
      Effect.gen(function*() {
        const file = yield* evidence
        yield* add("a", 100, { pg_provider: "paypal_v2", async: true })
        yield* run("after-restore", ...minji)
        yield* run("unhold", "--merchant", ...minji)
        const [unsent] = yield* make("a")
        assert.deepStrictEqual([unsent?.outcome?.cause, unsent?.sends], ["AsyncAnswerLost", 0])
        yield* long

        for (const by of [minji, seongsu]) yield* run("release", "a", "--evidence", file, ...by)
        yield* run("retry", "--state", "needs-review", "--compared", "--expect", "1", ...minji)
        const [sent] = yield* make("a")

        assert.deepStrictEqual([sent?.outcome?.outcome, sent?.sends], ["AcceptedPending", 1])
        assert.strictEqual(yield* cancels, 1)
      }).pipe(Effect.scoped, Effect.provide(layer())),
    LIMIT
  )
}

await onBothDatabases("the operator", tests, { atOnce: true })
