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
import { start, wrong, wrongTogether } from "./round.ts"

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

// Each number that any round reported must be in the file.
const FIBERS = 32
const grouped = join(directory, "grouped.db")
const together = new Set<number>()
let open = 0
for (let round = 1; round <= rounds; round++) {
  const goal = Math.max(0, ...together) + open + Math.floor(Math.random() * 400)
  const writer = start(grouped, 0, FIBERS)
  await writer.until((line) => Number(line) > goal)
  await setTimeout(Math.random() * 10)
  await writer.kill()
  for (const id of writer.reported) together.add(id)
  // Each kill may leave one unreported commit per fiber.
  open += FIBERS

  const problems = wrongTogether(grouped, together, open)
  if (problems.length > 0) {
    console.error(`Round ${round} of groups: ${problems.join("; ")}. The file is kept: ${grouped}`)
    exit(1)
  }
}
rmSync(directory, { recursive: true, force: true })
console.log(
  `${rounds} kills of ${FIBERS} fibers that write in groups; ${together.size} commits were reported and none is lost`
)
console.log(
  `${rounds} kills, ${halves} of them within a transaction; ${reported} commits were reported and none is lost ` +
    `(${((performance.now() - begun) / 1000).toFixed(1)} s)`
)
