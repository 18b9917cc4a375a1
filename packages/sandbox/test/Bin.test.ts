import { type ChildProcess, spawn } from "node:child_process"
import { fileURLToPath } from "node:url"
import { afterEach, assert, describe, it } from "vitest"
import { runCommand } from "../src/command.ts"

const bin = fileURLToPath(new URL("../src/bin.ts", import.meta.url))
const children = new Set<ChildProcess>()

const run = (...args: ReadonlyArray<string>) => {
  const child = spawn(process.execPath, [bin, ...args], { stdio: ["ignore", "pipe", "pipe"] })
  children.add(child)
  let out = ""
  let err = ""
  const firstLine = new Promise<string>((resolve) =>
    child.stdout.setEncoding("utf8").on("data", (chunk) => {
      out += chunk
      if (out.includes("\n")) resolve(out)
    })
  )
  child.stderr.setEncoding("utf8").on("data", (chunk) => (err += chunk))
  const done = new Promise<{ code: number | null; out: string; err: string }>((resolve) =>
    child.on("close", (code) => resolve({ code, out, err }))
  )
  return { child, done, firstLine }
}

// Each process starts Node, which can take seconds on a busy machine.
describe("portone-sandbox", { timeout: 120_000 }, () => {
  afterEach(() => {
    for (const child of children) child.kill("SIGKILL")
    children.clear()
  })

  it("prints where it listens, serves, and stops on SIGTERM", async () => {
    const { child, done, firstLine } = run("--port", "0", "--key", "k", "--secret", "s", "--token-life", "60")
    const line = await firstLine

    assert.match(line, /^listening http:\/\/127\.0\.0\.1:\d+\n$/)
    const answer = await fetch(`${line.slice("listening ".length).trim()}/users/getToken`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: "{\"imp_key\":\"k\",\"imp_secret\":\"s\"}"
    })
    assert.strictEqual(answer.status, 200)
    child.kill("SIGTERM")
    assert.strictEqual((await done).code, 0)
  })

  it("tolerates the -- that package managers pass on, and stops on SIGINT too", async () => {
    const { child, done, firstLine } = run("--", "--port", "0")
    await firstLine

    child.kill("SIGINT")

    assert.strictEqual((await done).code, 0)
  })

  it("takes rules and the webhook from its flags", async () => {
    const flags = ["--rules", "off", "--rule", "phone-month=on", "--rule", "naverpay-reason=on"]
    const webhook = ["--webhook-url", "http://127.0.0.1:9/hook", "--webhook-content-type", "form", "--webhook-resend"]
    const url = (await run("--port", "0", ...flags, ...webhook).firstLine).slice("listening ".length).trim()

    const rules = await (await fetch(`${url}/_sandbox/rules`)).json() as ReadonlyArray<{ name: string; on: boolean }>
    const settings = await (await fetch(`${url}/_sandbox/webhook`)).json()

    assert.deepStrictEqual(rules.filter(({ on }) => on).map(({ name }) => name), ["phone-month", "naverpay-reason"])
    assert.deepStrictEqual(settings, { url: "http://127.0.0.1:9/hook", contentType: "form", resend: true })
  })

  it("says in one sentence that this machine does not have the address", async () => {
    const { code, err } = await run("--host", "203.0.113.7", "--allow-remote", "--port", "0").done

    assert.strictEqual(code, 1)
    assert.strictEqual(err, "portone-sandbox: this machine has no address 203.0.113.7; choose another with --host\n")
  })

  it("reports that a port is in use and exits with 1", async () => {
    const first = run("--port", "0")
    const port = /:(\d+)\n/.exec(await first.firstLine)?.[1] ?? ""

    const { code, err, out } = await run("--port", port).done

    assert.strictEqual(code, 1)
    assert.include(err, `port ${port} is in use`)
    assert.strictEqual(out, "")
  })

  it("explains bad flags, with exit code 2", async () => {
    const wrong = [
      ["--nope"],
      ["--port", "http"],
      ["--port", "70000"],
      ["--token-life", "0"],
      ["--status-after-partial", "gone"],
      ["--host", "0.0.0.0"],
      ["--rules", "lax"],
      ["--rule", "phone-month"],
      ["--rule", "no-such-rule=off"],
      ["--webhook-url", "https://shop.example/webhook"],
      ["--webhook-content-type", "xml"],
      ["--start-time", "tomorrow"],
      ["--start-time", "2024-05-20T12:00:00"],
      ["--max-payments", "0"],
      ["--max-cancels", "many"],
      ["--max-bytes", "-1"],
      ["--max-bytes", "0x10"],
      ["stray"]
    ]
    for (const args of wrong) {
      const { exitCode, output, problem, sandbox } = await runCommand(args)

      assert.strictEqual(exitCode, 2)
      assert.match(problem, /^portone-sandbox: .+ \(--help lists the flags\)\n$/)
      assert.strictEqual(output, "")
      assert.isUndefined(sandbox)
    }
  })

  it("names the flag and the text that is no number", async () => {
    for (
      const [flag, text] of [["--port", "http"], ["--port", ""], ["--max-bytes", "0x10"], [
        "--token-life",
        "1.5"
      ]] as const
    ) {
      const { problem } = await runCommand([flag, text])
      assert.include(problem, `${flag} ${JSON.stringify(text)} is not a whole number`)
    }
  })

  it("ends its process with that exit code, and prints the problem to standard error", async () => {
    const { code, err, out } = await run("--port", "http").done

    assert.strictEqual(code, 2)
    assert.match(err, /^portone-sandbox: .+ \(--help lists the flags\)\n$/)
    assert.strictEqual(out, "")
  })

  it("explains itself on one screen of 24 lines and 80 columns", async () => {
    const lines = (await runCommand(["--help"])).output.trimEnd().split("\n")

    assert.isAtMost(lines.length, 24)
    assert.deepStrictEqual(lines.filter((line) => line.length > 80), [])
  })

  it("starts its clock at --start-time, and stops it with --frozen", async () => {
    for (const time of ["2024-05-20T12:00:00+09:00", "1716174000"]) {
      const { sandbox } = await runCommand(["--port", "0", "--start-time", time, "--frozen"])

      const clock = await (await fetch(`${sandbox?.url}/_sandbox/clock`)).json()

      assert.deepStrictEqual(clock, { now: 1_716_174_000, frozen: true })
      await sandbox?.close()
    }
  })

  it("prints one line for each request with --log, and none without", async () => {
    for (const flags of [["--log"], []]) {
      const lines: Array<string> = []
      const { sandbox } = await runCommand(["--port", "0", ...flags], (line) => lines.push(line))

      await (await fetch(`${sandbox?.url}/_sandbox`)).text()
      await sandbox?.close()

      assert.lengthOf(lines, flags.length)
    }
  })

  it("lists its flags with --help", async () => {
    const { code, out } = await run("--help").done

    assert.strictEqual(code, 0)
    for (
      const flag of [
        "port",
        "host",
        "key",
        "secret",
        "token-life",
        "status-after-partial",
        "allow-remote",
        "rules",
        "rule",
        "webhook-url",
        "webhook-content-type",
        "webhook-resend",
        "start-time",
        "frozen",
        "max-payments",
        "max-cancels",
        "max-bytes",
        "log",
        "help"
      ]
    ) {
      assert.include(out, `--${flag}`)
    }
  })
})
