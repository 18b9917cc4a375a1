import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, describe, it } from "@effect/vitest"
import { Effect, FileSystem, Result, type Scope, Stream } from "effect"
import * as Csv from "../src/import/Csv.ts"

const HEADER = "key,imp_uid,amount,reason\n"

const fileOf = Effect.fnUntraced(function*(content: string | Uint8Array) {
  const files = yield* FileSystem.FileSystem
  const file = yield* files.makeTempFileScoped({ suffix: ".csv" })
  yield* files.writeFile(file, typeof content === "string" ? Buffer.from(content) : content)
  return file
})

const read = Effect.fnUntraced(function*(content: string | Uint8Array) {
  return yield* Stream.runCollect(Csv.lines(yield* fileOf(content)))
})

const only = (lines: ReadonlyArray<Csv.Line>) =>
  lines.map(({ job, line }) => Result.isSuccess(job) ? job.success : `${line}: ${job.failure.english}`)

describe("a CSV of refunds", () => {
  const onDisk = (
    name: string,
    test: () => Effect.Effect<void, unknown, FileSystem.FileSystem | Scope.Scope>
  ) => it.effect(name, () => Effect.provide(Effect.scoped(test()), NodeServices.layer))

  onDisk(
    "is read with a byte order mark, CRLF, quotes, doubled quotes, line breaks in quotes and an empty line at its end",
    () =>
      Effect.gen(function*() {
        const lines = yield* read(
          "\uFEFFkey,imp_uid,amount,reason\r\n한-1,imp_1,3000,\"변심, \"\"급함\"\"\"\r\nr-2,imp_2,0.5,\r\n\r\n"
        )

        assert.deepStrictEqual(only(lines), [
          { key: "한-1", impUid: "imp_1", amount: 3000, reason: "변심, \"급함\"" },
          { key: "r-2", impUid: "imp_2", amount: 0.5 }
        ])
      })
  )

  onDisk(
    "reports the line that is not a valid refund, and the reason, without the value",
    () =>
      Effect.gen(function*() {
        const lines = yield* read(
          `${HEADER}a,imp_1,0,\nb,imp_1,"3,000",\nc,imp_1,,\nd,imp_1,-1,\ne,imp_1,1e3,\nf,imp 1,1,\n,imp_1,1,\ng,imp_1,1\nh,imp_1,1,x,y\n`
        )

        const plain = "amount must be a plain number above 0, without separators or a currency."
        const jobs = only(lines)
        assert.include(jobs[0], "2: amount must be above 0")
        assert.deepStrictEqual(jobs.slice(1, 5), [`3: ${plain}`, `4: ${plain}`, `5: ${plain}`, `6: ${plain}`])
        assert.strictEqual(jobs[5], "7: imp_uid must be visible ASCII characters; character 4 is U+0020.")
        assert.strictEqual(jobs[6], "8: key must not be empty.")
        assert.deepStrictEqual(jobs.slice(7), [
          "9: has 3 fields instead of 4.",
          "10: has 5 fields instead of 4."
        ])
      })
  )

  onDisk(
    "reports the line with invalid UTF-8, so that no replacement character gets on a receipt",
    () =>
      Effect.gen(function*() {
        const cp949 = Buffer.concat([
          Buffer.from(`${HEADER}a,imp_1,1,변심\nb,imp_1,1,`),
          Buffer.from([0xba, 0xaf]),
          Buffer.from("\n")
        ])

        const lines = yield* read(cp949)

        assert.deepStrictEqual(only(lines).slice(1), [
          "3: reason is not UTF-8: byte 1 is 0xBA; it looks like CP949 (EUC-KR). Save the file as \"CSV UTF-8\"."
        ])
      })
  )

  const failing = (content: string) => Effect.flip(Effect.asVoid(read(content)))

  onDisk("is rejected with other columns, or with columns in another order", () =>
    Effect.gen(function*() {
      const { message: problem } = yield* failing("key,amount,imp_uid,reason\n")

      assert.include(
        problem,
        "the columns must be key,imp_uid,amount,reason in this order, separated by commas; they are key,amount,imp_uid,reason."
      )
    }))

  onDisk("is rejected with a bank account, because this worker stores none", () =>
    Effect.gen(function*() {
      const { message: problem } = yield* failing("key,imp_uid,amount,reason,refund_account\nr,imp_1,1,,110123456789\n")

      assert.include(problem, "This worker stores no bank accounts")
      assert.notInclude(problem, "110123456789")
    }))

  onDisk("with a quote that is not closed is not read to its end", () =>
    Effect.gen(function*() {
      const open = `${HEADER}a,imp_1,1,ok\nb,imp_1,1,"open\n`

      assert.include((yield* failing(open)).message, "a quote is not closed")
      assert.match(
        (yield* failing(`${open}${"c,imp_1,1,\n".repeat(10_000)}`)).message,
        /line \d+: longer than 10000 bytes/
      )
      assert.match((yield* failing(`${HEADER}a,imp_1,1,x"y\n`)).message, /line 2: a quote in the middle of a field/)
    }))

  onDisk("that does not exist is reported as missing", () =>
    Effect.gen(function*() {
      const { english, korean } = yield* Effect.flip(Stream.runCollect(Csv.lines("/nowhere/refunds.csv")))

      assert.strictEqual(english, "/nowhere/refunds.csv: there is no such file.")
      assert.strictEqual(korean, "/nowhere/refunds.csv: 파일이 없습니다.")
    }))

  onDisk("can be resumed after any line, with the same result as from the start", () =>
    Effect.gen(function*() {
      const rows = Array.from({ length: 40 }, (_, n) => `키-${n},imp_${n},${n + 1},"여러\n줄 ${n}"\r\n`)
      const file = yield* fileOf(`\uFEFFkey,imp_uid,amount,reason\r\n${rows.join("")}`)
      const all = yield* Stream.runCollect(Csv.lines(file))

      for (const [index, position] of all.entries()) {
        assert.deepStrictEqual(yield* Stream.runCollect(Csv.lines(file, position)), all.slice(index + 1))
      }
      assert.strictEqual(all.length, 40)
    }))

  onDisk(
    "E1.4 is rejected with the line where a spreadsheet rounded a key, an id or an amount",
    () =>
      Effect.gen(function*() {
        const rows = ["2.02611E+13,imp_1,1,", "20261128000001,2.02611E+13,1,", "a,imp_1,1E+05,", "1.2e-05,imp_1,1,"]
        const problems = only(yield* read(`${HEADER}${rows.join("\n")}\n'000123,imp_1,1,\n12e7,imp_1,1,\n`))

        assert.deepStrictEqual(
          problems.slice(0, 5).map((problem) =>
            /^(\d): (\w+) .*(E-notation|apostrophe)/.exec(String(problem))?.slice(1)
          ),
          [
            ["2", "key", "E-notation"],
            ["3", "imp_uid", "E-notation"],
            ["4", "amount", "E-notation"],
            ["5", "key", "E-notation"],
            ["6", "key", "apostrophe"]
          ]
        )
        // Spreadsheets always write the sign of the exponent.
        assert.deepInclude(problems[5], { key: "12e7" })
      })
  )

  onDisk(
    "E1.4 is rejected where the amount has three decimals, which some countries read as thousands",
    () =>
      Effect.gen(function*() {
        const amounts = ["3.000", "1.250", "0.125", "1234.567", "3.00", "3.5"]
        const jobs = only(yield* read(`${HEADER}${amounts.map((amount, n) => `r-${n},imp_1,${amount},`).join("\n")}\n`))

        for (const job of jobs.slice(0, 4)) assert.match(String(job), /^\d: amount has three decimals/)
        assert.deepStrictEqual(jobs.slice(4).map((job) => typeof job === "string" ? job : job.amount), [3, 3.5])
      })
  )

  onDisk("reports a row that is not as wide as the header, also where reading resumes", () =>
    Effect.gen(function*() {
      const result = "outcome,refunded,currency,sends,cause,advice,advice_ko"
      const wide = `b,imp_1,1,변심, 색상, 사이즈, 배송, 포장, 기타, 그리고,더`
      assert.strictEqual(wide.split(",").length, 11)
      const file = yield* fileOf(`${HEADER}a,imp_1,1,\n${wide}\nc,imp_1,1,x\n`)
      const all = yield* Stream.runCollect(Csv.lines(file))
      const rest = yield* Stream.runCollect(Csv.lines(file, all[0]))
      const own = yield* read(
        `${HEADER.trim()},${result}\na,imp_1,1${",".repeat(8)}\nb,imp_1,1,\nc,imp_1,1${",".repeat(7)}\n`
      )

      assert.deepStrictEqual(only(all).slice(1), [
        "3: has 11 fields instead of 4.",
        { key: "c", impUid: "imp_1", amount: 1, reason: "x" }
      ])
      assert.deepStrictEqual(rest, all.slice(1))
      assert.deepStrictEqual(only(own), [
        { key: "a", impUid: "imp_1", amount: 1 },
        "3: has 4 fields instead of 11.",
        "4: has 10 fields instead of 11."
      ])
    }))

  onDisk(
    "E1.4 takes the apostrophe in front of a formula as the mark of a text, and no other one",
    () =>
      Effect.gen(function*() {
        const jobs = only(yield* read(`${HEADER}'=R1,imp_1,1,\n''=R1,imp_1,1,\n'R1,imp_1,1,\nr,'imp_1,1,\n`))

        assert.deepInclude(jobs[0], { key: "=R1" })
        for (const job of jobs.slice(1)) assert.match(String(job), /^\d: (key|imp_uid) begins with an apostrophe/)
      })
  )

  onDisk(
    "E1.4 is read with semicolons or tabs, with rows that were cleared, and after a byte order mark",
    () =>
      Effect.gen(function*() {
        for (const separator of [";", "\t", ","]) {
          for (const mark of ["", "\uFEFF"]) {
            const rows = ["key,imp_uid,amount,reason", "a,imp_1,1,변심", ",,,", "b,imp_2,2,", ",,,", ",,,"]
            const lines = yield* read(`${mark}${rows.join("\r\n").replaceAll(",", separator)}\r\n`)

            assert.deepStrictEqual(lines.map(({ job, line }) => [line, Result.getOrThrow(job).key]), [[2, "a"], [
              4,
              "b"
            ]])
          }
        }
      })
  )

  onDisk("E1.4 names UTF-16 and CP949, and the byte", () =>
    Effect.gen(function*() {
      const utf16 = Buffer.from(`\uFEFF${HEADER}a,imp_1,1,변심\n`, "utf16le")
      for (const bytes of [utf16, Buffer.from(utf16).swap16(), utf16.subarray(2)]) {
        const { message } = yield* Effect.flip(read(bytes))
        assert.include(message, "the file is UTF-16")
        assert.include(message, "Save the file as \"CSV UTF-8\".")
      }
      const key = Buffer.concat([
        Buffer.from(`${HEADER}a,imp_1,1,\nx`),
        Buffer.from([0xb0, 0xa1]),
        Buffer.from(",imp_1,1,\n")
      ])
      assert.deepStrictEqual(only(yield* read(key)).slice(1), [
        "3: key is not UTF-8: byte 2 is 0xB0; it looks like CP949 (EUC-KR). Save the file as \"CSV UTF-8\"."
      ])
    }))

  onDisk("counts lines rightly where line breaks are mixed, in quotes too", () =>
    Effect.gen(function*() {
      const lines = yield* read(
        `key,imp_uid,amount,reason\r\na,imp_1,0,\nb,imp_1,0,\rc,imp_1,0,"1\r\n2\r\n3"\r\n\r\n\nd,imp_1,0,\r\n\re,imp_1,0,`
      )

      assert.deepStrictEqual(lines.map(({ line }) => line), [2, 3, 6, 9, 11])
    }))

  onDisk("S18 shows no control character of a header on the terminal", () =>
    Effect.gen(function*() {
      const { message } = yield* failing("key,\u001b]0;pwned\u0007,amount,\u202ereason\n")

      assert.notMatch(message.replace("\n", ""), /[\p{Cc}\p{Cf}]/u)
      assert.include(message, "\\u{1b}]0;pwned\\u{7}")
    }))
})
