/**
 * Kills a writing process again and again, at any moment, and looks for a commit that was said and is not there.
 *
 * `node packages/sqlite/test/kill/run.ts --rounds 100`. Ends with 1 at the first thing that is wrong.
 */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { exit } from "node:process"
import { setTimeout } from "node:timers/promises"
import { parseArgs } from "node:util"
import { start, wrong } from "./round.ts"

const { values } = parseArgs({ options: { rounds: { type: "string", default: "100" } } })
const rounds = Number(values.rounds)
const directory = mkdtempSync(join(tmpdir(), "portone-kill-"))
const filename = join(directory, "shop.db")
const begun = performance.now()

let said = 0
let halves = 0
for (let round = 1; round <= rounds; round++) {
  // One more than was said may be there.
  const goal = said + 2 + Math.floor(Math.random() * 50)
  // Every third time in the middle of a transaction, else wherever it happens to be a moment later.
  const half = round % 3 === 0
  const writer = start(filename, half ? goal : 0)
  await writer.until((line) => half ? line === "half" : Number(line) >= goal)
  if (!half) await setTimeout(Math.random() * 10)
  said = Math.max(said, await writer.kill())
  if (half) halves++

  const problems = wrong(filename, said)
  if (problems.length > 0) {
    console.error(`Round ${round}: ${problems.join("; ")}. The file is kept: ${filename}`)
    exit(1)
  }
}
rmSync(directory, { recursive: true, force: true })
console.log(
  `${rounds} kills, ${halves} of them within a transaction; ${said} commits were said and none is lost ` +
    `(${((performance.now() - begun) / 1000).toFixed(1)} s)`
)
