/**
 * `import` and `submit`: what they print, who they name, and what they leave alone.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Scope } from "effect"
import { SqlClient } from "effect/sql"
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { isWorker } from "../src/Database.ts"
import { Events } from "../src/events/Events.ts"
import { JobStore } from "../src/jobs/JobStore.ts"
import { dump, run } from "./cli.ts"
import { onlyEnglish } from "./languages.ts"
import { minji } from "./operator/operator.ts"
import { directory, gone, layer, seed } from "./shop.ts"

/** Units: milliseconds. Far above the usual time, so that only a test that hangs reaches it. */
const LIMIT = 120_000

const HEADER = "key,imp_uid,amount,reason"

const fileOf = Effect.fnUntraced(function*(...rows: ReadonlyArray<string>) {
  const file = join(yield* directory, "refunds.csv")
  writeFileSync(file, [HEADER, ...rows, ""].join("\n"))
  return file
})

const eventsOf = (action: string) => Effect.flatMap(Events, (events) => events.read({ action }))

describe("import", () => {
  it.live(
    "has an event for each step, which names the person or says that none was named",
    () =>
      Effect.gen(function*() {
        yield* seed("imp_1")
        const named = yield* run("import", yield* fileOf("a,imp_1,100,"), ...minji)
        const unnamed = yield* run("import", yield* fileOf("a,imp_1,100,", "b,imp_1,200,"))
        const again = yield* run("import", yield* fileOf("a,imp_1,100,", "b,imp_1,200,", ""))

        assert.deepStrictEqual([named, unnamed, again].map(({ failure }) => failure), [undefined, undefined, undefined])
        const [first, second, ...more] = yield* eventsOf("import")
        assert.deepInclude(first, { person: "minji", because: "compared with the console of the PG" })
        assert.deepInclude(first?.detail, { lines: 1, added: 1 })
        assert.strictEqual(second?.person, undefined)
        assert.deepInclude(second?.detail, { lines: 2, added: 1, by: "not named" })
        assert.deepStrictEqual(more, [])
        assert.lengthOf(yield* gone, 2)
      }).pipe(Effect.scoped, Effect.provide(layer())),
    LIMIT
  )

  it.live("needs a name where the shop lists who may change something, as submit does", () =>
    Effect.gen(function*() {
      const file = yield* fileOf("a,imp_1,100,")
      for (const command of [["import", file], ["submit", "a", "imp_1", "100"]]) {
        assert.include((yield* run(...command)).failure, "needs --as")
        assert.include((yield* run(...command, ...minji)).failure, "WORKER_PEOPLE")
        assert.strictEqual((yield* run(...command, "--dry-run")).failure, undefined)
      }
      assert.deepStrictEqual(yield* (yield* JobStore).count, {})
    }).pipe(Effect.scoped, Effect.provide(layer({ WORKER_PEOPLE: "seongsu" }))), LIMIT)

  it.live("adds nothing without its event", () =>
    Effect.gen(function*() {
      const sql = yield* SqlClient.SqlClient
      const file = yield* fileOf("a,imp_1,100,")
      yield* sql`CREATE TRIGGER full_disk BEFORE INSERT ON refund_event BEGIN SELECT RAISE(ABORT, 'full'); END`

      for (const command of [["import", file], ["submit", "b", "imp_1", "100"]]) {
        assert.include((yield* run(...command)).failure, "The database reported an error")
      }
      assert.deepStrictEqual(yield* (yield* JobStore).count, {})
    }).pipe(Effect.scoped, Effect.provide(layer())), LIMIT)

  it.live(
    "prints counts, sums and every line that is not valid on a dry run, and changes nothing",
    () =>
      Effect.gen(function*() {
        yield* seed("imp_1")
        yield* seed("imp_dollars", { kind: "usd-card", amount: 100 })
        const file = yield* fileOf("a,imp_1,3000,", "b,imp_dollars,0.1,", "c,imp_dollars,0.2,")
        yield* run("import", file)
        const sql = yield* SqlClient.SqlClient
        yield* sql`UPDATE refund_job SET state = 'retrying', due_at = due_at + 600000 WHERE key = 'c'`
        const longer = yield* fileOf(
          "a,imp_1,3000,",
          "b,imp_dollars,0.1,",
          "c,imp_dollars,0.2,",
          "d,imp_1,1000,",
          "e,imp_1,500.5,"
        )
        const before = yield* dump

        const { failure, out } = yield* run("import", longer, "--dry-run")
        const looked = yield* run(
          "import",
          yield* fileOf("d,imp_1,1000,", "f,imp_dollars,0.25,", "g,imp_9,1,", "h,imp_1,9000,"),
          "--dry-run",
          "--look-up"
        )
        const wrong = yield* run(
          "import",
          yield* fileOf(...Array.from({ length: 30 }, (_, n) => `x${n},imp_1,${n},`), "y,imp_1,\"1,000\","),
          "--dry-run"
        )

        assert.strictEqual(failure, undefined)
        for (
          const part of [
            "5 lines in",
            "New: 2 (1,500.5 of a currency that is not looked up yet).",
            "새 환불 2건(1,500.5 (통화 미확인)).",
            "In the table already, done: 2 (3,000 KRW, 0.1 USD).",
            "이미 등록됨, retrying: 1건(0.2 USD).",
            "Nothing was changed.",
            "아무것도 바꾸지 않았습니다."
          ]
        ) assert.include(out, part)
        assert.include(looked.out, "PortOne shows for the new lines: 10,000 KRW, 0.25 USD.")
        assert.include(looked.out, "2 of them would not be refunded as PortOne is now:")
        assert.include(looked.out, "line 4: PortOne does not know imp_9")
        assert.include(looked.out, "5번째 줄: 9000은 결제 imp_1의 취소 가능 잔액 7000보다 많습니다.")
        assert.include(wrong.out, "Not valid: 2 lines.")
        assert.include(wrong.failure, "line 2: amount must be above 0.")
        assert.include(wrong.failure, "32번째 줄: amount: 쉼표나 통화 표시 없이 0보다 큰 숫자만 쓰세요.")
        assert.deepStrictEqual(yield* dump, before)
        assert.isFalse(existsSync(`${longer}.result.csv`))
        assert.lengthOf(yield* gone, 3)
      }).pipe(Effect.scoped, Effect.provide(layer())),
    LIMIT
  )

  it.live(
    "sums the lines of a payment, and its open refunds, before it compares them with the balance",
    () =>
      Effect.gen(function*() {
        yield* seed("imp_1")
        yield* seed("imp_2")
        yield* seed("imp_dollars", { kind: "usd-card", amount: 0.3 })
        yield* (yield* JobStore).add([{ key: "open", impUid: "imp_2", amount: 9000 }], "test")

        const { failure, out } = yield* run(
          "import",
          yield* fileOf(
            "a,imp_1,6000,",
            "b,imp_1,6001,",
            "c,imp_1,4000,",
            "d,imp_2,1001,",
            "e,imp_2,1000,",
            "f,imp_dollars,0.1,",
            "g,imp_dollars,0.2,"
          ),
          "--dry-run",
          "--look-up"
        )

        assert.strictEqual(failure, undefined)
        assert.include(out, "2 of them would not be refunded as PortOne is now:")
        assert.include(
          out,
          "line 3: 6001 is too much: 10000 can still be cancelled of imp_1, and open refunds and earlier lines need 6000 of it."
        )
        assert.include(
          out,
          "line 5: 1001 is too much: 10000 can still be cancelled of imp_2, and open refunds and earlier lines need 9000"
        )
        assert.include(out, "5번째 줄: 1001은 너무 많습니다. 결제 imp_2의 취소 가능 잔액은 10000인데")
        assert.deepStrictEqual(onlyEnglish(out), [])
      }).pipe(Effect.scoped, Effect.provide(layer())),
    LIMIT
  )

  it.live(
    "says in both languages what came of the money, and of each line that was not refunded",
    () =>
      Effect.gen(function*() {
        yield* seed("imp_1")
        yield* seed("imp_dollars", { kind: "usd-card", amount: 100 })
        const sql = yield* SqlClient.SqlClient
        const file = yield* fileOf(
          "a,imp_1,3000,",
          "b,imp_dollars,0.1,",
          "c,imp_dollars,0.2,",
          "more,imp_1,9000,",
          "nowhere,imp_2,100,"
        )

        const { code, out } = yield* run("import", file)

        assert.strictEqual(code, 1)
        assert.include(
          out,
          "3 refunded (3,000 KRW, 0.3 USD), 1 rejected (9,000 KRW), 1 without a final outcome (100 of a currency that is " +
            "not looked up yet), 0 not added."
        )
        assert.include(out, "환불 3건(3,000 KRW, 0.3 USD), 거절 1건(9,000 KRW), 최종 결과 없음 1건(100 (통화 미확인)),")

        // One outcome for each that a person may read, also of a version that stored English alone.
        const outcomes = [
          { outcome: "NotRefunded", cause: "InsufficientBalance" },
          { outcome: "NotRefunded", cause: "FencedByOther" },
          { outcome: "ResolvedAsNotRefunded", cause: "person" },
          { outcome: "Rejected", cause: "constructor" },
          { outcome: "Undetermined", cause: "PgTimedOut", advice: "Compare." }
        ]
        const keys = outcomes.map((_, n) => `o${n}`)
        yield* (yield* JobStore).add(keys.map((key, n) => ({ key, impUid: "imp_1", amount: 1 + n })), "test")
        for (const [n, outcome] of outcomes.entries()) {
          yield* sql`UPDATE refund_job SET outcome = ${JSON.stringify(outcome)}, state = ${
            outcome.outcome === "Undetermined" ? "needs-review" : "rejected"
          } WHERE key = ${`o${n}`}`
        }
        const all = join(yield* directory, "all.csv")
        yield* run("report", "--result", all)
        for (const written of [`${file}.result.csv`, all]) {
          const text = readFileSync(written, "utf8")
          assert.strictEqual(text.codePointAt(0), 0xfeff)
          for (const row of text.slice(1).trim().split("\n").slice(1)) {
            const isDone = row.includes(",Succeeded,")
            assert.strictEqual(/,"?[A-Z][^,]*.*[가-힣].*$/.test(row), !isDone, row)
          }
        }
      }).pipe(Effect.scoped, Effect.provide(layer())),
    LIMIT
  )

  it.live(
    "reports a line that became invalid since, and reads a result file of an earlier version",
    () =>
      Effect.gen(function*() {
        yield* seed("imp_1")
        const file = yield* fileOf("a,imp_1,100,")
        yield* run("import", file)
        const result = readFileSync(`${file}.result.csv`, "utf8")
        const earlier = join(yield* directory, "earlier.csv")
        writeFileSync(earlier, result.replace(",advice_ko", "").replace(/,\n$/, "\n"))

        assert.include((yield* run("import", earlier)).out, "done: 1 (100 KRW)")
        assert.include((yield* run("import", `${file}.result.csv`)).out, "done: 1 (100 KRW)")

        const { ofFile } = yield* Effect.promise(() => import("../src/import/ResultCsv.ts"))
        writeFileSync(file, `${HEADER}\na,imp_1,100,\nb,imp_1,oops,\n`)
        const totals = yield* ofFile(file, `${file}.result.csv`)
        assert.deepInclude(totals, { done: 1, missing: 1 })
        assert.match(
          readFileSync(`${file}.result.csv`, "utf8"),
          /InvalidLine,"Line 3: amount must be .*3번째 줄: amount:/
        )
      }).pipe(Effect.scoped, Effect.provide(layer())),
    LIMIT
  )
})

describe("submit", () => {
  it.live(
    "says what is known of the key and of the payment before it adds, and names the person",
    () =>
      Effect.gen(function*() {
        yield* seed("imp_1")
        const dry = yield* run("submit", "a", "imp_1", "100", "--dry-run")
        assert.include(dry.out, "New: 100 of imp_1, key a.")
        assert.deepStrictEqual(yield* (yield* JobStore).count, {})

        assert.include((yield* run("submit", "a", "imp_1", "100", ...minji)).out, "state        done")
        assert.include((yield* run("submit", "a", "imp_1", "100")).out, "The key a is in the table already")
        const same = yield* run("submit", "b", "imp_1", "100", ...minji)
        assert.include(same.failure, "Nothing was added and no money moved: 100 of imp_1 is key a already (done).")
        assert.include(same.failure, "결제 imp_1의 100 환불은 이미 키 a로 있습니다(done).")
        const other = yield* run("submit", "a", "imp_1", "200")
        assert.include(other.failure, "already in use for 100 of imp_1; this request is for 200 of imp_1")
        assert.include(other.failure, "키 a는 이미 결제 imp_1의 100 환불에 쓰였습니다")

        const [event, ...more] = yield* eventsOf("submit")
        assert.deepInclude(event, { person: "minji", key: "a" })
        assert.deepStrictEqual(more, [])
        assert.lengthOf(yield* gone, 1)

        const further = yield* run("submit", "b", "imp_1", "100", "--allow-same-payment-and-amount", ...minji)
        assert.include(further.out, "Take care: 100 of imp_1 is key a already (done). This is a further refund.")
        assert.deepInclude((yield* eventsOf("submit"))[1]?.detail, { allowedSame: "a" })
        assert.lengthOf(yield* gone, 2)
      }).pipe(Effect.provide(layer())),
    LIMIT
  )
})

describe("a command without serve", () => {
  it.live(
    "sends its own refunds and no others, and those of its file that another source has added",
    () =>
      Effect.gen(function*() {
        const store = yield* JobStore
        const payments = ["imp_1", "imp_2", "imp_3", "imp_4"]
        yield* Effect.forEach(payments, (impUid) => seed(impUid))
        yield* store.add(payments.map((impUid, n) => ({ key: `other-${n}`, impUid, amount: 100 + n })), "http")

        yield* run("submit", "a", "imp_1", "1")
        assert.deepStrictEqual(yield* gone, ["1 of imp_1"])
        yield* run("retry", "other-1", ...minji)
        assert.deepStrictEqual(yield* gone, ["1 of imp_1", "101 of imp_2"])
        const file = yield* fileOf("b,imp_1,2,", "other-2,imp_3,102,")
        assert.include((yield* run("import", file)).out, "2 refunded")

        assert.deepStrictEqual((yield* store.get(["other-0", "other-3"])).map(({ state }) => state), [
          "waiting",
          "waiting"
        ])
        assert.deepStrictEqual((yield* gone).toSorted(), [
          "1 of imp_1",
          "101 of imp_2",
          "102 of imp_3",
          "2 of imp_1"
        ])
      }).pipe(Effect.scoped, Effect.provide(layer())),
    LIMIT
  )

  it.live("makes its refunds itself when the process that it waits for has ended", () =>
    Effect.gen(function*() {
      yield* seed("imp_1")
      const store = yield* JobStore
      const other = yield* Scope.make()
      assert.isTrue(yield* Scope.provide(isWorker, other))
      const whileItWaits: typeof store = {
        ...store,
        open: (of, isAlone) =>
          Effect.andThen(isAlone === false ? Scope.close(other, Exit.void) : Effect.void, store.open(of, isAlone))
      }

      const { code, out } = yield* run("submit", "a", "imp_1", "100").pipe(
        Effect.provideService(JobStore, whileItWaits)
      )

      assert.strictEqual(code, 0)
      assert.include(out, "Another worker processes these refunds.")
      assert.include(out, "state        done")
      assert.deepStrictEqual(yield* gone, ["100 of imp_1"])
    }).pipe(Effect.provide(layer())), LIMIT)

  it.live(
    "ends and says so where another refund of the payment is in front, which it does not send",
    () =>
      Effect.gen(function*() {
        const store = yield* JobStore
        yield* seed("imp_1")
        yield* store.add([{ key: "front", impUid: "imp_1", amount: 100 }], "http")
        yield* store.claim("a process that died", 1)

        const { code, out } = yield* run("submit", "behind", "imp_1", "200")

        assert.strictEqual(code, 1)
        assert.include(
          out,
          "1 of these refunds wait for other refunds of their payments, which this command does not send."
        )
        assert.include(out, "state        waiting")
        assert.deepStrictEqual(onlyEnglish(out), [])
        assert.deepStrictEqual(yield* gone, [])
      }).pipe(Effect.provide(layer())),
    LIMIT
  )
})

describe("every sentence of a command", () => {
  it.live("is in English and in Korean, also where the input is wrong", () =>
    Effect.gen(function*() {
      yield* seed("imp_1")
      const file = yield* fileOf("a,imp_1,100,", "b,imp_1,20000,")
      const bytes = join(yield* directory, "cp949.csv")
      writeFileSync(bytes, Buffer.concat([Buffer.from(`${HEADER}\nx,imp_1,1,`), Buffer.from([0xba, 0xaf, 0x0a])]))
      const utf16 = join(yield* directory, "utf16.csv")
      writeFileSync(utf16, Buffer.from(`\uFEFF${HEADER}\n`, "utf16le"))
      const headless = join(yield* directory, "headless.csv")
      writeFileSync(headless, "key,amount\n")
      const account = join(yield* directory, "account.csv")
      writeFileSync(account, `${HEADER},refund_account\n`)
      const quote = join(yield* directory, "quote.csv")
      writeFileSync(quote, `${HEADER}\na,imp_1,1,"x`)
      const empty = join(yield* directory, "empty.csv")
      writeFileSync(empty, "")
      const because = ["--as", "minji", "--because", "장애 대응"]
      const decided = ["--evidence", file, ...because]

      for (
        const command of [
          ["import", file, "--dry-run"],
          ["import", file],
          ["import", file],
          ["import", join(file, "nowhere")],
          ["import", bytes],
          ["import", utf16],
          ["import", headless],
          ["import", account],
          ["import", quote],
          ["import", empty],
          [
            "import",
            yield* fileOf("a,imp_1,101,", "c,imp_1,1E+05,", "2.02E+13,imp_1,1,", "'c,imp_1,1,", "d,imp_1", "c,,1,")
          ],
          ["import", yield* fileOf("0a,imp_1,100,")],
          ["import", file, "--result", "/nowhere/result.csv"],
          ["submit", "a", "imp_1", "100"],
          ["submit", "0a", "imp_1", "100"],
          ["submit", "0a", "imp_1", "100", "--allow-same-payment-and-amount", "--dry-run"],
          ["submit", "a", "imp_1", "1,000"],
          ["submit", "a", "imp_1", "3.000"],
          ["submit", "'=R1", "imp_1", "100"],
          ["submit", "a ", "imp_1", "100"],
          ["submit", "a", "imp 1", "100"],
          ["submit", "a", "imp_1", "100", "--reason", "줄\n바꿈"],
          ["submit", "a", "imp_1", "100", "--as", "minji"],
          ["list"],
          ["list", "--cause", "a b"],
          ["show", "a", "--look-up"],
          ["show", "nobody"],
          ["report"],
          ["events"],
          ["events", "--verify"],
          ["events", "--verify", "--head", "1:a"],
          ["recheck", "--all", ...because],
          ["recheck", ...because],
          ["hold", "--all", ...because],
          ["hold", "--all", ...because],
          ["hold", ...because],
          ["hold", "--pg", "a b", ...because],
          ["hold", "--pg", "nowhere", ...because],
          ["list"],
          ["unhold", "--merchant", ...because],
          ["unhold", "--all", ...because],
          ["unhold", "--all", ...because],
          ["retry", "a", "--compared", ...because],
          ["retry", "--all", "--compared", ...because],
          ["retry", "--all", "--compared", "--expect", "0", ...because],
          ["release", "a", ...decided],
          ["release", "--all", ...decided],
          ["release", "--all", "--expect", "0", ...decided],
          ["release", "a", ...because],
          ["resolve", "a", "--as-refunded", ...decided],
          ["resolve", "a", "--as-refunded", "--evidence", "/nowhere", ...because],
          ["resolve", "a", ...decided],
          ["resolve", "a", "--as-refunded", ...because],
          ["after-restore", "--dry-run"],
          ["after-restore", ...because],
          ["after-restore", "--over", ...because],
          ["doctor"],
          ["rotate-secret"],
          ["forget-secret", "none", ...because],
          ["erase", "--before", "2025-09-01", ...because],
          ["erase", "--before", "someday", ...because],
          ["reconcile", "--result", join(yield* directory, "day.csv")],
          ["reconcile", "--day", "2999-01-01"]
        ]
      ) {
        const { failure = "", out } = yield* run(...command)
        assert.deepStrictEqual(onlyEnglish(`${out}\n${failure}`), [], command.join(" "))
      }
    }).pipe(Effect.scoped, Effect.provide(layer())), LIMIT)
})
