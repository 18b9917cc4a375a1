import { assert, describe, it } from "@effect/vitest"
import { parse } from "csv-parse/sync"
import { Effect, Exit, Result, Stream } from "effect"
import { SqlClient } from "effect/sql"
import {
  appendFileSync,
  linkSync,
  lstatSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync
} from "node:fs"
import { basename, dirname, join, relative } from "node:path"
import { Events } from "../src/events/Events.ts"
import * as Csv from "../src/import/Csv.ts"
import * as Import from "../src/import/Import.ts"
import * as ResultCsv from "../src/import/ResultCsv.ts"
import { JobStore } from "../src/jobs/JobStore.ts"
import { Settings } from "../src/Settings.ts"
import type { StartupError } from "../src/StartupError.ts"
import { directory, layer } from "./shop.ts"

const fileOf = Effect.fnUntraced(function*(rows: ReadonlyArray<string>) {
  const file = join(yield* directory, "refunds.csv")
  writeFileSync(file, ["key,imp_uid,amount,reason", ...rows, ""].join("\n"))
  return file
})

const many = Array.from({ length: 1200 }, (_, n) => `r-${n},imp_${n},${n + 1},`)

describe("an import", () => {
  it.effect("adds every line once, also if it is run again or under another file name", () =>
    Effect.gen(function*() {
      const store = yield* JobStore
      const first = yield* Import.importFile(yield* fileOf(many))
      const again = yield* Import.importFile(yield* fileOf([...many, "one-more,imp_1,5,"]))

      assert.deepStrictEqual([first.lines, first.added, again.lines, again.added], [1200, 1200, 1201, 1])
      assert.strictEqual((yield* store.count).waiting?.jobs, 1201)
    }).pipe(Effect.scoped, Effect.provide(layer())))

  it.effect("resumes after the last lines that were added in one transaction with the position", () =>
    Effect.gen(function*() {
      const store = yield* JobStore
      const sql = yield* SqlClient.SqlClient
      const file = yield* fileOf(many)
      // The 900th line cannot be written, as when the disk is full.
      yield* sql`CREATE TRIGGER full BEFORE INSERT ON refund_job WHEN NEW.key = 'r-899' BEGIN SELECT RAISE(ABORT, 'full'); END`
      const cut = yield* Effect.exit(Import.importFile(file))
      const kept = (yield* store.count).waiting?.jobs
      yield* sql`DROP TRIGGER full`

      const rest = yield* Import.importFile(file)
      const over = yield* Import.importFile(file)

      assert.isTrue(Exit.isFailure(cut))
      assert.strictEqual(kept, 500)
      assert.deepStrictEqual([rest.resumed, rest.added, rest.lines], [500, 700, 1200])
      assert.deepStrictEqual([over.resumed, over.added], [1200, 0])
    }).pipe(Effect.scoped, Effect.provide(layer())))

  it.effect("adds only what it has checked of a file that still grows, and says so", () =>
    Effect.gen(function*() {
      const store = yield* JobStore
      const grow = (file: string) => Effect.sync(() => appendFileSync(file, "late,imp_1,oops,\nlater,imp_1,5,\n"))
      const file = yield* fileOf(many)
      const whileChecked = {
        ...store,
        get: (keys: ReadonlyArray<string>) => Effect.andThen(grow(file), store.get(keys))
      }
      const early = yield* Effect.flip(Import.importFile(file).pipe(Effect.provideService(JobStore, whileChecked)))
      assert.include(early.message, "Nothing was imported")
      assert.deepStrictEqual(yield* store.count, {})

      const other = yield* fileOf(many)
      let isFirst = true
      const whileAdded: typeof store = {
        ...store,
        add: (...args) =>
          Effect.andThen(
            isFirst ? grow(other) : Effect.void,
            Effect.suspend(() => (isFirst = false, store.add(...args)))
          )
      }
      const late = yield* Effect.flip(Import.importFile(other).pipe(Effect.provideService(JobStore, whileAdded)))
      assert.include(late.message, "1200 lines that were checked before are in the table")
      assert.strictEqual((yield* store.count).waiting?.jobs, 1200)
    }).pipe(Effect.scoped, Effect.provide(layer())))

  it.effect("takes no file for an earlier one of the same size, time and beginning", () =>
    Effect.gen(function*() {
      const store = yield* JobStore
      const rows = Array.from({ length: 5000 }, (_, n) => `r-${n},imp_${n},${n + 1},`)
      const file = yield* fileOf([...rows, "last-1,imp_1,7,"])
      const time = new Date(1_700_000_000_000)
      utimesSync(file, time, time)
      yield* Import.importFile(file)
      writeFileSync(file, readFileSync(file, "utf8").replace("last-1,imp_1,7,", "last-2,imp_2,8,"))
      utimesSync(file, time, time)

      const { added, resumed } = yield* Import.importFile(file)

      assert.deepStrictEqual([resumed, added], [0, 1])
      assert.strictEqual((yield* store.get(["last-2"])).length, 1)
    }).pipe(Effect.scoped, Effect.provide(layer())))

  it.effect("E1.4 stops where the bytes are as well CP949 as UTF-8, and no line shows which", () =>
    Effect.gen(function*() {
      const store = yield* JobStore
      const file = join(yield* directory, "refunds.csv")
      const header = "key,imp_uid,amount,reason\n"
      // 카 in CP949, and a Latin letter with a macron in UTF-8.
      const row = Buffer.concat([Buffer.from("R-1"), Buffer.from([0xc4, 0xab]), Buffer.from(",imp_1,1,\n")])
      const reason = Buffer.concat([Buffer.from("R-2,imp_2,1,"), Buffer.from([0xc4, 0xab]), Buffer.from("\n")])
      const import_ = (...parts: ReadonlyArray<string | Buffer>) =>
        Effect.suspend(() => {
          writeFileSync(file, Buffer.concat([...parts].map((part) => Buffer.from(part as string))))
          return Import.importFile(file)
        })

      for (const parts of [[header, row], [header, "a,imp_3,1,\n", reason]]) {
        const { message } = yield* Effect.flip(import_(...parts))
        assert.match(message, /line [23]: may be CP949 \(EUC-KR\) or UTF-8.* Save the file as "CSV UTF-8"\./)
        assert.match(message, /[23]번째 줄: CP949\(EUC-KR\)로도 UTF-8로도/)
      }
      assert.deepStrictEqual(yield* store.count, {})

      // A mark, or Hangul in UTF-8, shows it. Greek is no Hangul in CP949.
      assert.strictEqual((yield* import_("\uFEFF", header, row)).added, 1)
      assert.strictEqual((yield* import_(header, reason, "b,imp_4,1,변심\n")).added, 2)
      assert.strictEqual((yield* import_(header, "c,imp_5,1,Ωμέγα\n")).added, 1)
      assert.strictEqual((yield* import_(header, "d,imp_6,1,café\n", "e,imp_7,1,Größe\n")).added, 2)
      assert.strictEqual((yield* store.get(["R-1\u012b"])).length, 1)
    }).pipe(Effect.scoped, Effect.provide(layer())))

  it.effect("rejects a file of no bytes, as an export that failed leaves it", () =>
    Effect.gen(function*() {
      const file = join(yield* directory, "refunds.csv")
      for (const content of ["", "\uFEFF"]) {
        writeFileSync(file, content)
        assert.include((yield* Effect.flip(Import.importFile(file))).message, "is empty")
      }
    }).pipe(Effect.scoped, Effect.provide(layer())))

  it.effect("adds nothing of a file with invalid lines, and names them", () =>
    Effect.gen(function*() {
      const store = yield* JobStore
      const file = yield* fileOf([...many, "bad,imp_1,0,", "worse,imp_1,zero,"])

      const { message } = yield* Effect.flip(Import.importFile(file))

      assert.include(message, "Nothing was imported: 2 lines")
      assert.include(message, "line 1202: amount must be above 0")
      assert.include(message, "line 1203: amount must be a plain number")
      assert.deepStrictEqual(yield* store.count, {})
    }).pipe(Effect.scoped, Effect.provide(layer())))

  it.effect("E1.5 adds nothing of a file that has a key twice, and names both lines", () =>
    Effect.gen(function*() {
      const store = yield* JobStore
      const file = yield* fileOf([...many, "same,imp_1,100,", "same,imp_1,100,again", "same,imp_1,200,"])

      const { message } = yield* Effect.flip(Import.importFile(file))

      assert.include(message, "Nothing was imported: 2 lines")
      assert.include(message, "line 1203: has the key of line 1202: same.")
      assert.include(message, "line 1204: has the key of line 1202: same.")
      assert.deepStrictEqual(yield* store.count, {})
    }).pipe(Effect.scoped, Effect.provide(layer())))

  it.effect("adds nothing of a file with a key of another refund, and reports it in the result", () =>
    Effect.gen(function*() {
      const store = yield* JobStore
      yield* store.add([{ key: "same", impUid: "imp_1", amount: 100 }], "test")
      const file = yield* fileOf(["fine,imp_2,100,", "same,imp_1,200,"])

      const { message } = yield* Effect.flip(Import.importFile(file))
      const totals = yield* ResultCsv.ofFile(file, `${file}.result`)

      assert.include(message, "line 3: the key same is already in use for 100 of imp_1.")
      assert.strictEqual((yield* store.count).waiting?.jobs, 1)
      assert.deepInclude(totals, { done: 0, rejected: 0, open: 0, missing: 2 })
      assert.include(
        readFileSync(`${file}.result`, "utf8"),
        "The key same is already in use for 100 of imp_1; this request is for 200 of imp_1."
      )
    }).pipe(Effect.scoped, Effect.provide(layer())))

  it.effect("E1.4 stops and asks where payment and amount are known under another key", () =>
    Effect.gen(function*() {
      const store = yield* JobStore
      yield* Import.importFile(yield* fileOf(["000123,imp_1,100,", "000124,imp_1,100,", "7,imp_2,5,"]), {
        allowSame: true
      })
      const rewritten = yield* fileOf(["123,imp_1,100,", "7,imp_2,5,", "8,imp_2,6,"])

      const { message } = yield* Effect.flip(Import.importFile(rewritten))
      assert.match(message, /line 2: 100 of imp_1 is key 00012[34] already \(waiting\); this line has key 123\./)
      assert.include(message, "--allow-same-payment-and-amount")
      assert.strictEqual((yield* store.count).waiting?.jobs, 3)

      const { added } = yield* Import.importFile(rewritten, { allowSame: true })
      assert.strictEqual(added, 2)
      // The same file again asks nothing, because its keys are known now.
      assert.strictEqual((yield* Import.importFile(yield* fileOf(["123,imp_1,100,", "7,imp_2,5,"]))).added, 0)
    }).pipe(Effect.scoped, Effect.provide(layer())))

  it.effect("E1.4 stops and asks where one file has a payment and amount under two keys", () =>
    Effect.gen(function*() {
      const store = yield* JobStore
      const file = yield* fileOf([...many, "000123,imp_x,100,", "123,imp_x,100,", "124,imp_x,101,", "r-00,imp_0,1,"])

      const { message } = yield* Effect.flip(Import.importFile(file))

      assert.include(message, "Nothing was imported: 2 of")
      assert.include(message, "line 1203: 100 of imp_x is in line 1202 too, under another key; this line has key 123.")
      assert.include(message, "line 1205: 1 of imp_0 is in line 2 too")
      assert.include(message, "1203번째 줄: 결제 imp_x의 100 환불이 1202번째 줄에 다른 키로도 있습니다.")
      assert.deepStrictEqual(yield* store.count, {})
      assert.strictEqual((yield* Import.importFile(file, { allowSame: true })).added, 1204)
    }).pipe(Effect.scoped, Effect.provide(layer())))

  it.effect("E1.4 stops where another import has added a payment and amount since the check, and says what was added", () =>
    Effect.gen(function*() {
      const store = yield* JobStore
      const first = yield* Import.plan(yield* fileOf(many))
      const second = yield* Import.plan(yield* fileOf(["mine,imp_3,4,"]))
      const third = yield* Import.plan(yield* fileOf(["late,imp_700,701,", "alone,imp_x,1,"]))
      assert.deepStrictEqual([first, second, third].map(({ blocked }) => blocked), [undefined, undefined, undefined])
      yield* Import.add(third)

      const { english, korean } = yield* Effect.flip(Import.add(first)) as Effect.Effect<StartupError>
      const none = yield* Effect.flip(Import.add(second)) as Effect.Effect<StartupError>

      assert.include(english, "No further line was imported: 1 of")
      assert.include(english, "line 702: 701 of imp_700 is key late already (waiting); this line has key r-700.")
      assert.include(
        english,
        "500 lines of the file are in the table, and a worker may refund them; none of the others is."
      )
      assert.include(korean, "이 파일의 500줄은 등록돼 있고")
      assert.match(
        none.english,
        /^Nothing was imported: 1 of[^]*line 2: 4 of imp_3 is key r-3 already[^]*No money moved\./
      )
      assert.strictEqual((yield* store.count).waiting?.jobs, 502)
      const events = yield* (yield* Events).read({ action: "import" })
      assert.deepStrictEqual(events.map(({ detail }) => detail["added"]), [2, 500])
    }).pipe(Effect.scoped, Effect.provide(layer())))

  it.effect("E1.4 asks also where the other key was rejected, unless that proves that the customer has nothing", () =>
    Effect.gen(function*() {
      const store = yield* JobStore
      const sql = yield* SqlClient.SqlClient
      const rejected = [
        { outcome: "ResolvedAsNotRefunded", cause: "person" },
        { outcome: "NotRefunded", cause: "FencedByOther" },
        { outcome: "NotRefunded", cause: "InsufficientBalance" },
        undefined,
        { outcome: "Rejected", cause: "취소 불가" },
        { outcome: "InvalidRefund" }
      ]
      for (const [n, outcome] of rejected.entries()) {
        yield* store.add([{ key: `first-${n}`, impUid: `imp_${n}`, amount: 5 }], "test")
        yield* sql`UPDATE refund_job SET state = 'rejected', outcome = ${
          outcome === undefined ? null : JSON.stringify(outcome)
        } WHERE key = ${`first-${n}`}`
      }

      const { message } = yield* Effect.flip(
        Import.importFile(yield* fileOf(rejected.map((_, n) => `second-${n},imp_${n},5,`)))
      )

      assert.deepStrictEqual(
        [...message.matchAll(/line (\d): .* is key (\S+) already \(rejected\)/g)].map(([, ...found]) => found),
        [
          ["2", "first-0"],
          ["3", "first-1"],
          ["4", "first-2"],
          ["5", "first-3"]
        ]
      )
      const proved = yield* fileOf(["second-4,imp_4,5,", "second-5,imp_5,5,"])
      assert.strictEqual((yield* Import.importFile(proved)).added, 2)
    }).pipe(Effect.scoped, Effect.provide(layer())))

  it.effect("E1.4 stops and asks also where it resumes, because the table has got other refunds since", () =>
    Effect.gen(function*() {
      const store = yield* JobStore
      const sql = yield* SqlClient.SqlClient
      const file = yield* fileOf(many)
      yield* sql`CREATE TRIGGER full BEFORE INSERT ON refund_job WHEN NEW.key = 'r-899' BEGIN SELECT RAISE(ABORT, 'full'); END`
      yield* Effect.exit(Import.importFile(file))
      yield* sql`DROP TRIGGER full`
      yield* Import.importFile(yield* fileOf(["made-since,imp_899,900,"]))

      const { message } = yield* Effect.flip(Import.importFile(file))

      assert.include(message, "No further line was imported: 1 of")
      assert.include(message, "line 901: 900 of imp_899 is key made-since already (waiting); this line has key r-899.")
      assert.include(message, "500 lines of the file are in the table, and a worker may refund them")
      assert.include(message, "이 파일의 500줄은 등록돼 있고")
      assert.strictEqual((yield* store.count).waiting?.jobs, 501)
      const { added, resumed } = yield* Import.importFile(file, { allowSame: true })
      assert.deepStrictEqual([resumed, added], [500, 700])
    }).pipe(Effect.scoped, Effect.provide(layer())))

  it.effect("E1.4 reads its own result file back without a second refund, also keys that look like formulas", () =>
    Effect.gen(function*() {
      const keys = ["-7", "=1+1", "@a", "+82", "a,b", "a\"b", "plain"]
      const store = yield* JobStore
      yield* store.add(keys.map((key, n) => ({ key, impUid: `imp_${n}`, amount: 5, reason: "-변심" })), "http")
      const result = join(yield* directory, "result.csv")

      yield* ResultCsv.ofTable(result)
      const { added, lines } = yield* Import.importFile(result)
      yield* ResultCsv.ofFile(result, `${result}.again`)

      assert.deepStrictEqual([lines, added], [keys.length, 0])
      const text = readFileSync(result, "utf8")
      assert.strictEqual(text.codePointAt(0), 0xfeff)
      assert.include(text, "\n'-7,imp_0,5,'-변심,waiting,0,")
      assert.include(text, "\n'=1+1,")
      assert.strictEqual(readFileSync(`${result}.again`, "utf8"), text)
      assert.strictEqual(statSync(result).mode & 0o777, 0o600)
    }).pipe(Effect.scoped, Effect.provide(layer())))

  it.live("E1.4 marks what a program may take for a formula, and reads every text back as it was", () =>
    Effect.gen(function*() {
      const store = yield* JobStore
      const starts = ["=", "+", "-", "@", "＝", "＋", "－", "＠"]
      const reasons = [
        ...starts.flatMap((
          start
        ) => [`${start}1+1`, ` ${start}1+1`, `  ${start}1+1`, `'${start}1`, `' ${start}1`, start]),
        "'",
        "''",
        "' ",
        "'변심",
        " 변심",
        "변심 =1"
      ]
      const keys = reasons.map((_, n) => `${["", "=", "-", "@"][n % 4]}r${n}`)
      yield* store.add(keys.map((key, n) => ({ key, impUid: `imp_${n}`, amount: 5, reason: reasons[n] })), "http")
      const causes = ["\u200b=1", "\t=1", "\u00a0@1", "\u0000+1", "\u3000＝1", "\r-1", "\ttext"]
      const jobs = yield* store.claim("me", causes.length)
      yield* Effect.forEach(
        jobs,
        (job, n) =>
          store.record(job, { state: "rejected", sends: 1, outcome: { outcome: "Rejected", cause: causes[n] } })
      )
      const result = join(yield* directory, "result.csv")

      yield* ResultCsv.ofTable(result)

      const cells = parse(readFileSync(result), { bom: true }).flat()
      assert.deepStrictEqual(cells.filter((cell) => /^[\s\p{C}]*[=+\-@＝＋－＠]/u.test(cell)), [])
      for (const cause of causes) assert.include(cells, `'${cause}`)
      const lines = [...yield* Stream.runCollect(Csv.lines(result))].map(({ job }) => Result.getOrThrow(job))
      assert.deepStrictEqual(
        new Map(lines.map(({ key, reason }) => [key, reason])),
        new Map(keys.toSorted().map((key) => [key, reasons[keys.indexOf(key)]]))
      )
      assert.strictEqual((yield* Import.importFile(result)).added, 0)
    }).pipe(Effect.scoped, Effect.provide(layer())))

  it.effect("replaces neither the database nor the imported file by a result, also through a link", () =>
    Effect.gen(function*() {
      const { file } = yield* Settings
      const imported = yield* fileOf(["a,imp_1,100,"])
      const path = yield* directory
      symlinkSync(dirname(file), join(path, "folder"))
      symlinkSync(file, join(path, "link.db"))
      linkSync(file, join(path, "hard.db"))
      linkSync(imported, join(path, "hard.csv"))
      const targets = [
        ...["", "-wal", "-shm", "-journal", ".lock", ".lock-journal"].flatMap((end) => [
          `${file}${end}`,
          join(path, "folder", `${basename(file)}${end}`)
        ]),
        join(dirname(file), "..", basename(dirname(file)), basename(file)),
        relative(process.cwd(), file),
        join(path, "link.db"),
        join(path, "hard.db")
      ]
      const before = readFileSync(imported, "utf8")

      for (const target of targets) {
        const { message } = yield* Effect.flip(ResultCsv.ofTable(target))
        assert.include(message, "would replace", target)
        assert.include(message, "덮어씁니다")
      }
      for (const target of [file, imported, join(path, "hard.csv")]) {
        assert.include((yield* Effect.flip(ResultCsv.ofFile(imported, target))).message, "would replace", target)
      }

      assert.strictEqual(readFileSync(file).toString("latin1", 0, 15), "SQLite format 3")
      assert.strictEqual(readFileSync(imported, "utf8"), before)
      yield* ResultCsv.ofTable(join(path, "missing.csv"))
    }).pipe(Effect.scoped, Effect.provide(layer())))

  it.effect("S13 follows no link that waits beside the result, and leaves no temporary file", () =>
    Effect.gen(function*() {
      const path = yield* directory
      const [victim, target] = [join(path, "victim"), join(path, "result.csv")]
      writeFileSync(victim, "keep")
      symlinkSync(victim, `${target}.part`)
      symlinkSync(victim, target)

      yield* ResultCsv.ofTable(target)
      yield* Effect.flip(ResultCsv.ofTable(join(path, "missing", "result.csv")))

      assert.strictEqual(readFileSync(victim, "utf8"), "keep")
      assert.isFalse(lstatSync(target).isSymbolicLink())
      assert.lengthOf(readdirSync(path).filter((name) => name.startsWith("result.csv")), 2)
    }).pipe(Effect.scoped, Effect.provide(layer())))
})
