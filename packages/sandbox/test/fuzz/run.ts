/**
 * Sends malformed requests to a sandbox in a process of its own:
 * `node packages/sandbox/test/fuzz/run.ts [--requests 100000] [--seed 1]`.
 *
 * It fails when the process ends, a response has status 500, a cancel exceeds a balance, or the
 * memory grows. The seed repeats a run. The memory is read from `/proc`, so it is checked on Linux
 * only.
 */
import { spawn } from "node:child_process"
import { existsSync } from "node:fs"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import { memoryOf } from "../memoryOf.ts"
import { malformedRequests } from "./malformed.ts"
import { isFailure, send } from "./send.ts"

const LANES = 16

interface LedgerLine {
  readonly amount: number
  readonly balanceAfter: number
  readonly balanceBefore: number
  readonly by: string
  readonly imp_uid: string
}

const { values } = parseArgs({
  options: { requests: { type: "string", default: "100000" }, seed: { type: "string", default: "1" } }
})
const total = Number(values.requests)
const seed = Number(values.seed)

const bin = fileURLToPath(new URL("../../src/bin.ts", import.meta.url))
const child = spawn(process.execPath, [bin, "--port", "0"], { stdio: ["ignore", "pipe", "inherit"] })
let ended: string | undefined
child.once("exit", (code, signal) => (ended = `code ${code}, signal ${signal}`))
const url = await new Promise<URL>((resolve) =>
  createInterface(child.stdout).once("line", (line) => resolve(new URL(line.replace("listening ", ""))))
)
const port = Number(url.port)

/** Units: MiB; 0 where there is no `/proc`. */
const memory = (): number => existsSync("/proc/self/status") ? memoryOf(child.pid) : 0

const post = async (path: string, body: object) => {
  const response = await fetch(new URL(path, url), {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body)
  })
  return await response.json() as Record<string, any>
}

const { imp_uid } = await post("/_sandbox/payments", { kind: "card", amount: 10_000 })
const signIn = async (): Promise<string> =>
  (await post("/users/getToken", { imp_key: "imp_sandbox_key", imp_secret: "imp_sandbox_secret" }))["response"]
    .access_token

// The clock and the faults are left out: a later clock expires the token, and a fault answers in
// place of the code under test.
const request = malformedRequests(seed, {
  token: await signIn(),
  impUid: imp_uid,
  control: ["payments", "ledger", "requests", "rules", "settle", "revert", "deposit", "unknown", "__proto__"]
})

const statuses = new Map<string, number>()
const failures: Array<string> = []
const readings: Array<number> = []
let sent = 0

const lane = async () => {
  while (sent < total && failures.length === 0) {
    sent += 1
    if (sent % Math.ceil(total / 20) === 0) readings.push(memory())
    const bytes = request()
    const answer = await send(port, bytes)
    const kind = answer.status === 400 && answer.text.includes("content-length: 0\r\n")
      ? "400 of Node"
      : String(answer.status)
    statuses.set(kind, (statuses.get(kind) ?? 0) + 1)
    if (isFailure(answer)) failures.push(`${bytes.toString("latin1")}\n=>\n${answer.text}`)
  }
}

const started = performance.now()
await Promise.all(Array.from({ length: LANES }, () => lane().catch((error) => failures.push(String(error)))))
if (ended !== undefined) failures.push(`the sandbox ended: ${ended}`)
else {
  const ledger = await (await fetch(new URL("/_sandbox/ledger", url))).json() as ReadonlyArray<LedgerLine>
  // A request without an amount is a valid full cancel, so money may move, but at most what was
  // paid.
  const left = new Map<string, number>()
  for (const line of ledger) {
    const isKept = line.balanceBefore === (left.get(line.imp_uid) ?? line.balanceBefore) &&
      line.balanceAfter >= 0 && line.amount > 0
    if (!isKept && line.by === "api") failures.push(`a wrong entry in the ledger: ${JSON.stringify(line)}`)
    left.set(line.imp_uid, line.balanceAfter)
  }
}
const half = readings.length >> 1
const [early, late] = [Math.max(0, ...readings.slice(0, half)), Math.max(0, ...readings.slice(half))]
if (late > early * 1.1 + 20) failures.push(`the memory grows: ${readings.join(", ")} MiB`)

console.log(`${sent} requests with seed ${seed} in ${Math.round((performance.now() - started) / 1000)} s`)
console.log(`statuses: ${[...statuses].toSorted().map(([status, count]) => `${status} ${count}`).join(", ")}`)
console.log(`memory: ${readings.join(", ")} MiB`)
for (const failure of failures) console.log(failure)
child.kill()
process.exitCode = failures.length === 0 ? 0 : 1
