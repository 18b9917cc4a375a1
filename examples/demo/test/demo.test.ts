import { start } from "@effect-portone/sandbox"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, describe, it } from "@effect/vitest"
import { ConfigProvider, Console, Effect, Layer, Logger } from "effect"
import { execFile } from "node:child_process"
import { fileURLToPath } from "node:url"
import { runDemo } from "../src/command.ts"
import { type Line, line } from "../src/line.ts"
import { table, width } from "../src/table.ts"

const text = (english: string) => ({ english, korean: english })
const main = fileURLToPath(new URL("../src/main.ts", import.meta.url))

/** Units: milliseconds. Far above the usual time, so that only a test that hangs reaches it. */
const LIMIT = 120_000

interface JsonLine extends Omit<Line, "request" | "scenario"> {
  readonly request: string
  readonly scenario: string
}

interface Ended {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** The command as a process, without credentials. */
const asProcess = (...args: ReadonlyArray<string>) =>
  new Promise<Ended>((resolve) => {
    const { PORTONE_IMP_KEY: _key, PORTONE_IMP_SECRET: _secret, ...rest } = process.env
    const env = { ...rest, LC_ALL: "C" }
    execFile(
      process.execPath,
      [main, ...args],
      { env },
      (error, out, err) => resolve({ code: error === null ? 0 : Number(error.code), out, err })
    )
  })

/** The command in this process, with these settings only. */
const demo = async (args: ReadonlyArray<string>, env: Record<string, string> = {}): Promise<Ended> => {
  const out: Array<string> = []
  const err: Array<string> = []
  const capture = Object.assign(Object.create(globalThis.console) as Console.Console, {
    log: (...texts: ReadonlyArray<unknown>) => void out.push(texts.join(" ")),
    error: (...texts: ReadonlyArray<unknown>) => void err.push(texts.join(" "))
  })
  const isAsExpected = await Effect.runPromise(
    runDemo(args.includes("--lang") ? args : [...args, "--lang", "en"]).pipe(
      Effect.provideService(Console.Console, capture),
      Effect.provide(ConfigProvider.layer(ConfigProvider.fromUnknown(env))),
      Effect.provide(Layer.mergeAll(NodeServices.layer, Logger.layer([])))
    )
  )
  return { code: isAsExpected ? 0 : 1, out: out.join("\n"), err: err.join("\n") }
}

describe("pnpm demo", () => {
  it("exits with 0 if every line is as expected, and writes no colour and no secret into a pipe", async () => {
    const { code, err, out } = await asProcess()

    assert.strictEqual(code, 0, err)
    assert.match(out, /All 22 lines are as expected\./)
    assert.notInclude(out, "\u001b")
    assert.notInclude(out, "✗")
    assert.notMatch(out + err, /홍길동|110123456789|sandbox_secret|not-a-secret/)
  }, LIMIT)

  it("exits above 0 and names the setting when the real API is used without key and secret", async () => {
    const { code, err } = await asProcess("--imp-uid", "imp_1")
    assert.strictEqual(code, 1)
    assert.strictEqual(
      err,
      "PORTONE_IMP_KEY is not set.\nPORTONE_IMP_SECRET is not set.\n" +
        "No money moved. Correct the environment of the process, then start it again.\n"
    )
  }, LIMIT)

  it("writes JSON with the money of each line, without account, holder, key or secret", async () => {
    const { code, err, out } = await demo(["--json"])
    const { asExpected, lines } = JSON.parse(out) as { asExpected: boolean; lines: ReadonlyArray<JsonLine> }

    assert.strictEqual(code, 0)
    assert.isTrue(asExpected)
    assert.lengthOf(lines, 22)
    const lost = lines.findIndex((line) => line.scenario === "the response is lost")
    assert.deepStrictEqual(lines.slice(lost, lost + 3).map((line) => [line.result, line.refunded]), [
      ["OutcomeUnknown", 3000],
      ["InHistory", 3000],
      ["ChecksumMismatch", 3000]
    ])
    assert.notMatch(out + err, /홍길동|110123456789|sandbox_secret|not-a-secret/)
  }, LIMIT)

  for (const lang of ["en", "ko"]) {
    it(`fits a terminal of 80 columns, in ${lang}`, async () => {
      const { code, out } = await demo(["--lang", lang])

      assert.strictEqual(code, 0)
      assert.deepStrictEqual(out.split("\n").filter((line) => width(line) > 80), [])
    }, LIMIT)
  }

  it("speaks Korean where it is told to, also about what is missing", async () => {
    const { out } = await demo(["--lang", "ko"])
    assert.include(out, "22줄이 모두 예상과 같습니다.")
    assert.match(out, /응답이 유실됨\n {2}3,000원, checksum 10,000원 +OutcomeUnknown +알 수 없음 +3,000원/)

    const { err } = await demo(["--lang", "ko", "--imp-uid", "imp_1"])
    assert.include(err, "PORTONE_IMP_SECRET: 값이 없습니다.\n환불되지 않았습니다.")
  }, LIMIT)

  it("rejects flags that it would not use", async () => {
    for (const args of [["--amount", "10"], ["--full"], ["--include-sandbox"], ["--json", "--imp-uid", "imp_1"]]) {
      const { code, err, out } = await demo(args)
      assert.strictEqual(code, 1)
      assert.include(err, args[0] ?? "")
      assert.include(err, "Nothing was sent.")
      assert.strictEqual(out, "")
    }
  }, LIMIT)

  it("rejects --amount together with --full", async () => {
    const env = { PORTONE_IMP_KEY: "k", PORTONE_IMP_SECRET: "s", PORTONE_BASE_URL: "http://127.0.0.1:1" }
    const { code, err } = await demo(["--imp-uid", "imp_1", "--amount", "10", "--full"], env)
    assert.strictEqual(code, 1)
    assert.include(err, "Choose one")
  }, LIMIT)

  it("reports that nothing was sent when PortOne cannot be reached", async () => {
    const env = { PORTONE_IMP_KEY: "k", PORTONE_IMP_SECRET: "s", PORTONE_BASE_URL: "http://127.0.0.1:1" }
    const { code, err } = await demo(["--imp-uid", "imp_1"], env)
    assert.strictEqual(code, 1)
    assert.match(err, /was not sent: ConnectionRefused/)
  }, LIMIT)

  it("looks a payment up, then cancels what is requested with its balance as checksum", async () => {
    await using sandbox = await start()
    const control = <A>(path: string, body?: unknown): Promise<A> =>
      fetch(
        `${sandbox.url}/_sandbox/${path}`,
        body === undefined
          ? {}
          : { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) }
      )
        .then((answer) => answer.json() as Promise<A>)
    const { imp_uid } = await control<{ imp_uid: string }>("payments", { kind: "card", amount: 10000 })
    const env = {
      PORTONE_IMP_KEY: sandbox.key,
      PORTONE_IMP_SECRET: sandbox.secret,
      PORTONE_BASE_URL: sandbox.url
    }

    const lookUp = await demo(["--imp-uid", imp_uid], env)
    assert.strictEqual(lookUp.code, 0, lookUp.err)
    assert.include(lookUp.out, "cancellable ₩10,000")
    assert.include(lookUp.out, "Nothing was cancelled")
    assert.strictEqual((await control<ReadonlyArray<unknown>>("ledger")).length, 0)

    const part = await demo(["--imp-uid", imp_uid, "--amount", "3000"], env)
    assert.strictEqual(part.code, 0, part.err)
    assert.include(part.out, "₩7,000 left")
    const rest = await demo(["--imp-uid", imp_uid, "--full"], env)
    assert.strictEqual(rest.code, 0, rest.err)
    const ledger = await control<ReadonlyArray<{ amount: number; request: { checksum: number } }>>("ledger")
    assert.deepStrictEqual(ledger.map((entry) => [entry.amount, entry.request.checksum]), [[3000, 10000], [7000, 7000]])

    const nothing = await demo(["--imp-uid", imp_uid, "--full"], env)
    assert.strictEqual(nothing.code, 1)
  }, LIMIT)

  it("rejects an unknown flag, and exits above 0", async () => {
    assert.isAbove((await demo(["--everything"])).code, 0)
  }, LIMIT)
})

describe("a line", () => {
  const expected = { result: "CancelConfirmed", moneyMoved: "yes", refunded: 3000 }

  it("is wrong if the result, the money or the sandbox ledger is not as expected", () => {
    const actual = { result: "CancelConfirmed", moneyMoved: "yes" }
    assert.isTrue(line(text("s"), text("r"), actual, 3000, expected).asExpected)
    assert.isFalse(line(text("s"), text("r"), actual, 6000, expected).asExpected)
    assert.isFalse(line(text("s"), text("r"), { ...actual, result: "OutcomeUnknown" }, 3000, expected).asExpected)
    assert.isFalse(line(text("s"), text("r"), { ...actual, moneyMoved: "no" }, 3000, expected).asExpected)
  })

  it("shows in the table what was expected", () => {
    const wrong = line(text("s"), text("r"), { result: "OutcomeUnknown", moneyMoved: "unknown" }, 0, expected)
    const shown = table([wrong], "en", true)
    assert.include(shown, "✗")
    assert.include(shown, "expected: CancelConfirmed, yes, ₩3,000")
    assert.include(shown, "\u001b[31m")
  })
})
