/**
 * Mutation check from the command line: `node packages/refunds/test/mutation/run.ts [protocol]
 * [answers] [words] [files]`. Ends with 1 when fewer than 95 % of the mutants are killed, when one
 * survives that `survivors.json` does not explain, or when one is explained that is killed. Files
 * narrow it down, such as `protocol packages/refunds/src/protocol/match.ts`. `--write` brings the
 * list up to date, for a person to say why or to write the test.
 *
 * A group that passes is recorded in `passed.json` with a digest of all that decides it.
 * `--changed` leaves out the groups of which nothing has changed since.
 */
import { readFileSync, writeFileSync } from "node:fs"
import { digestOf } from "./digest.ts"
import { judge, passes, type Survivor } from "./judge.ts"
import { groups, mutate, root, type Tried } from "./mutate.ts"

const record = new URL("./passed.json", import.meta.url)
const list = new URL("./survivors.json", import.meta.url)
const given = process.argv.slice(2).filter((argument) => !argument.startsWith("--"))
const files = given.filter((argument) => argument.endsWith(".ts"))
const named = Object.keys(groups).filter((name) => given.includes(name))
const began = performance.now()
const tried: Array<Tried> = []
const passed = JSON.parse(readFileSync(record, "utf8")) as Record<string, string>
const digests = Object.fromEntries(Object.entries(groups).map(([name, group]) => [name, digestOf(root, group)]))
const unchanged = (name: string) => process.argv.includes("--changed") && passed[name] === digests[name]
const asked = named.length === 0 ? Object.keys(groups) : named
const wanted = asked.filter((name) => !unchanged(name))
for (const name of asked.filter(unchanged)) console.log(`${name}: nothing has changed since it passed`)
if (wanted.length === 0) process.exit(0)
for (const name of wanted) {
  const group = groups[name]!
  tried.push(...await mutate(files.length === 0 ? group : { ...group, files }))
}
const everything = JSON.parse(readFileSync(list, "utf8")) as ReadonlyArray<Survivor>
// A run of some files says nothing about the others.
const listed = given.length === 0 && wanted.length === asked.length
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
if (passes(judgement) && files.length === 0) {
  for (const name of wanted) passed[name] = digests[name] as string
  writeFileSync(record, `${JSON.stringify(passed, null, 2)}\n`)
}
process.exit(passes(judgement) ? 0 : 1)

// internal

function reasonFor(one: Tried): string {
  return listed.find(({ becomes, file, line, was }) =>
    file === one.file && line === one.line && was === one.was && becomes === one.becomes
  )?.why ?? ""
}
