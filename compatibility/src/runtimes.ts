/**
 * Runs the packed packages on every runtime and from every bundler, against a sandbox over a
 * socket. From the root:
 *
 * ```sh
 * npx -y pnpm@12 --dir compatibility install --frozen-lockfile
 * npx -y pnpm@12 exec node compatibility/src/runtimes.ts
 * ```
 */
import { start } from "@effect-portone/sandbox"
import { Miniflare } from "miniflare"
import { cpSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { root, run } from "../../scripts/command.ts"
import { type Bundler, byEsbuild, byEsbuildForWorkers, byRolldown, byVite, byWebpack } from "./bundle.ts"
import { app, unpack, workspace } from "./prepare.ts"

const EXPECTED = [
  "cancel: CancelConfirmed",
  "response lost: OutcomeUnknown, money moved unknown",
  "the same again: ChecksumMismatch",
  "refundOnce, response lost: Succeeded",
  "refundOnce, the same key: Succeeded",
  "refunded: 1000 + 2000 + 3000"
]

const modules = join(workspace, "node_modules")
const programs = {
  "Node 20": [join(modules, "node-20/bin/node")],
  "Node 22": [join(modules, "node-22/bin/node")],
  "Node 24": [join(modules, "node-24/bin/node")],
  "Node 26": [process.execPath],
  Bun: [join(modules, "@oven/bun-linux-x64/bin/bun")],
  Deno: [
    join(modules, "@deno/linux-x64-glibc/deno"),
    "run",
    "--allow-net",
    "--allow-env",
    "--allow-read",
    // For the file of the ledger alone.
    "--allow-write=.",
    "--no-lock"
  ]
} as const
type Runtime = keyof typeof programs

const nodes: ReadonlyArray<Runtime> = ["Node 22", "Node 24", "Node 26"]
const bundlers: Readonly<Record<string, Bundler>> = {
  esbuild: byEsbuild,
  rolldown: byRolldown,
  Vite: byVite,
  webpack: byWebpack
}

const packages = await unpack()
cpSync(join(workspace, "src", "runtimes"), app, { recursive: true })

await using sandbox = await start()
const env = { SANDBOX_KEY: sandbox.key, SANDBOX_SECRET: sandbox.secret, SANDBOX_URL: sandbox.url }

let passed = 0
let failed = 0
const check = async (name: string, work: () => Promise<ReadonlyArray<string>>) => {
  const since = performance.now()
  const problem = await work().then(
    (lines) => JSON.stringify(lines) === JSON.stringify(EXPECTED) ? undefined : lines.join("\n"),
    (error: unknown) => String(error)
  )
  const seconds = ((performance.now() - since) / 1000).toFixed(1)
  console.log(`${problem === undefined ? "ok     " : "FAILED "} ${name} (${seconds} s)`)
  if (problem === undefined) passed += 1
  else {
    failed += 1
    console.log(problem)
  }
}

const execute = async (runtime: Runtime, file: string): Promise<ReadonlyArray<string>> => {
  const [program, ...args] = programs[runtime]
  const printed = await run(program, [...args, file], { cwd: app, env })
  return JSON.parse(printed.trim().split("\n").at(-1) ?? "[]") as ReadonlyArray<string>
}

for (const runtime of nodes) {
  await check(`${runtime}, NodeTransport`, () => execute(runtime, "node.js"))
  await check(`${runtime}, FetchTransport`, () => execute(runtime, "fetch.js"))
  await check(`${runtime}, CommonJS with require`, () => execute(runtime, "node.cjs"))
}
await check("Node 20 loads every package but sqlite", async () => {
  const names = packages.filter((name) => name !== "sqlite").map((name) => `@effect-portone/${name}`)
  const script = `for (const name of ${JSON.stringify(names)}) await import(name)`
  await run(programs["Node 20"][0], ["--input-type=module", "--eval", script], { cwd: app })
  return EXPECTED
})
await check("Node 20, FetchTransport", () => execute("Node 20", "fetch.js"))
for (const runtime of ["Bun", "Node 20"] as const) {
  await check(`${runtime}, NodeTransport says what it needs`, async () => {
    const message = await execute(runtime, "node.js").then(() => "no error", String)
    return /NodeTransport needs Node 22\.19 or later .* FetchTransport/.test(message) ? EXPECTED : [message]
  })
}
await check("Deno, NodeTransport", () => execute("Deno", "node.js"))
for (const runtime of ["Node 22", "Bun", "Deno"] as const) {
  await check(`${runtime}, HttpTransport over fetch`, () => execute(runtime, "client.js"))
}
for (const runtime of ["Bun", "Deno"] as const) {
  await check(`${runtime}, FetchTransport`, () => execute(runtime, "fetch.js"))
}
for (const runtime of [...nodes, "Bun", "Deno"] as const) {
  await check(`${runtime}, a refund ledger on SQLite`, () => execute(runtime, "ledger.js"))
}
await check("Node 20 has no SQLite", async () => {
  const message = await execute("Node 20", "ledger.js").then(() => "no error", String)
  return /No such built-in module: node:sqlite/.test(message) ? EXPECTED : [message]
})

for (const [name, bundle] of Object.entries(bundlers)) {
  for (const entry of ["node", "fetch"]) {
    await check(
      `${name}, ${entry}.js, on Node 22`,
      async () => execute("Node 22", await bundle(join(app, `${entry}.js`), entry))
    )
  }
}

await check("workerd", async () => {
  const script = readFileSync(await byEsbuildForWorkers(join(app, "worker.js"), "worker"), "utf8")
  const workerd = new Miniflare({ modules: true, script, bindings: env, compatibilityDate: "2026-07-01" })
  try {
    return await (await workerd.dispatchFetch("http://localhost/")).json() as ReadonlyArray<string>
  } finally {
    await workerd.dispose()
  }
})

const typed = `import { cancel, CancelRequest } from "@effect-portone/core"
import * as FetchTransport from "@effect-portone/http/FetchTransport"
import { refundOnce } from "@effect-portone/refunds"
export const layer = FetchTransport.layer({ timeout: "65 seconds" })
export const effects = [
  cancel(CancelRequest.full({ impUid: "imp_1", checksum: 1 })),
  refundOnce({ impUid: "imp_1", key: "a", amount: 1 })
]
`
const settings = {
  "module nodenext": { file: "typed.ts", module: "nodenext" },
  "module node20": { file: "typed.ts", module: "node20" },
  "module nodenext, CommonJS": { file: "typed.cts", module: "nodenext" },
  "module preserve, moduleResolution bundler": { file: "typed.ts", module: "preserve", moduleResolution: "bundler" },
  "module esnext, moduleResolution bundler": { file: "typed.ts", module: "esnext", moduleResolution: "bundler" }
} as const
for (const [name, { file, ...options }] of Object.entries(settings)) {
  await check(`TypeScript, ${name}`, async () => {
    writeFileSync(join(app, file), typed)
    const compilerOptions = { ...options, target: "ES2022", strict: true, noEmit: true, types: [] }
    writeFileSync(join(app, "tsconfig.json"), JSON.stringify({ files: [file], compilerOptions }))
    await run(join(root, "node_modules", ".bin", "tsc"), ["-p", app, "--pretty", "false"])
    return EXPECTED
  })
}

console.log(`${passed} passed, ${failed} failed`)
process.exit(failed === 0 ? 0 : 1)
