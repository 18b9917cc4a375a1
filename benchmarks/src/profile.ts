/**
 * `node benchmarks/src/profile.ts node-transport 64`: where the CPU of a subject goes, by file and
 * by function.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { startDriver, startStub } from "./children.ts"

interface Profile {
  readonly nodes: ReadonlyArray<Node>
  readonly samples: ReadonlyArray<number>
  readonly timeDeltas: ReadonlyArray<number>
}
interface Node {
  readonly id: number
  readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number }
}

const [, , name = "node-transport", callers = "16"] = process.argv
const folder = mkdtempSync(join(tmpdir(), "profile-"))
const stub = await startStub()
const driver = await startDriver(name, stub.url, { nodeFlags: ["--cpu-prof", `--cpu-prof-dir=${folder}`] })
await driver.run({ concurrency: Number(callers), millis: 1000 })
const { count, cpuMicros, millis } = await driver.run({ concurrency: Number(callers), millis: 3000 })
await driver.stop()
stub.stop()
console.log(
  `${name}, ${callers} at once: ${((count / millis) * 1000).toFixed(0)} cancels/s, ${
    (cpuMicros / count).toFixed(0)
  } µs each`
)

const profile = JSON.parse(readFileSync(join(folder, readdirSync(folder)[0]!), "utf8")) as Profile
rmSync(folder, { recursive: true })
const byId = new Map(profile.nodes.map((node) => [node.id, node.callFrame]))
const sums = (keyOf: (frame: Node["callFrame"]) => string) => {
  const spent = new Map<string, number>()
  profile.samples.forEach((id, index) => {
    const key = keyOf(byId.get(id)!)
    spent.set(key, (spent.get(key) ?? 0) + profile.timeDeltas[index]!)
  })
  const all = [...spent.values()].reduce((sum, one) => sum + one, 0)
  return [...spent].toSorted((a, b) => b[1] - a[1]).map(([key, micros]) =>
    `${((micros / all) * 100).toFixed(1).padStart(6)} %  ${key}`
  )
}
const short = (url: string) => url.replace(/^.*node_modules\//, "").replace(/^.*packages\//, "packages/")
console.log(sums(({ url }) => short(url)).slice(0, 25).join("\n"))
console.log(
  sums(({ functionName, lineNumber, url }) => `${functionName} ${short(url)}:${lineNumber + 1}`).slice(0, 60).join("\n")
)
