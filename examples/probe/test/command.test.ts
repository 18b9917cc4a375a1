import { start } from "@effect-portone/sandbox"
import { assert, describe, it } from "@effect/vitest"
import { execFile } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url))

const command = (args: ReadonlyArray<string>, env: Record<string, string>) =>
  new Promise<{ readonly code: number; readonly out: string; readonly err: string }>((resolve) => {
    execFile(
      process.execPath,
      [main, ...args],
      { env: { ...process.env, ...env } },
      (error, out, err) => resolve({ code: error === null ? 0 : Number(error.code), out, err })
    )
  })

describe("the command", () => {
  it("prints what it sent and observed, writes both reports, and shows no secret", async () => {
    await using sandbox = await start()
    const folder = mkdtempSync(join(tmpdir(), "probe-"))
    try {
      const made = await fetch(`${sandbox.url}/_sandbox/payments`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ kind: "card", amount: 1000, sandbox: true })
      })
      const { imp_uid } = await made.json() as { readonly imp_uid: string }
      const env = {
        PORTONE_IMP_KEY: sandbox.key,
        PORTONE_IMP_SECRET: sandbox.secret,
        PORTONE_BASE_URL: sandbox.url
      }
      const args = ["--imp-uid", imp_uid, "--only", "P3", "--report", folder]

      const [unconfirmed, confirmed] = await Promise.all([
        command(args.slice(0, 2), env),
        command([...args, "--yes-cancel-these-payments"], env)
      ])

      assert.strictEqual(unconfirmed.code, 1)
      assert.include(unconfirmed.err, "Nothing was cancelled.")
      assert.strictEqual(confirmed.code, 0, confirmed.err)
      assert.match(
        confirmed.out,
        /P3: Is a cancel with a wrong checksum rejected.*\n.*sent: {7}₩10 .*\n.*observed: {3}HTTP 200, code 1/
      )
      assert.include(confirmed.out, "A1' supported")
      const files = [readFileSync(join(folder, "probe.md"), "utf8"), readFileSync(join(folder, "probe.json"), "utf8")]
      for (const text of [unconfirmed.err, confirmed.out, confirmed.err, ...files]) {
        assert.notInclude(text, sandbox.secret)
        assert.notInclude(text, sandbox.key)
        assert.notMatch(text, /[0-9a-f]{40}/, "no access token")
      }
    } finally {
      rmSync(folder, { recursive: true })
    }
    // Far above the usual time of two processes, so that only a test that hangs reaches it.
  }, 120_000)
})
