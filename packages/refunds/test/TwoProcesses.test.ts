/**
 * Processes that call one refund key at the same time, over real HTTP. The sandbox's ledger is the
 * judge.
 */
import { start } from "@effect-portone/sandbox"
import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { type ChildProcessByStdio, spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createInterface, type Interface } from "node:readline"
import type { Readable, Writable } from "node:stream"
import { fileURLToPath } from "node:url"
import type { Call } from "./soak/caller.ts"

const program = fileURLToPath(new URL("soak/caller.ts", import.meta.url))

/** A process, what it writes, and its end. */
interface Caller {
  readonly process: ChildProcessByStdio<Writable, Readable, null>
  readonly lines: Interface
  readonly ended: Promise<unknown>
}

const nextLine = ({ ended, lines }: Caller): Promise<string> =>
  Promise.race([
    new Promise<string>((resolve) => lines.once("line", resolve)),
    ended.then(() => Promise.reject(new Error("the process has ended")))
  ])

const startCaller = async (): Promise<Caller> => {
  const child = spawn(process.execPath, [program], { stdio: ["pipe", "pipe", "inherit"] })
  const caller = { process: child, lines: createInterface({ input: child.stdout }), ended: once(child, "close") }
  assert.strictEqual(await nextLine(caller), "ready")
  return caller
}

/** The outcome of a call that this process makes. */
const outcomeOf = (caller: Caller, call: Call): Promise<string> => {
  caller.process.stdin.write(`${JSON.stringify(call)}\n`)
  return nextLine(caller)
}

describe("two processes", () => {
  let callers: ReadonlyArray<Caller> = []

  beforeAll(async () => {
    callers = await Promise.all([startCaller(), startCaller(), startCaller()])
  }, 600_000)

  afterAll(async () => {
    for (const { process: child } of callers) child.kill()
    await Promise.all(callers.map(({ ended }) => ended))
  })

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
      const call = (caller: Caller, impUid: string, refundKey: string) =>
        outcomeOf(caller, {
          url: sandbox.url,
          key: sandbox.key,
          secret: sandbox.secret,
          impUid,
          refundKey,
          ...(file === undefined ? {} : { ledger: join(directory, file) }),
          // Nothing here is decided by a request that takes too long.
          timeout: 60_000
        })
      const taken = async (impUid: string) =>
        ((await (await fetch(`${sandbox.url}/_sandbox/ledger?imp_uid=${impUid}`)).json()) as ReadonlyArray<{
          readonly amount: number
        }>).map(({ amount }) => amount)
      const seed = async (): Promise<string> => (await control("payments", { kind: "card", amount: 10_000 })).imp_uid

      const [first, second, third] = callers as [Caller, Caller, Caller]
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
