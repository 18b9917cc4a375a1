/**
 * The CPU time of loading a client. Wall time would include waiting for the disk and for other
 * processes.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { number, spreadText, table } from "../markdown.ts"
import { ours, type Peer, peers } from "../peers.ts"
import { run } from "../program.ts"
import { benchmarks, publish } from "../published.ts"
import { median, ratio } from "../statistics.ts"

export const startup = async (rounds: number): Promise<string> => {
  const published = await publish()
  const whole = pair("core + http", ours.load, published)
  const least = pair("the modules of a cancel", LEAST, published)
  const others = peers.map((peer) => ({ name: peer.name, file: write(peer, join(benchmarks, ".cache", "startup")) }))
  const loads = [...whole, ...least, ...others]
  const times = new Map<string, Array<number>>(loads.map(({ name }) => [name, []]))
  // The first round loads the files into the cache of the operating system, and is not counted.
  for (let round = 0; round <= rounds; round++) {
    for (const { file, name } of round % 2 === 0 ? loads : loads.toReversed()) {
      const millis = Number(await run(process.execPath, [file]))
      if (round > 0) times.get(name)!.push(millis)
    }
  }
  const row = (name: string, limit: string) => [
    name,
    spreadText(ratio(times.get(name)!, times.get(limit)!)),
    number(median(times.get(name)!), 1)
  ]
  return table(["import", "÷ the modules of effect", "CPU ms"], [
    ...[whole, least].flatMap((pair) => pair.map(({ name }) => row(name, pair[0]!.name))),
    ...others.map(({ name }) => row(name, whole[0]!.name))
  ])
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

// Two modules to load: the modules of effect that ours import, and ours.
const pair = (name: string, load: string, published: string) => {
  const effects: Peer = {
    name: `modules of effect under ${name}`,
    load: effectModules(load, published).map((module) => `import ${JSON.stringify(module)}`).join("\n"),
    use: ""
  }
  return [effects, { name, load, use: "" }].map((peer) => ({ name: peer.name, file: write(peer, published) }))
}

const LEAST = ["AccessToken", "Cancel", "CancelRequest", "Credentials", "TokenStore"]
  .map((module) => `import "@effect-portone/core/${module}"`)
  .concat(`import "@effect-portone/http/HttpTransport"`)
  .join("\n")

// Follows the imports as Node does.
const effectModules = (load: string, published: string): ReadonlyArray<string> => {
  const found = new Set<string>()
  const read = new Set<string>()
  const follow = (text: string, folder: string) => {
    for (const [, specifier = ""] of text.matchAll(/^(?:import|export)(?: [^"'=]* from)? ["']([^"']+)["']/gm)) {
      const [, name = "", module = "index"] = /^@effect-portone\/([^/]+)(?:\/(.+))?$/.exec(specifier) ?? []
      const file = specifier.startsWith(".")
        ? join(folder, specifier)
        : join(published, "node_modules", "@effect-portone", name, "dist", `${module}.js`)
      if (specifier.startsWith("effect/")) found.add(specifier)
      else if ((name !== "" || specifier.startsWith(".")) && !read.has(file)) {
        read.add(file)
        follow(readFileSync(file, "utf8"), dirname(file))
      }
    }
  }
  follow(load, published)
  return [...found].toSorted()
}
