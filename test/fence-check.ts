/**
 * Runs fences and checks their types, many at a time.
 */
import { start } from "@effect-portone/sandbox"
import { execFile } from "node:child_process"
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { dirname, join, relative } from "node:path"
import { promisify } from "node:util"
import { type Fence, placesOf, selfChecking } from "./fences.ts"
import type { Outcome } from "./run-fences.ts"
import { root } from "./tree.ts"

const run = promisify(execFile)

// Inside the repository, so that fences find its packages; not in node_modules, where Node runs no
// TypeScript; and one folder a process.
const folder = join(".cache", `docs-${process.pid}`)
const cache = join(root, folder)
const exampleCache = (name: string) => join(root, "examples", name, folder)

/** Takes away what was written down. */
export const cleanUp = (): void => {
  const examples = existsSync(join(root, "examples")) ? readdirSync(join(root, "examples")) : []
  for (const path of [cache, ...examples.map(exampleCache)]) rmSync(path, { recursive: true, force: true })
}

const fileOf = (fence: Fence) => {
  // Next to the package it documents, so that it resolves the same imports.
  const [kind, name] = fence.file.split("/")
  const home = kind === "examples" && name !== undefined ? exampleCache(name) : cache
  return join(home, `${fence.file.replace(/\W+/g, "-")}-${fence.line}.ts`)
}

let listsWritten = 0

// A fence that ends its process, or listens to signals, gets a process of its own.
const isAlone = ({ code }: Fence) => /\brunMain\b|process\.(exit|on|once)\b/.test(code)

/** Writes the fences down, runs them, and says what went wrong where. */
export const runFences = async (fences: ReadonlyArray<Fence>): Promise<ReadonlyMap<Fence, ReadonlyArray<string>>> => {
  const jobs = fences.map((fence) => ({
    fence,
    path: fileOf(fence).replace(/\.ts$/, ".run.ts"),
    alone: isAlone(fence)
  }))
  for (const { fence, path } of jobs) {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, selfChecking(fence))
  }
  const shared = jobs.filter(({ alone }) => !alone)
  const lists = [
    ...shared.length > 0 ? [shared] : [],
    ...jobs.filter(({ alone }) => alone).map((job) => [job])
  ]
  const outcomes = await Promise.all(lists.map(async (list) => {
    const path = join(cache, `list-${listsWritten++}.json`)
    mkdirSync(cache, { recursive: true })
    writeFileSync(path, JSON.stringify(list.map(({ alone, path }) => ({ alone, path }))))
    // A sandbox for each list, at the address where these modules look for PortOne.
    await using sandbox = await start()
    const env = {
      ...process.env,
      PORTONE_BASE_URL: sandbox.url,
      PORTONE_IMP_KEY: sandbox.key,
      PORTONE_IMP_SECRET: sandbox.secret,
      PORTONE_REFUND_TAG_SECRET: "a secret of at least thirty-two characters"
    }
    await run(process.execPath, [join(root, "test", "run-fences.ts"), path], { cwd: root, env, timeout: 300_000 })
      .catch(() => {})
    const written = existsSync(`${path}.out`) ? readFileSync(`${path}.out`, "utf8") : "[]"
    rmSync(path, { force: true })
    rmSync(`${path}.out`, { force: true })
    return JSON.parse(written) as ReadonlyArray<Outcome>
  }))
  const byPath = new Map(outcomes.flat().map((outcome) => [outcome.path, outcome]))
  return new Map(jobs.map(({ fence, path }) => {
    const outcome = byPath.get(path)
    if (outcome === undefined) return [fence, ["did not come to its end"]]
    const missed = placesOf(fence).filter((place) => !outcome.reached.includes(place))
    return [fence, [...outcome.problems, ...missed.map((place) => `${place} was never reached`)]]
  }))
}

/** Type-checks the fences as they are written, in one go. */
export const typeCheck = async (fences: ReadonlyArray<Fence>): Promise<string> => {
  const files = fences.map((fence) => {
    const path = fileOf(fence)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, fence.code)
    return path
  })
  const project = join(cache, "tsconfig.json")
  writeFileSync(
    project,
    JSON.stringify({
      extends: "../../tsconfig.base.json",
      files: files.map((path) => relative(cache, path)),
      compilerOptions: {
        rootDir: "../..",
        noEmit: true,
        composite: false,
        incremental: false,
        declaration: false,
        declarationMap: false,
        noUnusedLocals: false,
        types: ["node"]
      }
    })
  )
  return run(join(root, "node_modules", ".bin", "tsc"), ["-p", project, "--pretty", "false"], { cwd: root }).then(
    () => "",
    (error: { readonly stdout?: string }) => error.stdout ?? String(error)
  )
}
