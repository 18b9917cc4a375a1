import { Sandbox } from "@effect-portone/sandbox/Sandbox"
import { afterAll, assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { SqlClient } from "effect/sql"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { isServer, postgres } from "../../../packages/token-store/test/servers.ts"
import * as Gate from "../src/engine/Gate.ts"
import * as Limits from "../src/engine/Limits.ts"
import * as Outage from "../src/engine/Outage.ts"
import { refundJob } from "../src/engine/refundJob.ts"
import * as WakeUp from "../src/engine/WakeUp.ts"
import { Events } from "../src/events/Events.ts"
import { JobStore } from "../src/jobs/JobStore.ts"
import { layer as lookUps } from "../src/operator/lookUp.ts"
import { Settings } from "../src/Settings.ts"
import * as Worker from "../src/Worker.ts"
import { dump, run } from "./cli.ts"
import { directory, ended, gone, layer as shop, seed, until } from "./shop.ts"

/** Units: milliseconds. Far above the usual time, so that only a test that hangs reaches it. */
const LIMIT = 120_000

const server = await postgres()
let merchants = 0

/** A payment that no other test has: the ledger of a PostgreSQL database is for all merchants. */
const payment = (key: string) => Effect.map(Settings, ({ merchant }) => `imp_${merchant}_${key}`)

const add = Effect.fnUntraced(function*(key: string, amount = 100, fields: Readonly<Record<string, unknown>> = {}) {
  const impUid = yield* payment(key)
  yield* seed(impUid, { amount: 1_000_000, ...fields })
  yield* (yield* JobStore).add([{ key, impUid, amount }], "test")
})

const cancels = Effect.map(
  Effect.flatMap(Sandbox, ({ requests }) => requests),
  ({ cancel }) => cancel?.received ?? 0
)

const evidence = Effect.map(directory, (path) => {
  const file = join(path, "console.csv")
  writeFileSync(file, "TID,amount\n1,100\n")
  return file
})

const minji = ["--as", "minji", "--because", "compared with the console of the PG"]
const seongsu = ["--as", "seongsu", "--because", "PG사 관리자 페이지와 대조"]

const stateOf = (key: string) =>
  Effect.flatMap(JobStore, (store) => Effect.map(store.get([key]), ([job]) => job?.state))

const actionsOf = (key: string) =>
  Effect.flatMap(Events, (events) => Effect.map(events.read({ key }), (all) => all.map(({ action }) => action)))

/** Ends a refund as one that a person has to decide on, without anything sent. */
const needsReview = Effect.fnUntraced(function*(key: string, cause = "PgTimedOut", sends = 0) {
  const store = yield* JobStore
  const job = (yield* store.claim("an earlier process", 10)).find((job) => job.key === key)
  yield* store.record(job!, { state: "needs-review", sends, outcome: { outcome: "Undetermined", cause } })
  yield* long
})

/** As if an hour had passed since the refunds changed. */
const long = Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient
  const { merchant } = yield* Settings
  yield* sql`UPDATE refund_job SET updated_at = updated_at - 3600000 WHERE merchant = ${merchant}`
})

/** Runs the engine until the refund has an outcome. */
const make = (...keys: ReadonlyArray<string>) => Effect.provide(ended(...keys), Worker.refunds, { local: true })

const tests = (layer: (settings?: Readonly<Record<string, string>>) => ReturnType<typeof shop>) => () => {
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
            ["retry", "--all", "--compared", "--expect", "2"],
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

  it.live(
    "recheck records what the history shows, names contradictions, and never sends",
    () =>
      Effect.gen(function*() {
        const sql = yield* SqlClient.SqlClient
        const { merchant } = yield* Settings
        yield* add("a")
        yield* add("b")
        yield* make("a", "b")
        yield* sql`UPDATE refund_job SET state = 'needs-review' WHERE merchant = ${merchant} AND key = 'a'`
        yield* sql`UPDATE refund_job SET state = 'rejected' WHERE merchant = ${merchant} AND key = 'b'`
        yield* add("c")
        const before = yield* cancels

        const all = yield* run("recheck", "--all", ...minji)
        const again = yield* run("recheck", "--all", ...minji)

        assert.include(all.out, "1 are refunded and not recorded as such, 1 contradict the table")
        assert.deepStrictEqual([all.code, again.code], [1, 0])
        assert.include(again.out, "0 recorded")
        assert.deepStrictEqual([yield* stateOf("a"), yield* stateOf("b"), yield* stateOf("c")], [
          "done",
          "done",
          "waiting"
        ])
        assert.include(yield* actionsOf("a"), "recheck-recorded")
        assert.include(yield* actionsOf("b"), "contradiction")
        assert.strictEqual(yield* cancels, before)
        assert.include((yield* run("recheck", ...minji)).failure, "--all: one of the three")
      }).pipe(Effect.provide(layer())),
    LIMIT
  )

  it.live(
    "resolve is rejected while PortOne's history contradicts, cannot be asked, or the worker is at it",
    () =>
      Effect.gen(function*() {
        const sql = yield* SqlClient.SqlClient
        const { merchant } = yield* Settings
        const file = yield* evidence
        const decide = (key: string, as: string) => run("resolve", key, as, "--evidence", file, ...minji)
        yield* add("made")
        yield* make("made")
        assert.include((yield* decide("made", "--not-refunded")).failure, "final outcome")
        yield* sql`UPDATE refund_job SET state = 'needs-review' WHERE merchant = ${merchant} AND key = 'made'`
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

  it.live(
    "resolve needs a second person above the amount, who is not the first one under another spelling",
    () =>
      Effect.gen(function*() {
        const file = yield* evidence
        yield* add("a", 200_000)
        const decide = (...by: ReadonlyArray<string>) =>
          run("resolve", "a", "--not-refunded", "--evidence", file, ...by)

        assert.include((yield* decide(...minji)).out, "Proposed.")
        for (const name of ["minji", "MINJI", "min ji", "Min-Ji", "min.ji"]) {
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

  it.live("resolve ends a proposal when the refund has changed since", () =>
    Effect.gen(function*() {
      const file = yield* evidence
      yield* add("a", 200_000)
      yield* run("resolve", "a", "--not-refunded", "--evidence", file, ...minji)
      yield* needsReview("a")

      const second = yield* run("resolve", "a", "--not-refunded", "--evidence", file, ...seongsu)

      assert.include(second.out, "Proposed.")
      assert.strictEqual(yield* stateOf("a"), "needs-review")
    }).pipe(Effect.scoped, Effect.provide(layer())), LIMIT)

  it.live(
    "nothing is sent under a resolved key, also by a process that was taken for dead",
    () =>
      Effect.gen(function*() {
        const file = yield* evidence
        const store = yield* JobStore
        yield* add("a")
        yield* add("b")
        yield* run("resolve", "a", "--not-refunded", "--evidence", file, ...minji)

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
            (yield* run("resolve", "b", "--not-refunded", "--evidence", file, ...minji)).out,
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
      const file = yield* evidence
      const keys = Array.from({ length: 8 }, (_, n) => `r-${n}`)
      yield* Effect.forEach(keys, (key) => add(key))

      yield* Effect.gen(function*() {
        for (const key of keys) yield* run("resolve", key, "--not-refunded", "--evidence", file, ...minji)
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
      const sql = yield* SqlClient.SqlClient
      const { merchant } = yield* Settings
      yield* add("made")
      yield* make("made")
      yield* sql`UPDATE refund_job SET state = 'needs-review' WHERE merchant = ${merchant} AND key = 'made'`
      yield* add("a")
      yield* needsReview("a", "NeverConfirmed")

      assert.include((yield* run("retry", "made", "--compared", ...minji)).failure, "The history shows it")
      assert.include((yield* run("retry", "a", ...minji)).failure, "It needs review")
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
      assert.include((yield* release(...seongsu)).out, "has forgotten a")
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
        "released"
      ])
    }).pipe(Effect.scoped, Effect.provide(layer())), LIMIT)

  it.live(
    "a refund that only the PG shows is resolved by two persons, whatever its amount",
    () =>
      Effect.gen(function*() {
        const file = yield* evidence
        yield* add("a")
        yield* (yield* Sandbox).fault({ route: "cancel", fault: "pg-rejection" })
        yield* make("a")
        const decide = (...by: ReadonlyArray<string>) => run("resolve", "a", "--as-refunded", "--evidence", file, ...by)
        // A cancel may still be on its way, for some time.
        const { now } = yield* JobStore
        const sql = yield* SqlClient.SqlClient
        const { merchant } = yield* Settings
        yield* sql`UPDATE refund_job SET updated_at = ${(yield* now) + 60_000} WHERE merchant = ${merchant}`
        assert.include((yield* decide(...minji)).failure, "on its way")
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
        const decide = (...by: ReadonlyArray<string>) =>
          run("resolve", "a", "--not-refunded", "--evidence", file, ...by)
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
        assert.include((yield* decide(...minji)).out, "resolved as not refunded")
        assert.strictEqual(yield* cancels, 1)
      }).pipe(Effect.scoped, Effect.provide(layer())),
    LIMIT
  )

  it.live("hold names a PG that is known, and unhold what is on hold", () =>
    Effect.gen(function*() {
      yield* add("a", 100, { pg_provider: "kcp" })
      yield* make("a")
      yield* add("b", 100, { pg_provider: "kcp" })
      yield* run("hold", "--pg", "kcp", ...minji)
      yield* Effect.provide(until(({ pg }) => pg === "kcp", "b"), Worker.refunds, { local: true })

      assert.include((yield* run("hold", "--pg", "kpc", ...minji)).failure, "Known are kcp")
      assert.include((yield* run("hold", "--pg", "kcp", ...seongsu)).out, "was on hold already")
      assert.include((yield* run("unhold", "--all", ...seongsu)).failure, "is not on hold")
      assert.include((yield* run("list", "--state", "waiting")).out, "PG kcp")
      const lifted = yield* run("unhold", "--pg", "kcp", ...seongsu)
      assert.include(lifted.out, "put by minji")
      yield* make("b")

      const actions = (yield* (yield* Events).read()).map(({ action }) => action)
      assert.deepStrictEqual(actions.filter((action) => action !== "outcome"), ["hold", "unhold"])
      assert.lengthOf(yield* gone, 2)
    }).pipe(Effect.provide(layer())), LIMIT)

  it.live(
    "show has the state, the events and the look-up of a refund; events names who and verifies",
    () =>
      Effect.gen(function*() {
        yield* add("a")
        yield* make("a")
        yield* run("recheck", "a", ...minji)

        const shown = yield* run("show", "a", "--look-up")
        for (const part of ["state        done", "outcome a", "can still be cancelled", "Refunded, next: done"]) {
          assert.include(shown.out, part)
        }
        assert.include((yield* run("events", "--by", "minji")).out, "recheck by minji")
        const verified = yield* run("events", "--verify")
        const [head = ""] = /\d+:[\da-f]{64}/.exec(verified.out) ?? []
        assert.strictEqual((yield* run("events", "--verify", "--head", head)).failure, undefined)
        const other = `${head.slice(0, -1)}${head.endsWith("0") ? "1" : "0"}`
        assert.include((yield* run("events", "--verify", "--head", other)).failure, "--head")
        assert.include((yield* run("list", "--pg", "nowhere")).out, "0 refunds")
        assert.strictEqual(yield* cancels, 1)
      }).pipe(Effect.provide(layer())),
    LIMIT
  )

  it.live("the events have no text that a provider wrote", () =>
    Effect.gen(function*() {
      yield* add("a")
      const [job] = yield* (yield* JobStore).claim("me", 1)
      yield* (yield* JobStore).record(job!, {
        state: "rejected",
        sends: 1,
        outcome: { outcome: "Rejected", cause: "홍길동 110-123-456789", advice: "홍길동" }
      })

      const [event] = yield* (yield* Events).read({ key: "a" })
      assert.deepInclude(event?.detail, { state: "rejected", outcome: "Rejected", sends: 1 })
      assert.notInclude(JSON.stringify(event), "홍길동")
    }).pipe(Effect.provide(layer())), LIMIT)
}

describe("the operator on SQLite", tests((settings) => shop(settings)))

if (isServer(server)) {
  afterAll(server.stop)
  describe(
    "the operator on PostgreSQL",
    tests((settings) => shop({ WORKER_DATABASE_URL: server.url, WORKER_MERCHANT: `op${merchants++}`, ...settings }))
  )
} else it.skip(server)
