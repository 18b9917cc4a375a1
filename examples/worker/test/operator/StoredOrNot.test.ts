/**
 * Commands and the transactions that they need, for each database.
 */
import { Sandbox } from "@effect-portone/sandbox/Sandbox"
import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { SqlClient } from "effect/sql"
import { Holds } from "../../src/jobs/Holds.ts"
import type { Job } from "../../src/jobs/Job.ts"
import { JobStore } from "../../src/jobs/JobStore.ts"
import { Settings } from "../../src/Settings.ts"
import { dump, run } from "../cli.ts"
import {
  add,
  cancels,
  evidence,
  LIMIT,
  long,
  make,
  minji,
  needsReview,
  onBothDatabases,
  payment,
  seongsu,
  type ShopOf,
  stateOf
} from "./operator.ts"

const tests = (layer: ShopOf) => () => {
  it.live(
    "every command that changes something needs a person and a reason, and changes nothing on a dry run",
    () =>
      Effect.gen(function*() {
        yield* add("done")
        yield* make("done")
        yield* add("locked")
        yield* (yield* Sandbox).fault({ route: "cancel", fault: "pg-rejection" })
        yield* make("locked")
        yield* add("a")
        yield* add("b", 100, { pg_provider: "kcp" })
        yield* needsReview("a")
        const file = yield* evidence
        yield* run("hold", "--pg", "html5_inicis", ...minji)
        const before = yield* dump

        for (
          const command of [
            ["recheck", "--all"],
            ["resolve", "a", "--not-refunded", "--evidence", file],
            ["retry", "a", "--compared"],
            ["retry", "--all", "--compared"],
            ["hold", "--all"],
            ["unhold", "--pg", "html5_inicis"],
            ["release", "locked", "--evidence", file],
            ["after-restore", "--over"]
          ]
        ) {
          const anonymous = yield* run(...command)
          assert.include(anonymous.failure, "needs --as", command.join(" "))
          assert.include(anonymous.failure, "--as <담당자>")
          const dry = yield* run(...command, "--dry-run")
          assert.strictEqual(dry.failure, undefined, command.join(" "))
          assert.include(dry.out, "Nothing was changed.")
          assert.deepStrictEqual(yield* dump, before, command.join(" "))
        }
        assert.strictEqual(yield* cancels, 2)
      }).pipe(Effect.scoped, Effect.provide(layer())),
    LIMIT
  )

  it.live("a command whose event cannot be stored changes nothing", () =>
    Effect.gen(function*() {
      const sql = yield* SqlClient.SqlClient
      const file = yield* evidence
      yield* add("locked")
      yield* (yield* Sandbox).fault({ route: "cancel", fault: "pg-rejection" })
      yield* make("locked")
      yield* add("b")
      yield* run("hold", "--pg", "html5_inicis", ...minji)
      yield* long
      const before = yield* dump
      const lift = sql.onDialectOrElse({
        pg: () => sql`DROP TRIGGER full_disk ON refund_event`,
        orElse: () => sql`DROP TRIGGER full_disk`
      })
      yield* sql.onDialectOrElse({
        pg: () => sql`CREATE TRIGGER full_disk BEFORE INSERT ON refund_event EXECUTE FUNCTION refund_event_no_change()`,
        orElse: () => sql`CREATE TRIGGER full_disk BEFORE INSERT ON refund_event BEGIN SELECT RAISE(ABORT, 'full'); END`
      })

      yield* Effect.gen(function*() {
        for (
          const command of [
            ["resolve", "b", "--not-refunded", "--evidence", file],
            ["release", "locked", "--evidence", file],
            ["retry", "b"],
            ["hold", "--all"],
            ["unhold", "--pg", "html5_inicis"],
            ["recheck", "--all"],
            ["after-restore"]
          ]
        ) {
          assert.include(
            (yield* run(...command, ...minji)).failure,
            "The database reported an error",
            command.join(" ")
          )
          assert.deepStrictEqual(yield* dump, before, command.join(" "))
        }
      }).pipe(Effect.ensuring(Effect.orDie(lift)))
    }).pipe(Effect.scoped, Effect.provide(layer())), LIMIT)

  it.live("a refund that has changed since a person saw it is not called again", () =>
    Effect.gen(function*() {
      const store = yield* JobStore
      yield* add("a")
      yield* add("b")
      const [seen, other] = yield* store.get(["a", "b"])
      // Another call has ended since, with a cancel whose outcome is unknown.
      yield* needsReview("a", "PgTimedOut", 1)

      assert.isFalse(yield* store.retry(seen!))
      const [now] = yield* store.get(["a"])
      assert.deepStrictEqual([now?.state, now?.sends], ["needs-review", 1])
      assert.isTrue(yield* store.retry(now!))
      // A call that changes nothing but the number of calls.
      const sql = yield* SqlClient.SqlClient
      const { merchant } = yield* Settings
      for (const column of ["round", "attempts"]) {
        yield* sql`UPDATE refund_job SET state = ${other!.state}, round = ${other!.dispatches},
          attempts = ${other!.attempts} WHERE merchant = ${merchant} AND key = 'b'`
        yield* sql`UPDATE refund_job SET ${sql(column)} = 7 WHERE merchant = ${merchant} AND key = 'b'`
        assert.isFalse(yield* store.retry(other!), column)
      }
    }).pipe(Effect.provide(layer())), LIMIT)

  it.live("show names the hold that keeps a refund back", () =>
    Effect.gen(function*() {
      const { merchant } = yield* Settings
      yield* add("a")
      assert.include((yield* run("show", "a")).out, "unless it is on hold")
      yield* run("hold", "--pg", "kcp", ...minji)
      assert.notInclude((yield* run("show", "a")).out, "Not sent")
      yield* run("hold", "--merchant", ...minji)
      const kept = yield* run("show", "a")
      assert.include(kept.out, `Not sent: merchant ${merchant} is on hold.`)
      assert.include(kept.out, "worker unhold")
      assert.notInclude(kept.out, "goes on with it,")
    }).pipe(Effect.provide(layer())), LIMIT)

  it.live(
    "submit, retry and release name the hold that keeps a refund back, who put it and how to lift it",
    () =>
      Effect.gen(function*() {
        const { merchant } = yield* Settings
        const file = yield* evidence
        yield* (yield* Sandbox).fault({ route: "cancel", fault: "pg-rejection" })
        yield* add("locked")
        yield* make("locked")
        yield* long
        yield* add("b")
        yield* run("hold", "--merchant", ...minji)

        const submitted = yield* run("submit", "b", yield* payment("b"), "100")
        assert.match(
          submitted.out,
          new RegExp(
            `\\nadvice       Not sent: merchant ${merchant} is on hold\\. The hold was put by minji at 20\\S+Z\\. ` +
              "Lift it with `worker unhold --merchant --as <name> --because <text>`\\.\\n" +
              ` +보내지 않습니다\\. 상점 ${merchant}: 보류 중입니다\\. minji 님이 20\\S+Z에 보류했습니다\\. ` +
              "`worker unhold --merchant --as <담당자> --because <사유>`로 보류를 해제하세요\\."
          )
        )
        assert.strictEqual(submitted.code, 1)

        yield* run("hold", "--pg", "html5_inicis", ...seongsu)
        const released = yield* run("release", "locked", "--evidence", file, ...minji)
        assert.include(released.out, `still sends nothing for 1 of them: merchant ${merchant} is on hold.`)
        assert.include(released.out, `잠금을 해제해도 그중 1건은 \`worker retry\`가 보내지 않습니다. 상점 ${merchant}:`)
        assert.include(
          released.out,
          `: PG html5_inicis of merchant ${merchant} is on hold. The hold was put by seongsu`
        )
        assert.include(released.out, "`worker unhold --pg=html5_inicis --as <name> --because <text>`")
        assert.include(released.out, "has forgotten it")

        yield* run("unhold", "--merchant", ...minji)
        const called = yield* run("retry", "--state", "needs-review", "--compared", "--expect", "1", ...minji)
        assert.include(called.out, "1 of them are not sent: PG html5_inicis")
        assert.notInclude(called.out, `: merchant ${merchant} is on hold`)
        yield* run("unhold", "--pg", "html5_inicis", ...minji)
        assert.notInclude((yield* run("show", "locked")).out, "Not sent")
        assert.strictEqual(yield* cancels, 1)
      }).pipe(Effect.scoped, Effect.provide(layer())),
    LIMIT
  )

  it.live(
    "a hold that another merchant has put is not one of the person who put an earlier one",
    () =>
      Effect.gen(function*() {
        const holds = yield* Holds
        yield* add("a")
        yield* run("hold", "--all", ...minji)
        yield* run("unhold", "--all", ...minji)
        yield* Effect.sleep("5 millis")
        // As by a command of the other merchant, whose events are others.
        yield* holds.put({ what: "all" })

        const shown = yield* run("show", "a")
        const lifted = yield* run("unhold", "--all", ...seongsu)

        assert.match(shown.out, /every merchant of the database is on hold\. The hold was put at 20\S+Z\./)
        assert.include(shown.out, "`worker unhold --all --as <name>")
        assert.notInclude(lifted.out, "minji")
      }).pipe(Effect.provide(layer())),
    LIMIT
  )

  it.live("events --by finds a person under every spelling", () =>
    Effect.gen(function*() {
      yield* run("hold", "--merchant", "--as", "MinJi", "--because", "PG점검")
      for (const name of ["minji", "MinJi", "MIN JI", "min-ji", "minj1"]) {
        assert.include((yield* run("events", "--by", name)).out, "hold by minji", name)
      }
      assert.strictEqual((yield* run("events", "--by", "seongsu")).out, "")
    }).pipe(Effect.provide(layer())), LIMIT)

  it.live("retry reports a refund that changed while it was looked up", () =>
    Effect.gen(function*() {
      const store = yield* JobStore
      yield* add("a")
      const dispatched = { ...store, retry: (job: Job) => store.retry({ ...job, dispatches: job.dispatches - 1 }) }
      const { code, out } = yield* run("retry", "a", ...minji).pipe(Effect.provideService(JobStore, dispatched))
      assert.include(out, "a: it was claimed or changed")
      assert.include(out, "None was called.")
      assert.strictEqual(code, 1)
      assert.strictEqual(yield* cancels, 0)
    }).pipe(Effect.provide(layer())), LIMIT)

  it.live("a claim that starts while a decision is being stored does not get the refund", () =>
    Effect.gen(function*() {
      const store = yield* JobStore
      const sql = yield* SqlClient.SqlClient
      yield* add("a")
      const [job] = yield* store.get(["a"])

      const [isDecided, claimed] = yield* Effect.all([
        sql.withTransaction(Effect.tap(
          store.settle(job!, { state: "rejected", outcome: { outcome: "ResolvedAsNotRefunded" } }),
          () => Effect.sleep("300 millis")
        )),
        Effect.andThen(Effect.sleep("100 millis"), store.claim("me", 10))
      ], { concurrency: "unbounded" })

      assert.deepStrictEqual([isDecided, claimed, yield* stateOf("a")], [true, [], "rejected"])
      assert.isFalse(yield* store.settle(job!, { state: "done", outcome: { outcome: "ResolvedAsRefunded" } }))
      assert.strictEqual(yield* stateOf("a"), "rejected")
    }).pipe(Effect.provide(layer())), LIMIT)
}

await onBothDatabases("the operator", tests)
