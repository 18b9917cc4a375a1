/**
 * Explores from the command line: `node packages/refunds/test/explorer/run.ts [names or beginnings
 * of names] [--quick] [--trace] [--all]`. Without names, all rows but those that are marked as too
 * large; `--all` takes them too. `--trace` prints the shortest way to each violation.
 */
import { asExpected, foundIn, type Row, rows } from "./configurations.ts"
import { explore } from "./explore.ts"

const names = process.argv.slice(2).filter((argument) => !argument.startsWith("--"))
const has = (flag: string) => process.argv.includes(flag)
const named = (name: string) => {
  const exactly = rows.filter((row) => row.name === name)
  return exactly.length > 0 ? exactly : rows.filter((row) => row.name.startsWith(name))
}
const wanted: ReadonlyArray<Row> = names.length > 0
  ? names.flatMap(named)
  : rows.filter((row) => has("--all") || !row.onDemand)

const seconds = (since: number) => ((performance.now() - since) / 1000).toFixed(1)
const began = performance.now()
let states = 0
let wrong = 0
for (const row of wanted) {
  const begun = performance.now()
  const result = await explore(has("--quick") ? row.quick : row.config)
  states += result.states
  const right = asExpected(row, result)
  if (!right) wrong++
  console.log(
    `${right ? "✓" : "✗"} ${row.name.padEnd(5)} ${foundIn(result)} — ${row.title} (${result.states} states, ${
      seconds(begun)
    } s)`
  )
  if (has("--trace")) { for (const [index, line] of result.trace.entries()) console.log(`    ${index}. ${line}`) }
}
console.log(`${wanted.length} configurations, ${states} states, ${seconds(began)} s, ${wrong} not as expected`)
process.exitCode = wrong === 0 ? 0 : 1
