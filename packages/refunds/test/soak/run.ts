/**
 * Kills processes in the middle of refunds: `node packages/refunds/test/soak/run.ts [kills]`.
 *
 * Each round seeds a payment, breaks some answers, and starts one or two processes on one refund key; each is killed with SIGKILL at a random moment,
 * and another is started, until one lives to tell an end. Then the sandbox's ledger must hold exactly one cancel.
 */
import { start } from "@effect-portone/sandbox"
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { fileURLToPath } from "node:url"

const wanted = Number(process.argv[2] ?? 50)
const caller = fileURLToPath(new URL("caller.ts", import.meta.url))
const sandbox = await start()
const control = async (path: string, body?: object): Promise<any> =>
  (await fetch(`${sandbox.url}/_sandbox/${path}`, {
    ...(body === undefined ? {} : { method: "POST", body: JSON.stringify(body) }),
    headers: { connection: "close", "content-type": "application/json" }
  })).json()

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

/** Starts a caller; kills it that many milliseconds after it is ready, or lets it live. */
const run = async (impUid: string, refundKey: string, kill: number | undefined): Promise<string> => {
  const child: ChildProcess = spawn(process.execPath, [
    caller,
    sandbox.url,
    sandbox.key,
    sandbox.secret,
    impUid,
    refundKey
  ], {
    stdio: ["ignore", "pipe", "inherit"]
  })
  let said = ""
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    if (said === "" && kill !== undefined) setTimeout(() => child.kill("SIGKILL"), kill)
    said += text
  })
  await once(child, "close")
  return child.signalCode === "SIGKILL" ? "killed" : said.split("\n")[1] ?? ""
}

const told: Record<string, number> = {}
const began = performance.now()
let kills = 0
let rounds = 0
let appliedAtKill = 0
const wrong: Array<string> = []
while (kills < wanted) {
  rounds++
  const { imp_uid } = await control("payments", { kind: "card", amount: 10_000 })
  const lines = async (): Promise<ReadonlyArray<{ readonly amount: number }>> => control(`ledger?imp_uid=${imp_uid}`)
  for (let broken = draw(3); broken > 0; broken--) {
    await control("faults", { route: "cancel", fault: faults[draw(faults.length)], ms: 150 })
  }
  for (let call = 0;; call++) {
    const callers = draw(3) === 0 ? 2 : 1
    // The first calls of a round are all killed, so that every round has a crash in it.
    const kill = () => call < 2 || draw(2) === 0 ? draw(draw(2) === 0 ? 40 : 400) : undefined
    const ends = await Promise.all(Array.from({ length: callers }, () => run(imp_uid, `refund-${rounds}`, kill())))
    const ledger = await lines()
    for (const end of ends) {
      told[end] = (told[end] ?? 0) + 1
      if (end === "killed") {
        kills++
        if (ledger.length > 0) appliedAtKill++
      } else if (end === "Succeeded" && ledger.length === 0) wrong.push(`round ${rounds}: told done and is not`)
      else if (end !== "Succeeded" && end !== "OutcomeUnknown") wrong.push(`round ${rounds}: ended ${end}`)
    }
    if (ends.includes("Succeeded")) break
    if (call > 20) {
      wrong.push(`round ${rounds}: no end`)
      break
    }
  }
  const ledger = await lines()
  if (ledger.length !== 1 || ledger[0]?.amount !== 3000) {
    wrong.push(`round ${rounds}: the ledger has ${JSON.stringify(ledger)}`)
  }
}
await sandbox.close()
console.log(told)
for (const line of wrong) console.log(line)
console.log(
  `${kills} kills in ${rounds} rounds (${appliedAtKill} with the cancel in the ledger already), ` +
    `${((performance.now() - began) / 1000).toFixed(0)} s, ${wrong.length} wrong`
)
process.exitCode = wrong.length === 0 ? 0 : 1
