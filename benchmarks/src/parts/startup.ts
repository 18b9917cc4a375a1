/**
 * What it costs to load a client: CPU, because waiting for a disk or for another process is nobody's fault.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { number, spreadText, table } from "../markdown.ts"
import { ours, type Peer, peers } from "../peers.ts"
import { run } from "../program.ts"
import { benchmarks, publish } from "../published.ts"
import { median, ratio } from "../statistics.ts"

export const startup = async (rounds: number): Promise<string> => {
  const published = await publish()
  const effects: Peer = {
    name: "the modules of effect that these import",
    load: effectModules(published).map((module) => `import ${JSON.stringify(module)}`).join("\n"),
    use: ""
  }
  const loads = [
    ...[effects, { ...ours, name: "core + http" }].map((peer) => ({ name: peer.name, file: write(peer, published) })),
    ...peers.map((peer) => ({ name: peer.name, file: write(peer, join(benchmarks, ".cache", "startup")) }))
  ]
  const times = new Map<string, Array<number>>(loads.map(({ name }) => [name, []]))
  // The first round brings the files into memory.
  for (let round = 0; round <= rounds; round++) {
    for (const { file, name } of loads) {
      const millis = Number(await run(process.execPath, [file]))
      if (round > 0) times.get(name)!.push(millis)
    }
  }
  const limit = times.get(effects.name)!
  return table(
    ["import", "÷ the modules of effect", "CPU ms"],
    loads.map(({ name }) => [name, spreadText(ratio(times.get(name)!, limit)), number(median(times.get(name)!), 1)])
  )
}

// internal

const write = (peer: Peer, folder: string) => {
  mkdirSync(folder, { recursive: true })
  const name = peer.name.replace(/\W+/g, "-")
  const file = join(folder, `time-${name}.mjs`)
  writeFileSync(join(folder, `load-${name}.mjs`), peer.load)
  writeFileSync(
    file,
    `const since = process.cpuUsage()
await import("./load-${name}.mjs")
const { system, user } = process.cpuUsage(since)
console.log((system + user) / 1000)
process.exit()
`
  )
  return file
}

// What the entries of core and http load of effect, found by following their imports.
const effectModules = (published: string): ReadonlyArray<string> => {
  const found = new Set<string>()
  const read = new Set<string>()
  const follow = (file: string) => {
    if (read.has(file)) return
    read.add(file)
    for (const [, specifier = ""] of readFileSync(file, "utf8").matchAll(/^(?:import|export) .*?["']([^"']+)["']/gm)) {
      if (specifier.startsWith("effect/")) found.add(specifier)
      else if (specifier.startsWith(".")) follow(join(dirname(file), specifier))
    }
  }
  for (const name of readdirSync(join(published, "node_modules", "@effect-portone"))) {
    follow(join(published, "node_modules", "@effect-portone", name, "dist", "index.js"))
  }
  return [...found].toSorted()
}
