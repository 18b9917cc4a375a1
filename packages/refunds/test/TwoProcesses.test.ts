/**
 * Processes that call one refund key at the same time, over real HTTP. The sandbox's ledger is the
 * judge.
 */
import { start } from "@effect-portone/sandbox"
import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { type LineProcess, startLineProcess } from "../../token-store/test/lineProcess.ts"
import type { Call } from "./soak/caller.ts"

const program = fileURLToPath(new URL("soak/caller.ts", import.meta.url))

const startCaller = async (): Promise<LineProcess> => {
  const caller = startLineProcess(program)
  assert.strictEqual(await caller.next(), "ready")
  return caller
}

describe("two processes", () => {
  let callers: ReadonlyArray<LineProcess> = []

  beforeAll(async () => {
    callers = await Promise.all([startCaller(), startCaller(), startCaller()])
  }, 600_000)

  afterAll(() => Promise.all(callers.map(({ kill }) => kill())))

  for (const [file, faults] of [[undefined, []], ["ledger.db", []], [undefined, ["drop-after-commit"]]] as const) {
    const title = `${file === undefined ? "without a ledger" : "that share a ledger"}${
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
      /** The outcome of a call that this process makes. */
      const call = (caller: LineProcess, impUid: string, refundKey: string) =>
        caller.ask(
          {
            url: sandbox.url,
            key: sandbox.key,
            secret: sandbox.secret,
            impUid,
            refundKey,
            ...(file === undefined ? {} : { ledger: join(directory, file) }),
            // Nothing here is decided by a request that takes too long.
            timeout: 60_000
          } satisfies Call
        )
      const taken = async (impUid: string) =>
        ((await (await fetch(`${sandbox.url}/_sandbox/ledger?imp_uid=${impUid}`)).json()) as ReadonlyArray<{
          readonly amount: number
        }>).map(({ amount }) => amount)
      const seed = async (): Promise<string> => (await control("payments", { kind: "card", amount: 10_000 })).imp_uid

      const [first, second, third] = callers as [LineProcess, LineProcess, LineProcess]
      const [one, two] = await Promise.all([seed(), seed()])
      for (const fault of faults) await control("faults", { route: "cancel", fault })
      const ends = await Promise.all([call(first, one, "a"), call(second, one, "a"), call(third, two, "a")])
      const other = await call(first, two, "b")

      assert.deepStrictEqual([...ends, other], ["Succeeded", "Succeeded", "Succeeded", "Succeeded"])
      assert.deepStrictEqual([await taken(one), await taken(two)], [[3000], [3000, 3000]])
      await sandbox.close()
      rmSync(directory, { recursive: true, force: true })
    }, 600_000)
  }
})
