/**
 * Kills a writing process again and again, at any moment, and searches for a commit that was
 * reported and is not in the file.
 *
 * `node packages/sqlite/test/kill/run.ts --rounds 100`. Exits with 1 at the first problem.
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

let reported = 0
let halves = 0
for (let round = 1; round <= rounds; round++) {
  // The file may have one commit more than was reported.
  const goal = reported + 2 + Math.floor(Math.random() * 50)
  // Every third time in the middle of a transaction, else at a random moment.
  const half = round % 3 === 0
  const writer = start(filename, half ? goal : 0)
  await writer.until((line) => half ? line === "half" : Number(line) >= goal)
  if (!half) await setTimeout(Math.random() * 10)
  reported = Math.max(reported, await writer.kill())
  if (half) halves++

  const problems = wrong(filename, reported)
  if (problems.length > 0) {
    console.error(`Round ${round}: ${problems.join("; ")}. The file is kept: ${filename}`)
    exit(1)
  }
}
rmSync(directory, { recursive: true, force: true })
console.log(
  `${rounds} kills, ${halves} of them within a transaction; ${reported} commits were reported and none is lost ` +
    `(${((performance.now() - begun) / 1000).toFixed(1)} s)`
)
