/**
 * `pnpm bench`: measures this library and its peers in one run on one machine, and prints the
 * results as Markdown.
 *
 * `--smoke` runs a little of each part and asserts that it was really done. `--only
 * throughput,memory` selects parts, `--subjects a,b` clients or queues. `--processes`, `--rounds`,
 * `--millis` and `--cancels` set the amounts; `--out` names a file for the results.
 */
import { appendFileSync, writeFileSync } from "node:fs"
import { cpus, totalmem } from "node:os"
import { parseArgs } from "node:util"
import { number } from "./markdown.ts"
import { bulk, runners } from "./parts/bulk.ts"
import { bundles } from "./parts/bundles.ts"
import { coldStart } from "./parts/coldStart.ts"
import { decoding } from "./parts/decoding.ts"
import { exchanges } from "./parts/exchanges.ts"
import { firstCancel } from "./parts/firstCancel.ts"
import { installed } from "./parts/installed.ts"
import { memory } from "./parts/memory.ts"
import { oldClients } from "./parts/oldClients.ts"
import { queueMemory, queues } from "./parts/queues.ts"
import { slowPg } from "./parts/slowPg.ts"
import { startup } from "./parts/startup.ts"
import { throughput } from "./parts/throughput.ts"
import { peers } from "./peers.ts"
import { run } from "./program.ts"
import { benchmarks } from "./published.ts"

const { values } = parseArgs({
  options: {
    smoke: { type: "boolean", default: false },
    only: { type: "string" },
    subjects: { type: "string" },
    processes: { type: "string" },
    rounds: { type: "string" },
    millis: { type: "string" },
    cancels: { type: "string" },
    out: { type: "string" }
  }
})
const { smoke } = values
const words = (text: string | undefined) => text?.split(",")

const ours = ["node-transport", "fetch-transport", "http-transport"]
const oldOnes = ["iamport", "iamport-rest-client-nodejs", "iamporter", "iamport-server-api"]
const all = ["undici", "fetch", ...ours, "node-transport-promises", ...oldOnes, "portone-server-sdk"]
const subjects = words(values.subjects) ?? all
const among = (names: ReadonlyArray<string>) => names.filter((name) => subjects.includes(name))

const processes = Number(values.processes ?? (smoke ? 1 : 5))
const rounds = Number(values.rounds ?? (smoke ? 1 : 10))
const millis = Number(values.millis ?? (smoke ? 60 : 700))
const cancels = Number(values.cancels ?? (smoke ? 2000 : 1_000_000))

/** The parts by name, each a table or several. */
const parts: Readonly<Record<string, () => Promise<string>>> = {
  types: async () => {
    await run("tsc", ["-p", benchmarks])
    return "The types of the benchmarks hold."
  },
  "old-clients": oldClients,
  throughput: () =>
    throughput({
      subjects,
      observed: among(ours.slice(0, 1)),
      concurrencies: smoke ? [1, 16] : [1, 16, 64],
      processes,
      rounds: Math.ceil(rounds / processes),
      millis,
      warmUp: smoke ? 20 : 20_000
    }),
  exchanges: () =>
    exchanges({
      processes: Math.min(processes, 3),
      rounds: Math.ceil(rounds / Math.min(processes, 3)),
      millis: smoke ? 60 : 250,
      warmUp: smoke ? 20 : 10_000
    }),
  cold: () => coldStart(among([...ours, ...oldOnes]), smoke ? 100 : 10_000),
  decoding: () => decoding({ rounds: smoke ? 1 : rounds, millis: smoke ? 20 : 600 }),
  installed,
  bundles: () => bundles(smoke ? peers.slice(-1) : peers),
  first: () => firstCancel(smoke ? 1 : 2 * rounds),
  startup: () => startup(smoke ? 1 : 4 * rounds),
  queues: () =>
    queues({
      rounds: smoke ? 1 : Math.ceil(rounds / 2),
      refunds: smoke ? 40 : 2000,
      warmUp: smoke ? 10 : 1000,
      only: words(values.subjects)
    }),
  "slow-pg": () => slowPg({ rounds: smoke ? 1 : Math.ceil(rounds / 2), refunds: smoke ? 40 : 2000 }),
  runners: () => runners({ rounds: smoke ? 1 : Math.ceil(rounds / 2), refunds: smoke ? 40 : 2000 }),
  bulk: () => bulk(smoke ? 100 : Number(values.cancels ?? 100_000)),
  "queue-memory": () => queueMemory(smoke ? 100 : Number(values.cancels ?? 200_000)),
  memory: () => memory({ subjects: among(ours.slice(0, 1)), cancels })
}

const machine = `${cpus().length} × ${cpus()[0]?.model.trim() ?? "unknown"}, ${
  number(totalmem() / 2 ** 30)
} GB, ${process.platform} ${process.arch}`
const command = ["pnpm bench", ...process.argv.slice(2)].join(" ")
const print = (text: string) => {
  console.log(`${text}\n`)
  if (values.out !== undefined) appendFileSync(values.out, `${text}\n\n`)
}

if (values.out !== undefined) writeFileSync(values.out, "# Results\n\n")
print(`${new Date().toISOString().slice(0, 10)}, ${machine}, Node ${process.version}, \`${command}\``)

const only = words(values.only) ?? Object.keys(parts).filter((name) => smoke || name !== "types" && name !== "bulk")
for (const name of only) {
  const part = parts[name]
  if (part === undefined) throw new Error(`There is no part ${name}; there are ${Object.keys(parts).join(", ")}`)
  const since = performance.now()
  print(await part())
  console.error(`${name} took ${number((performance.now() - since) / 1000, 1)} s`)
}
