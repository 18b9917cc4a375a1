/**
 * Mutation check from the command line: `node packages/refunds/test/mutation/run.ts [protocol]
 * [answers] [words] [files]`. Ends with 1 when fewer than 95 % of the mutants are killed, when one
 * survives that `survivors.json` does not explain, or when one is explained that is killed. Files
 * narrow it down, such as `protocol packages/refunds/src/protocol/match.ts`. `--write` brings the
 * list up to date, for a person to say why or to write the test.
 */
import { readFileSync, writeFileSync } from "node:fs"
import { judge, passes, type Survivor } from "./judge.ts"
import { groups, mutate, type Tried } from "./mutate.ts"

const list = new URL("./survivors.json", import.meta.url)
const given = process.argv.slice(2).filter((argument) => !argument.startsWith("--"))
const files = given.filter((argument) => argument.endsWith(".ts"))
const named = Object.keys(groups).filter((name) => given.includes(name))
const began = performance.now()
const tried: Array<Tried> = []
for (const name of named.length === 0 ? Object.keys(groups) : named) {
  const group = groups[name]!
  tried.push(...await mutate(files.length === 0 ? group : { ...group, files }))
}
const everything = JSON.parse(readFileSync(list, "utf8")) as ReadonlyArray<Survivor>
// A run of some files says nothing about the others.
const listed = given.length === 0
  ? everything
  : everything.filter(({ file }) => tried.some((one) => one.file === file))
const judgement = judge(tried, listed)
const { known, score, scores, stale, unknown } = judgement

const percent = (part: number, whole: number) => `${(100 * part / whole).toFixed(1)} %`.padStart(7)
const show = ({ at, becomes, file, was }: Tried) => `  ${file}:${at}\n    ${was}\n    → ${becomes}`

for (const { file, killed, mutants } of scores) {
  console.log(`${percent(killed, mutants)}  ${String(killed).padStart(4)} of ${String(mutants).padStart(4)}  ${file}`)
}
const unusable = tried.filter(({ end }) => end === "unusable")
if (unusable.length > 0) console.log([`${unusable.length} could not be run:`, ...unusable.map(show)].join("\n"))
if (known.length > 0) {
  console.log(`${known.length} survive for a reason:`)
  for (const one of known) console.log(show(one), `\n    ${reasonFor(one)}`)
}
if (unknown.length > 0) {
  console.log([`${unknown.length} survive without a reason:`, ...unknown.map(show)].join("\n"))
}
if (stale.length > 0) {
  console.log(`${stale.length} are listed as survivors and are not:`)
  for (const { becomes, file, line, was } of stale) console.log(`  ${file}: ${line}\n    ${was}\n    → ${becomes}`)
}
const seconds = ((performance.now() - began) / 1000).toFixed(0)
console.log(`${tried.length} mutants, ${score.toFixed(1)} % killed, ${known.length} explained, ${seconds} s`)

if (process.argv.includes("--write")) {
  const added = unknown.map(({ becomes, file, line, was }) => ({ file, line, was, becomes, why: "" }))
  const kept = everything.filter((one) => !stale.includes(one))
  writeFileSync(list, `${JSON.stringify([...kept, ...added], null, 2)}\n`)
}
process.exit(passes(judgement) ? 0 : 1)

// internal

function reasonFor(one: Tried): string {
  return listed.find(({ becomes, file, line, was }) =>
    file === one.file && line === one.line && was === one.was && becomes === one.becomes
  )?.why ?? ""
}
