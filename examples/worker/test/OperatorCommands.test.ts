import { Sandbox } from "@effect-portone/sandbox/Sandbox"
import { assert, describe, it } from "@effect/vitest"
import { ConfigProvider, Effect, Layer } from "effect"
import { existsSync, readdirSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { Events } from "../src/events/Events.ts"
import { JobStore } from "../src/jobs/JobStore.ts"
import { jobPage } from "../src/page/jobPage.ts"
import * as Worker from "../src/Worker.ts"
import { run } from "./cli.ts"
import {
  actionsOf,
  add,
  cancels,
  LIMIT,
  long,
  make,
  minji,
  needsReview,
  overwrite,
  payment,
  seongsu,
  stateOf
} from "./operator/operator.ts"
import { directory, gone, layer, until } from "./shop.ts"

describe("the commands of the operator", () => {
  it.live(
    "recheck records what the history shows, names contradictions, and never sends",
    () =>
      Effect.gen(function*() {
        yield* add("a")
        yield* add("b")
        yield* make("a", "b")
        yield* overwrite("state", "needs-review", "a")
        yield* overwrite("state", "rejected", "b")
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
    "starts for no merchant and no person whose name could be taken for another one",
    () =>
      Effect.gen(function*() {
        for (const name of ["shop ", " shop", "sh\u200bop", "shop\u00a0", "ｓhop", "*"]) {
          const { message } = yield* Effect.flip(Effect.scoped(Layer.build(layer({ WORKER_MERCHANT: name }))))
          assert.include(message, "WORKER_MERCHANT", name)
          assert.include(message, "docs/operating.md")
          assert.include(message, "docs/operating.ko.md의")
        }
        for (const people of [" , ", ",", "kim@shop.kr", "minji,kim@shop.kr"]) {
          const { message } = yield* Effect.flip(Effect.scoped(Layer.build(layer({ WORKER_PEOPLE: people }))))
          assert.include(message, "WORKER_PEOPLE", people)
          assert.notInclude(message, "kim@")
        }
        assert.include(
          (yield* Effect.provide(run("hold", "--merchant", ...minji), layer({ WORKER_MERCHANT: "상점 1" }))).out,
          "merchant 상점 1 is on hold"
        )
      }),
    LIMIT
  )

  it.live(
    "name the database and the merchant, and change nothing in a shell without PortOne's settings",
    () =>
      Effect.gen(function*() {
        const file = join(yield* directory, "sandbox.db")
        const inShell = (settings: Readonly<Record<string, string>>, ...args: ReadonlyArray<string>) =>
          run(...args).pipe(
            Effect.provide(Worker.storage, { local: true }),
            Effect.provideService(ConfigProvider.ConfigProvider, ConfigProvider.fromUnknown(settings))
          )
        const sandbox = { WORKER_DATABASE_FILE: file }
        const commands = [
          ["hold", "--all"],
          ["unhold", "--all"],
          ["after-restore"],
          ["erase", "--before", "2020-01-01"],
          ["resolve", "a", "--not-refunded", "--evidence", file],
          ["release", "a", "--evidence", file],
          ["retry", "a"],
          ["recheck", "a"]
        ]
        for (const command of commands) {
          const { failure, out } = yield* inShell(sandbox, ...command, ...minji)
          assert.include(out, `Database ${file}, merchant sandbox. No setting of PortOne`, command.join(" "))
          assert.include(failure, "Nothing was changed. The real refunds", command.join(" "))
          assert.isFalse(existsSync(file), command.join(" "))
        }
        for (const command of [["submit", "", "imp_1", "100"], ["hold", "--all"], ["import", `${file}.csv`]]) {
          assert.isDefined((yield* inShell(sandbox, ...command)).failure)
          assert.deepStrictEqual(readdirSync(dirname(file)), [], command.join(" "))
        }
        assert.include((yield* inShell(sandbox, "list")).out, `Database ${file}, merchant sandbox.`)

        // A sandbox that has refunds is one of a person who tries the worker.
        assert.strictEqual((yield* inShell(sandbox, "submit", "a", "imp_sandbox_01", "100")).failure, undefined)
        assert.include((yield* inShell(sandbox, "submit", "", "imp_sandbox_01", "1")).failure, "key must not be empty")
        assert.include((yield* inShell(sandbox, "hold", "--merchant", ...minji)).out, "merchant sandbox is on hold")

        assert.match(
          (yield* run("hold", "--merchant", ...minji)).out,
          /^Database \/.*refunds\.db, merchant merchant\.\n/
        )
      }).pipe(Effect.scoped, Effect.provide(layer())),
    LIMIT
  )

  it.live(
    "leave no sandbox file to which nothing was added, unless another process has it",
    () =>
      Effect.gen(function*() {
        const file = join(yield* directory, "sandbox.db")
        const opened = (use: Effect.Effect<unknown>) =>
          use.pipe(
            Effect.provide(Worker.storage, { local: true }),
            Effect.provideService(
              ConfigProvider.ConfigProvider,
              ConfigProvider.fromUnknown({ WORKER_DATABASE_FILE: file })
            )
          )

        yield* opened(Effect.sync(() => assert.isTrue(existsSync(file))))
        assert.isFalse(existsSync(file))
        const other = yield* opened(Effect.sync(() => {
          const other = new DatabaseSync(file)
          other.exec("SELECT count(*) FROM refund_job")
          return other
        }))
        assert.isTrue(existsSync(file))
        ;(other as DatabaseSync).close()
      }).pipe(Effect.scoped),
    LIMIT
  )

  it.live(
    "print commands that are about their refund, also where its key looks like an option",
    () =>
      Effect.gen(function*() {
        const file = join(yield* directory, "console.csv")
        writeFileSync(file, "TID,amount\n")
        const keys = ["--all", "-x", "--dry-run", "--", "-"]
        for (const key of [...keys, "another"]) yield* add(key)
        yield* (yield* Sandbox).fault({ route: "cancel", fault: "pg-rejection", times: 9 })
        yield* make(...keys)
        yield* long

        for (const key of keys) {
          const shown = yield* run("show", "--look-up", "--", key)
          const commands = [...shown.out.matchAll(/^next .*: worker (.*)$/gm)].map(([, command = ""]) => command)
          assert.lengthOf(commands, 3, key)
          for (const command of commands) {
            const words = command.split(" ").map((word) =>
              ({ "<file>": file, "<name>": "minji", "<text>": "compared" })[word] ?? word
            )
            const ran = yield* run(words[0]!, "--dry-run", ...words.slice(1))
            assert.strictEqual(ran.failure, undefined, command)
            assert.include(ran.out, `\nkey          ${key}\n`, command)
          }
        }
        const job = (yield* (yield* JobStore).get(["--all"]))[0]!
        assert.include(jobPage("en", job, { english: "", korean: "" }, []).text, "<code>worker recheck -- --all</code>")
        assert.include(
          jobPage("en", job, { english: "", korean: "" }, []).text,
          "<code>worker show --look-up -- --all</code>"
        )
      }).pipe(Effect.scoped, Effect.provide(layer())),
    LIMIT
  )

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
        assert.include((yield* run("events", "--verify", "--head", other)).failure, "not those of --head")
        assert.include((yield* run("events", "--verify", "--head", head.slice(0, 9))).failure, "was not compared")
        assert.include((yield* run("list", "--pg", "nowhere")).out, "0 refunds")
        assert.strictEqual(yield* cancels, 1)
      }).pipe(Effect.provide(layer())),
    LIMIT
  )

  it.live(
    "after-restore says how much it marks",
    () =>
      Effect.gen(function*() {
        yield* add("a")
        yield* add("b")

        assert.include((yield* run("after-restore", ...minji)).out, "2 open refunds")
        assert.include((yield* run("after-restore", "--over", ...minji)).out, "are new ones")
        const actions = (yield* (yield* Events).read()).map(({ action }) => action)
        assert.deepStrictEqual(actions, ["after-restore", "hold", "after-restore-over"])
      }).pipe(Effect.provide(layer())),
    LIMIT
  )

  it.live("list finds refunds by state, PG, payment, cause, source and age", () =>
    Effect.gen(function*() {
      yield* add("a", 100, { pg_provider: "kcp" })
      yield* make("a")
      yield* add("b")
      yield* needsReview("b")
      const listed = (...filter: ReadonlyArray<string>) =>
        Effect.map(
          run("list", ...filter),
          ({ out }) => out.split("\n").slice(0, -1).map((line) => line.split("\t")[0])
        )

      assert.deepStrictEqual(yield* listed(), ["a", "b", "2 refunds"])
      assert.deepStrictEqual(yield* listed("--state", "needs-review"), ["b", "1 refunds"])
      assert.deepStrictEqual(yield* listed("--pg", "kcp"), ["a", "1 refunds"])
      assert.deepStrictEqual(yield* listed("--payment", yield* payment("b")), ["b", "1 refunds"])
      assert.deepStrictEqual(yield* listed("--cause", "PgTimedOut"), ["b", "1 refunds"])
      assert.deepStrictEqual(yield* listed("--cause", "Succeeded"), ["a", "1 refunds"])
      assert.deepStrictEqual(yield* listed("--source", "test", "--older-than", "30"), ["a", "b", "2 refunds"])
      assert.deepStrictEqual(yield* listed("--older-than", "90"), ["0 refunds"])
      assert.include((yield* run("list", "--cause", "a%")).failure, "PgTimedOut")
    }).pipe(Effect.provide(layer())), LIMIT)

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
})
