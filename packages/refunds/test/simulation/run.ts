/**
 * `node packages/refunds/test/simulation/run.ts [--seeds N] [--from S] [--seed S] [--ledger
 * none|ledger|failing-ledger]`: simulates many seeds, or shows one in full.
 */
import { parseArgs } from "node:util"
import { ledgerKinds, simulate } from "./simulate.ts"

const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "10000" },
    from: { type: "string", default: "1" },
    seed: { type: "string" },
    ledger: { type: "string" }
  }
})
// Without a choice each seed draws its own.
const ledgerKind = ledgerKinds.find((one) => one === values.ledger)

if (values.seed !== undefined) {
  const report = await simulate(Number(values.seed), ledgerKind)
  console.log(`ledger: ${report.ledgerKind}; faults: ${report.faults.join(" ")}`)
  for (const line of report.log) console.log(line)
  console.log(report.violation ?? "no violation")
  process.exit(report.violation === undefined ? 0 : 1)
}

const began = performance.now()
const seeds = Number(values.seeds)
const from = Number(values.from)
const ends: Record<string, number> = {}
const answers: Record<string, number> = {}
const failed: Array<number> = []
let sends = 0
let lasted = 0
for (let seed = from; seed < from + seeds; seed++) {
  const report = await simulate(seed, ledgerKind)
  sends += report.sends
  lasted += report.lasted
  for (const { cause, tag } of report.ends) {
    ends[`${tag} ${cause ?? ""}`.trim()] = (ends[`${tag} ${cause ?? ""}`.trim()] ?? 0) + 1
  }
  for (const { cause, tag } of report.reported) {
    answers[`${tag} ${cause ?? ""}`.trim()] = (answers[`${tag} ${cause ?? ""}`.trim()] ?? 0) + 1
  }
  if (report.violation !== undefined) {
    failed.push(seed)
    console.log(`seed ${seed}: ${report.violation}`)
  }
}
const seconds = (performance.now() - began) / 1000
console.log("every call:", answers)
console.log("in the end:", ends)
console.log(
  `${seeds} seeds in ${seconds.toFixed(1)} s (${Math.round(seeds / seconds)} a second), ${sends} sends, ` +
    `${Math.round(lasted / 3_600_000)} hours of virtual time, ${failed.length} violations`
)
process.exitCode = failed.length === 0 ? 0 : 1
