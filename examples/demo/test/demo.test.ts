import { start } from "@effect-portone/sandbox"
import { assert, describe, it } from "@effect/vitest"
import { execFile } from "node:child_process"
import { fileURLToPath } from "node:url"
import { type Line, line } from "../src/line.ts"
import { table } from "../src/table.ts"

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url))

const demo = (args: ReadonlyArray<string>, env: Record<string, string> = {}) =>
  new Promise<{ readonly code: number; readonly out: string; readonly err: string }>((resolve) => {
    const { PORTONE_IMP_KEY: _key, PORTONE_IMP_SECRET: _secret, ...rest } = process.env
    execFile(
      process.execPath,
      [main, ...args],
      { env: { ...rest, ...env } },
      (error, out, err) => resolve({ code: error === null ? 0 : Number(error.code), out, err })
    )
  })

describe("pnpm demo", () => {
  it("exits 0 when every line is what it should be, and writes no colour into a pipe", async () => {
    const { code, err, out } = await demo([])

    assert.strictEqual(code, 0, err)
    assert.match(out, /All 22 lines are what they should be\./)
    assert.notInclude(out, "\u001b")
    assert.notInclude(out, "NOT AS EXPECTED")
  })

  it("writes JSON that tells money by line", async () => {
    const { code, out } = await demo(["--json"])
    const { asExpected, lines } = JSON.parse(out) as { asExpected: boolean; lines: ReadonlyArray<Line> }

    assert.strictEqual(code, 0)
    assert.isTrue(asExpected)
    const lost = lines.findIndex((line) => line.scenario === "the answer gets lost")
    assert.deepStrictEqual(lines.slice(lost, lost + 3).map((line) => [line.answer, line.gaveBack]), [
      ["OutcomeUnknown", 3000],
      ["InHistory", 3000],
      ["ChecksumMismatch", 3000]
    ])
  })

  it("shows no account, holder, key or secret", async () => {
    const { err, out } = await demo(["--json"])
    assert.notMatch(out + err, /홍길동|110123456789|sandbox_secret|not-a-secret/)
  })

  it("asks for key and secret before it talks to the real API", async () => {
    const { code, err } = await demo(["--imp-uid", "imp_1"])
    assert.strictEqual(code, 1)
    assert.include(err, "PORTONE_IMP_KEY")
  })

  it("refuses both --amount and --full", async () => {
    const env = { PORTONE_IMP_KEY: "k", PORTONE_IMP_SECRET: "s", PORTONE_BASE_URL: "http://127.0.0.1:1" }
    const { code, err } = await demo(["--imp-uid", "imp_1", "--amount", "10", "--full"], env)
    assert.strictEqual(code, 1)
    assert.include(err, "Choose one")
  })

  it("says that nothing was sent when PortOne cannot be reached", async () => {
    const env = { PORTONE_IMP_KEY: "k", PORTONE_IMP_SECRET: "s", PORTONE_BASE_URL: "http://127.0.0.1:1" }
    const { code, err } = await demo(["--imp-uid", "imp_1"], env)
    assert.strictEqual(code, 1)
    assert.match(err, /was not sent: ConnectionRefused/)
  })

  it("looks, then cancels what it is told to with the checksum it just read, when an imp_uid is given", async () => {
    await using sandbox = await start()
    const control = <A>(path: string, body?: unknown): Promise<A> =>
      fetch(`${sandbox.url}/_sandbox/${path}`, body === undefined ? {} : { method: "POST", body: JSON.stringify(body) })
        .then((answer) => answer.json() as Promise<A>)
    const { imp_uid } = await control<{ imp_uid: string }>("payments", { kind: "card", amount: 10000 })
    const env = {
      PORTONE_IMP_KEY: sandbox.key,
      PORTONE_IMP_SECRET: sandbox.secret,
      PORTONE_BASE_URL: sandbox.url
    }

    const look = await demo(["--imp-uid", imp_uid], env)
    assert.strictEqual(look.code, 0, look.err)
    assert.include(look.out, "can still be cancelled ₩10,000")
    assert.include(look.out, "Nothing was cancelled")
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
  })

  it("refuses a flag it does not know, and exits above 0", async () => {
    assert.isAbove((await demo(["--everything"])).code, 0)
  })
})

describe("a line", () => {
  const expected = { answer: "CancelConfirmed", moneyMoved: "yes", gaveBack: 3000 }

  it("is wrong when answer, money or ledger is not what it should be", () => {
    const seen = { answer: "CancelConfirmed", moneyMoved: "yes" }
    assert.isTrue(line("s", "r", seen, 3000, expected).asExpected)
    assert.isFalse(line("s", "r", seen, 6000, expected).asExpected)
    assert.isFalse(line("s", "r", { ...seen, answer: "OutcomeUnknown" }, 3000, expected).asExpected)
    assert.isFalse(line("s", "r", { ...seen, moneyMoved: "no" }, 3000, expected).asExpected)
  })

  it("says in the table what should have come", () => {
    const wrong = line("s", "r", { answer: "OutcomeUnknown", moneyMoved: "unknown" }, 0, expected)
    const text = table([wrong], true)
    assert.include(text, "NOT AS EXPECTED")
    assert.include(text, "expected: CancelConfirmed, yes, ₩3,000")
    assert.include(text, "\u001b[31m")
  })
})
