/**
 * An adversary of the refunds: `node packages/refunds/test/adversary/run.ts [--minutes 3]
 * [--seed text] [--matrix none,sqlite,postgres:1,2,4] [--only sqlite/2/17] [--faults late,stale]
 * [--times 1] [--trace]`.
 *
 * Each cell of the matrix has a hostile server, a ledger and some processes that are killed and
 * stopped at random. Rounds run in it at the same time. The judge compares what the processes
 * reported with what the server carried out. `--only` plays the round of that name again.
 */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { parseArgs } from "node:util"
import { keepForTests } from "../../../../test/keepForTests.ts"
import * as Servers from "../../../token-store/test/servers.ts"
import { type Cell, type Counts, playCell } from "./cell.ts"
import { table } from "./table.ts"

keepForTests()

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "3" },
    seed: { type: "string", default: crypto.randomUUID().slice(0, 8) },
    matrix: { type: "string", default: "none,sqlite,postgres:1,2,4" },
    only: { type: "string" },
    times: { type: "string", default: "1" },
    faults: { type: "string" },
    trace: { type: "boolean", default: false }
  }
})

/** How long a cell is visited. Units: milliseconds. */
const SHORTEST = 3000
const LONGEST = 30_000

const [ledgers = "", counts = "1,2,4"] = values.matrix.split(":")
const [onlyLedger, onlyCount] = values.only?.split("/") ?? []
const cells = ledgers.split(",").flatMap((ledger) =>
  counts.split(",").map((count): Cell => ({ ledger: ledger as Cell["ledger"], processes: Number(count) }))
).filter((cell) => onlyLedger === undefined || (cell.ledger === onlyLedger && String(cell.processes) === onlyCount))

const directory = mkdtempSync(join(tmpdir(), "portone-adversary-"))
const postgres = cells.some(({ ledger }) => ledger === "postgres") ? await Servers.postgres() : "not asked for"
const hasPostgres = Servers.isServer(postgres)
if (!hasPostgres && postgres !== "not asked for") console.log(postgres)
const usable = cells.filter(({ ledger }) => ledger !== "postgres" || hasPostgres)

const clear = () => {
  if (hasPostgres) postgres.stop()
  rmSync(directory, { recursive: true, force: true, maxRetries: 5 })
}
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    clear()
    process.exit(1)
  })
}

console.log(`seed ${values.seed}`)
const began = performance.now()
const until = began + Number(values.minutes) * 60_000
const results = new Map<string, Counts>()

// A long run visits each cell again and again, so that it may be stopped at any time.
for (let visit = 0; visit === 0 || performance.now() < until; visit++) {
  for (const [index, cell] of usable.entries()) {
    const slice = Math.min(LONGEST, Math.max(SHORTEST, (until - performance.now()) / (usable.length - index)))
    const name = `${cell.ledger}/${cell.processes}`
    const ledger = cell.ledger === "none"
      ? ""
      : cell.ledger === "sqlite"
      ? join(directory, `ledger-${visit}.db`)
      : hasPostgres
      ? postgres.url
      : ""
    const counts = await playCell({
      cell,
      name,
      seed: values.seed,
      directory,
      ledger,
      first: visit * 100_000,
      slice,
      only: values.only?.split("/")[2]?.split(",").map(Number),
      times: Number(values.times),
      faults: values.faults?.split(","),
      trace: values.trace
    })
    results.set(name, [...(results.get(name) === undefined ? [] : [results.get(name)!]), counts].reduce(add))
  }
  if (values.only !== undefined) break
}

clear()
const { lines, violations } = table(results)
for (const line of lines) console.log(line)
console.log(
  `seed ${values.seed}, ${((performance.now() - began) / 60_000).toFixed(1)} minutes, ${violations} violations`
)
process.exit(violations === 0 ? 0 : 1)

// internal

function add(one: Counts, other: Counts): Counts {
  return {
    refunds: one.refunds + other.refunds,
    rounds: one.rounds + other.rounds,
    calls: one.calls + other.calls,
    cancels: one.cancels + other.cancels,
    kills: one.kills + other.kills,
    stops: one.stops + other.stops,
    raced: one.raced + other.raced,
    found: [...one.found, ...other.found]
  }
}
