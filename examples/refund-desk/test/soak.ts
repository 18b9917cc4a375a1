/**
 * Kills the shop with kill -9 while refunds run and answers are lost: `node
 * examples/refund-desk/test/soak.ts [kills]`.
 *
 * Each round requests a dozen refunds, some of them twice, and kills the process at a random
 * moment. The next process resumes them while more are requested. In the end every refund that
 * has a row must be in the sandbox ledger once, and nothing else.
 */
import { start } from "@effect-portone/sandbox"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { OWNER, startProvider } from "./provider.ts"
import { control, openShop, SECRET, taken } from "./shop.ts"

const kills = Number(process.argv[2] ?? 10)
const each = 12
const faults = [
  "drop-before-commit",
  "drop-after-commit",
  "reset-after-commit",
  "html-500",
  "html-500-after-commit",
  "cut-body",
  "slow-answer"
]
const draw = (below: number) => Math.floor(Math.random() * below)

const began = performance.now()
const folder = mkdtempSync(join(tmpdir(), "portone-soak-"))
const sandbox = await start()
const provider = await startProvider()
const env = {
  PATH: process.env["PATH"],
  PORTONE_BASE_URL: sandbox.url,
  PORTONE_IMP_KEY: sandbox.key,
  PORTONE_IMP_SECRET: sandbox.secret,
  PORTONE_TIMEOUT: "1 second",
  SHOP_DATABASE: join(folder, "shop.sqlite"),
  SHOP_LOOK_EVERY: "100 millis",
  SHOP_PATIENCE: "1 millis",
  SHOP_PORT: "0",
  SHOP_QUIET: "20 millis",
  SHOP_SECRET: SECRET,
  ...provider.env
}
// A person for every round: the daily limit is not what is tested here.
const tokens = await Promise.all(
  Array.from({ length: kills }, (_, round) => provider.token({ ...OWNER, sub: `person-${round}` }))
)

const before = await openShop(sandbox, { filename: env.SHOP_DATABASE })
const orders = []
for (let index = 0; index < kills * each; index++) orders.push(await before.order())
await before.close()

const open = async () => {
  const child = spawn(process.execPath, [fileURLToPath(new URL("../src/main.ts", import.meta.url))], {
    env,
    stdio: ["ignore", "pipe", "inherit"]
  })
  const url = await new Promise<string>((resolve, reject) => {
    let out = ""
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      out += text
      const found = /open at (http:\S+?)[,.]?\s/.exec(out)?.[1]
      if (found !== undefined) resolve(found)
    })
    child.once("close", () => reject(new Error("the shop does not start")))
  })
  return { child, url }
}

const call = async (url: string, round: number, path: string, key?: string): Promise<any> => {
  const headers = { authorization: `Bearer ${tokens[round]}`, "content-type": "application/json" }
  const answer = await (key === undefined
    ? fetch(url + path, { headers })
    : fetch(url + path, { method: "POST", headers: { ...headers, "idempotency-key": key }, body: "{\"amount\":3000}" }))
  return answer.json()
}

const arrived = async (): Promise<number> => (await control(sandbox, "requests")).cancel?.received ?? 0

let shop = await open()
let resumed = 0
for (let round = 0; round < kills; round++) {
  const mine = orders.slice(round * each, (round + 1) * each)
  for (let broken = draw(6); broken > 0; broken--) {
    await control(sandbox, "faults", { route: "cancel", fault: faults[draw(faults.length)], ms: 150 })
  }
  const asked = performance.now()
  for (const { id } of mine) {
    for (let times = 1 + draw(2); times > 0; times--) {
      void call(shop.url, round, `/orders/${id}/refunds`, `soak-of-${id}`).catch(() => {})
    }
  }
  // At a random moment counted in cancels, so that a slow machine is killed in the middle too.
  const until = (await arrived()) + 1 + draw(each)
  // A look-up that timed out has started nothing, so the cancels may be fewer.
  while (await arrived() < until && performance.now() - asked < 5000);
  shop.child.kill("SIGKILL")
  await once(shop.child, "close")
  const since = performance.now()
  shop = await open()
  resumed = Math.max(resumed, performance.now() - since)
}

// The kills are over; every refund must reach its outcome.
const wrong: Array<string> = []
const states: Record<string, number> = {}
for (const [index, { id, impUid }] of orders.entries()) {
  const round = Math.floor(index / each)
  let state = "running"
  for (let tries = 0; tries < 2000 && ["running", "unknown", "pending"].includes(state); tries++) {
    state = (await call(shop.url, round, `/refunds/soak-of-${id}`)).state ?? "never begun"
  }
  states[state] = (states[state] ?? 0) + 1
  const given = await taken(sandbox, impUid)
  const right = state === "succeeded" ? "3000" : state === "never begun" ? "" : "an end"
  if (given.join() !== right) wrong.push(`${id}: ${state}, and the ledger has ${JSON.stringify(given)}`)
}
shop.child.kill("SIGTERM")
const [code] = await once(shop.child, "close")
if (code !== 0) wrong.push(`SIGTERM ended with ${code}`)
await Promise.all([sandbox.close(), provider.close()])
rmSync(folder, { recursive: true })

for (const line of wrong) console.log(line)
console.log(
  `${kills} kills, ${orders.length} orders: ${JSON.stringify(states)}; longest start ${resumed.toFixed(0)} ms; ` +
    `${((performance.now() - began) / 1000).toFixed(0)} s, ${wrong.length} wrong`
)
process.exitCode = wrong.length === 0 ? 0 : 1
