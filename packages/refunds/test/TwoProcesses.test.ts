/**
 * Processes that call one refund key at the same time, over real HTTP. The sandbox's ledger is the
 * judge.
 */
import { start } from "@effect-portone/sandbox"
import { assert, describe, it } from "@effect/vitest"
import { execFile } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"

const execute = promisify(execFile)

// Nothing here is decided by a request that takes too long. Units: milliseconds.
const PATIENCE = "60000"

const caller = fileURLToPath(new URL("soak/caller.ts", import.meta.url))

describe("two processes", () => {
  for (const [ledger, faults] of [["", []], ["ledger.db", []], ["", ["drop-after-commit"]]] as const) {
    const title = `${ledger === "" ? "without a ledger" : "that share a ledger"}${
      faults.length === 0 ? "" : ", one answer lost"
    }`

    it(`${title}: refund once under one key, and once under each of two keys of one amount`, async () => {
      const directory = mkdtempSync(join(tmpdir(), "portone-race-"))
      const sandbox = await start()
      const control = async (path: string, body: object): Promise<any> =>
        (await fetch(`${sandbox.url}/_sandbox/${path}`, {
          method: "POST",
          body: JSON.stringify(body),
          headers: { connection: "close", "content-type": "application/json" }
        })).json()
      const call = async (impUid: string, key: string) => {
        const file = ledger === "" ? "" : join(directory, ledger)
        const { stdout } = await execute(process.execPath, [
          caller,
          sandbox.url,
          sandbox.key,
          sandbox.secret,
          impUid,
          key,
          file,
          PATIENCE
        ])
        return stdout.split("\n")[1]
      }
      const taken = async (impUid: string) =>
        ((await (await fetch(`${sandbox.url}/_sandbox/ledger?imp_uid=${impUid}`)).json()) as ReadonlyArray<{
          readonly amount: number
        }>).map(({ amount }) => amount)
      const seed = async (): Promise<string> => (await control("payments", { kind: "card", amount: 10_000 })).imp_uid

      const [one, two] = await Promise.all([seed(), seed()])
      for (const fault of faults) await control("faults", { route: "cancel", fault })
      const ends = await Promise.all([call(one, "a"), call(one, "a"), call(two, "a")])
      const other = await call(two, "b")

      assert.deepStrictEqual([...ends, other], ["Succeeded", "Succeeded", "Succeeded", "Succeeded"])
      assert.deepStrictEqual([await taken(one), await taken(two)], [[3000], [3000, 3000]])
      await sandbox.close()
      rmSync(directory, { recursive: true, force: true })
    }, 600_000)
  }
})
