/**
 * Kills processes in the middle of refunds: `node packages/refunds/test/soak/run.ts [kills]
 * [lanes]`.
 *
 * Each round seeds a payment and breaks some answers. One or two processes call one refund key, or
 * two keys of one amount, with or without a ledger; each is killed with SIGKILL at a random moment,
 * and another is started, until one lives to tell an end. Then the sandbox's ledger must hold
 * exactly one cancel per key.
 */
import { start } from "@effect-portone/sandbox"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { keepForTests } from "../../../../test/keepForTests.ts"
import type { Call } from "./caller.ts"

keepForTests()

const wanted = Number(process.argv[2] ?? 50)
const lanes = Number(process.argv[3] ?? 3)
const caller = fileURLToPath(new URL("caller.ts", import.meta.url))
const directory = mkdtempSync(join(tmpdir(), "portone-soak-"))

const faults = [
  "drop-before-commit",
  "drop-after-commit",
  "reset-after-commit",
  "html-500",
  "html-500-after-commit",
  "cut-body",
  "slow",
  "slow-answer",
  "truncated-json"
]
const draw = (below: number) => Math.floor(Math.random() * below)

const outcomes: Record<string, number> = {}
const wrong: Array<string> = []
let kills = 0
let rounds = 0
let appliedAtKill = 0
let withLedger = 0

/**
 * Rounds one after the other, against a sandbox of their own, so that a broken answer meets the
 * round it was meant for.
 */
const lane = async (name: number) => {
  const sandbox = await start()
  const ledger = join(directory, `${name}.db`)
  const control = async (path: string, body?: object): Promise<any> =>
    (await fetch(`${sandbox.url}/_sandbox/${path}`, {
      ...(body === undefined ? {} : { method: "POST", body: JSON.stringify(body) }),
      headers: { connection: "close", "content-type": "application/json" }
    })).json()

  /** Starts a caller; kills it that many milliseconds after it is ready, or lets it live. */
  const run = async (impUid: string, key: string, file: string, kill: number | undefined): Promise<string> => {
    const child = spawn(process.execPath, [caller], { stdio: ["pipe", "pipe", "inherit"] })
    const call: Call = {
      url: sandbox.url,
      key: sandbox.key,
      secret: sandbox.secret,
      impUid,
      refundKey: key,
      ...(file === "" ? {} : { ledger: file }),
      timeout: 400
    }
    child.stdin.end(`${JSON.stringify(call)}\n`)
    let output = ""
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      if (output === "" && kill !== undefined) setTimeout(() => child.kill("SIGKILL"), kill)
      output += text
    })
    await once(child, "close")
    return child.signalCode === "SIGKILL" ? "killed" : output.split("\n")[1] ?? ""
  }

  while (kills < wanted) {
    const round = ++rounds
    const file = draw(2) === 0 ? ledger : ""
    if (file !== "") withLedger++
    const keys = draw(3) === 0 ? [`refund-${round}a`, `refund-${round}b`] : [`refund-${round}`]
    const { imp_uid } = await control("payments", { kind: "card", amount: 10_000 })
    const lines = async (): Promise<ReadonlyArray<{ readonly amount: number }>> => control(`ledger?imp_uid=${imp_uid}`)
    for (let broken = draw(3); broken > 0; broken--) {
      await control("faults", { route: "cancel", fault: faults[draw(faults.length)], ms: 150 })
    }
    const open = new Set(keys)
    for (let call = 0; open.size > 0; call++) {
      const callers = [...open].flatMap((key) => draw(3) === 0 ? [key, key] : [key])
      // The first calls of a round are all killed, so that every round has a crash in it.
      const kill = () => call < 2 || draw(2) === 0 ? draw(draw(2) === 0 ? 40 : 400) : undefined
      const ends = await Promise.all(callers.map(async (key) => [key, await run(imp_uid, key, file, kill())] as const))
      const applied = await lines()
      for (const [key, end] of ends) {
        outcomes[end] = (outcomes[end] ?? 0) + 1
        if (end === "killed") {
          kills++
          if (applied.length > 0) appliedAtKill++
        } else if (end === "Succeeded") {
          open.delete(key)
          if (applied.length === 0) wrong.push(`round ${round}: reported done and is not`)
        } else if (end !== "Undetermined" && !(end === "NotRefunded" && keys.length > 1 && file !== "")) {
          wrong.push(`round ${round}: ended ${end}`)
        } else if (end === "NotRefunded") open.delete(key)
      }
      if (call > 30) {
        wrong.push(`round ${round}: no end`)
        break
      }
    }
    const applied = await lines()
    const most = applied.length <= keys.length && applied.every(({ amount }) => amount === 3000)
    // With a ledger, a refund that met the other key's cancel may end fenced for good.
    const least = keys.length === 1 || file === "" ? keys.length : 1
    if (!most || applied.length < least) wrong.push(`round ${round}: the ledger has ${JSON.stringify(applied)}`)
  }
  await sandbox.close()
}

const began = performance.now()
await Promise.all(Array.from({ length: lanes }, (_, index) => lane(index)))
rmSync(directory, { recursive: true, force: true })
console.log(outcomes)
for (const line of wrong) console.log(line)
console.log(
  `${kills} kills in ${rounds} rounds (${appliedAtKill} with a cancel in the provider's ledger already, ${withLedger} rounds with a refund ledger), ` +
    `${((performance.now() - began) / 1000).toFixed(0)} s, ${wrong.length} wrong`
)
process.exitCode = wrong.length === 0 ? 0 : 1
