import { Sandbox } from "@effect-portone/sandbox/Sandbox"
import { assert, describe, it } from "@effect/vitest"
import { parse } from "csv-parse/sync"
import { Effect, Result } from "effect"
import { SqlClient } from "effect/sql"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { dayAt, dayOf, isIn } from "../../src/reconcile/Day.ts"
import type { Difference } from "../../src/reconcile/judge.ts"
import { kinds } from "../../src/reconcile/kinds.ts"
import { reconcile, type Reconciliation } from "../../src/reconcile/reconcile.ts"
import * as ReconciliationCsv from "../../src/reconcile/ReconciliationCsv.ts"
import * as Worker from "../../src/Worker.ts"
import { run } from "../cli.ts"
import { worker } from "../process.ts"
import { proxy, through } from "../proxy.ts"
import { control, directory, layer, seed } from "../shop.ts"
import { day, HOUR, NOON, NOW, plant, refunded } from "./planted.ts"

const compared = Effect.provide(reconcile(day, NOW), Worker.lookUps)

const short = ({ kind, key, recorded, shown }: Difference) => `${kind} ${key ?? "-"} ${recorded ?? "-"} ${shown ?? "-"}`

/** What the rows say about the difference of the two sides. Units: thousandths. */
const explained = ({ differences }: Reconciliation, of: { readonly pg: string; readonly currency: string }) =>
  differences.filter(({ currency, pg }) => pg === of.pg && currency === of.currency).reduce(
    (sum, { recorded = 0, recordedAt, shown = 0, shownAt }) =>
      sum + (isIn(day, shownAt) ? 1000 * shown : 0) - (isIn(day, recordedAt) ? 1000 * recorded : 0),
    0
  )

describe("the comparison of a day", () => {
  it.live("finds every kind of difference that was planted, and sends look-ups only", () =>
    Effect.gen(function*() {
      const { ledger, requests } = yield* Sandbox
      const sql = yield* SqlClient.SqlClient
      yield* plant
      const before = { requests: yield* requests, ledger: yield* ledger() }
      const table = yield* sql`SELECT * FROM refund_job ORDER BY key`

      const found = yield* compared

      assert.deepStrictEqual(found.differences.map(short), [
        "contradicted contradicted - 3000",
        "foreign - - 700",
        "foreign - - 400",
        "missing missing 3000 -",
        "open open - -",
        "other-amount other-amount 2000 3000",
        "other-day other-day 3000 3000",
        "settled-late settled-late - 3000",
        "taken-back taken-back 3000 -",
        "twice twice 3000 3000",
        "twice twice - 3000",
        "unrecorded - - 3000",
        "vanished vanished 3000 -"
      ])
      const after = yield* requests
      assert.strictEqual(after["cancel"]?.received, before.requests["cancel"]?.received)
      assert.isAbove(after["find"]?.received ?? 0, before.requests["find"]?.received ?? 0)
      assert.deepStrictEqual(yield* ledger(), before.ledger)
      assert.deepStrictEqual(yield* sql`SELECT * FROM refund_job ORDER BY key`, table)
      // Every kind but one, which the next test plants.
      assert.deepStrictEqual(
        Object.keys(kinds).filter((kind) => !found.differences.some((one) => one.kind === kind)),
        ["not-checked"]
      )
      const dollars = found.sums.find(({ currency }) => currency === "USD")
      assert.deepInclude(dollars, { recorded: 0.3, shown: 0.3, refunds: 2, cancels: 2 })
      assert.isAbove(found.sums.length, 2)
      for (const sum of found.sums) {
        assert.strictEqual(explained(found, sum), 1000 * sum.shown - 1000 * sum.recorded, JSON.stringify(sum))
      }
    }).pipe(Effect.provide(layer())))

  it.live("goes on after a payment that cannot be looked up", () =>
    Effect.gen(function*() {
      const { state, url } = yield* proxy
      yield* (yield* Sandbox).setTime(NOON / 1000)
      for (const name of ["away", "right"]) yield* seed(`imp_${name}`)
      yield* refunded(["away", "right"])
      yield* control("revert", { imp_uid: "imp_away" })
      state.unreadable = "/imp_away"

      const { differences, sums } = yield* Effect.provide(compared, through(url))

      assert.deepStrictEqual(differences.map(short), ["not-checked away 3000 -"])
      assert.deepStrictEqual(sums.map(({ recorded, shown }) => [recorded, shown]), [[6000, 3000]])
    }).pipe(Effect.provide(layer()), Effect.scoped))

  it.live("knows its own refunds by the ledger where the PG hides the reason", () =>
    Effect.gen(function*() {
      const { state, url } = yield* proxy
      state.hidesReasons = true
      yield* (yield* Sandbox).setTime(NOON / 1000)
      yield* seed("imp_right")
      yield* Effect.provide(refunded(["right"]), through(url))
      yield* control("console-cancel", { imp_uid: "imp_right", amount: 3000 })

      const { differences } = yield* Effect.provide(compared, through(url))

      assert.deepStrictEqual(differences.map(short), ["foreign - - 3000"])
    }).pipe(Effect.provide(layer()), Effect.scoped))

  it.live("stops where no payment could be looked up, and says that nothing was sent", () =>
    Effect.gen(function*() {
      const { state, url } = yield* proxy
      state.is = "no credentials"

      const { message } = yield* Effect.flip(Effect.provide(compared, through(url)))

      assert.match(message, /nothing was sent but look-ups.*\n대조를 끝내지 못했습니다/s)
    }).pipe(Effect.provide(layer()), Effect.scoped))
})

describe("a kind of difference", () => {
  it("is in the table of both languages", () => {
    for (const file of ["watching.md", "watching.ko.md"]) {
      const text = readFileSync(new URL(`../../../../docs/${file}`, import.meta.url), "utf8")
      const [, table = ""] = /\n\| (?:kind|종류) [^]*?\n((?:\|.*\n)*)/.exec(text) ?? []
      const rows = [...table.matchAll(/^\| `([\w-]+)`/gm)].map(([, kind]) => kind)

      assert.deepStrictEqual(rows.toSorted(), Object.keys(kinds).toSorted(), file)
    }
  })
})

describe("the command", () => {
  it.live("writes the file, and its exit code says whether a person has something to do", () =>
    Effect.gen(function*() {
      const folder = yield* directory
      const { key, secret, url } = yield* Sandbox
      const env = {
        PORTONE_IMP_KEY: key,
        PORTONE_IMP_SECRET: secret,
        PORTONE_BASE_URL: url,
        PORTONE_REFUND_TAG_SECRET: "a-tag-secret-of-more-than-32-characters",
        WORKER_DATABASE_FILE: join(folder, "refunds.db")
      }
      const asProcess = (...args: ReadonlyArray<string>) => Effect.promise(() => worker(args, env).end)
      const result = ["--result", join(folder, "day.csv")]
      yield* (yield* Sandbox).setTime(NOON / 1000)
      yield* seed("imp_foreign")

      const clean = yield* run("reconcile", "--day", day.name, ...result)
      yield* control("console-cancel", { imp_uid: "imp_foreign", amount: 700 })
      const foreign = yield* asProcess("reconcile", "--day", day.name, ...result)
      const noDay = yield* asProcess("reconcile", "--day", "yesterday", ...result)

      assert.deepStrictEqual([clean.code, foreign.code, noDay.code], [0, 1, 1], clean.failure)
      assert.include(clean.out, "No differences.\n차이가 없습니다.")
      assert.match(foreign.out, /html5_inicis +KRW +0 +0 +1 +700\n +1 foreign: /)
      assert.include(
        readFileSync(join(folder, "day.csv"), "utf8"),
        "foreign,2026-09-01,,imp_foreign,html5_inicis,KRW,,700"
      )
      assert.match(noDay.err, /^--day must be a day .*\n--day: 2026-09-01과 같은/)
    }).pipe(Effect.provide(layer()), Effect.scoped))
})

describe("the file of differences", () => {
  it.live("has a byte order mark, plain numbers, times of Seoul, and evaluates nothing", () =>
    Effect.gen(function*() {
      const file = join(yield* directory, "differences.csv")
      const where = { pg: "kcp", currency: "USD" }
      const found: Reconciliation = {
        day,
        sums: [],
        listed: 0,
        lookedUp: 0,
        differences: [
          {
            kind: "missing",
            impUid: "imp_1",
            key: "=1+1",
            state: "done",
            ...where,
            recorded: 1234.5,
            recordedAt: NOON
          },
          { kind: "foreign", impUid: "imp_2", ...where, shown: 0.1, shownAt: NOON + HOUR, cancellationId: "@c" }
        ]
      }

      yield* ReconciliationCsv.write(found, file)

      const text = readFileSync(file, "utf8")
      assert.strictEqual(text.codePointAt(0), 0xfeff)
      const [header, one = [], other = []] = parse(text.slice(1)) as ReadonlyArray<ReadonlyArray<string>>
      assert.deepStrictEqual(header, ReconciliationCsv.COLUMNS)
      assert.deepStrictEqual(one.slice(0, 12), [
        "missing",
        "2026-09-01",
        "'=1+1",
        "imp_1",
        "kcp",
        "USD",
        "1234.5",
        "",
        "2026-09-01T12:00:00+09:00",
        "",
        "",
        "done"
      ])
      assert.deepStrictEqual(other.slice(7, 11), ["0.1", "", "2026-09-01T13:00:00+09:00", "'@c"])
      assert.strictEqual(one[13], kinds.missing.korean)
    }).pipe(Effect.scoped, Effect.provide(layer())))
})

describe("a day", () => {
  it("is one in Asia/Seoul, begins at midnight there, and is yesterday by default", () => {
    const midnight = Date.parse("2026-09-01T15:00:00Z")
    const name = (text: string | undefined, now: number) => Result.map(dayOf(text, now), (day) => [day.name, day.to])

    assert.strictEqual(dayAt(midnight - 1).name, "2026-09-01")
    assert.strictEqual(dayAt(midnight).name, "2026-09-02")
    assert.deepStrictEqual(name(undefined, midnight), Result.succeed(["2026-09-01", midnight]))
    assert.deepStrictEqual(name("2026-09-02", midnight), Result.succeed(["2026-09-02", midnight + 24 * HOUR]))
  })

  it("is not one that there is not, or that has not begun", () => {
    const problem = (text: string) =>
      Result.match(dayOf(text, NOW), { onSuccess: () => "", onFailure: ({ english }) => english })

    for (const text of ["", "today", "2026-9-1", "2026-02-30", "2026-13-01", "２０２６-09-01", "2026-09-01 "]) {
      assert.strictEqual(problem(text), "must be a day such as 2026-09-01", text)
    }
    assert.strictEqual(problem("2026-09-05"), "is a day in the future")
    assert.strictEqual(problem("2026-09-04"), "")
  })
})
