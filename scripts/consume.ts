/**
 * A project outside this repository that uses the packages as npm installs them.
 */
import { spawn } from "node:child_process"
import { existsSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { root, run } from "./command.ts"

/**
 * Compiles against all entries, cancels with the packages installed in the folder, and checks which
 * modules that loads.
 */
export const consume = async (folder: string, specifiers: ReadonlyArray<string>): Promise<void> => {
  await compile(folder, specifiers)
  await cancelOnce(folder)
  await loadLittle(folder, specifiers)
}

/** Writes a file of that project: text, or an object as JSON. */
export const write = (folder: string, name: string, content: string | object): void =>
  writeFileSync(join(folder, name), typeof content === "string" ? content : JSON.stringify(content, null, 2))

// internal

const compile = async (folder: string, specifiers: ReadonlyArray<string>) => {
  const imports = specifiers.map((specifier, index) => `import * as module${index} from "${specifier}"`)
  const modules = specifiers.map((specifier, index) => `  "${specifier}": module${index}`)
  write(
    folder,
    "entries.ts",
    `${imports.join("\n")}\n\nexport const entries: Record<string, object> = {\n${modules.join(",\n")}\n}\n`
  )
  write(folder, "main.ts", CONSUMER)
  write(folder, "tsconfig.json", {
    files: ["entries.ts", "main.ts"],
    compilerOptions: {
      target: "ES2022",
      module: "nodenext",
      moduleResolution: "nodenext",
      strict: true,
      exactOptionalPropertyTypes: true,
      skipLibCheck: false,
      types: [],
      rootDir: ".",
      outDir: "out"
    }
  })
  await run(join(root, "node_modules", ".bin", "tsc"), ["-p", folder])
}

const CONSUMER = `
import { AccessToken, cancel, Cancelled, CancelRequest } from "@effect-portone/core"
import { NodeTransport } from "@effect-portone/http"
import { layerJson } from "@effect-portone/logging"
import { Config, Effect, Layer, Option } from "effect"
import { entries } from "./entries.js"

const empty = Object.entries(entries).filter(([, module]) => Object.keys(module).length === 0)

const PortOne = Layer.provideMerge(AccessToken.layerConfig, NodeTransport.layerConfig)
const refund = Effect.gen(function*() {
  const checksum = yield* Config.Int("BALANCE")
  return yield* cancel(CancelRequest.partial({ impUid: "imp_448280090638", amount: 3000, checksum }))
})
const done = await Effect.runPromise(refund.pipe(Effect.provide(PortOne), Effect.provide(layerJson())))
console.log(JSON.stringify({ left: Option.getOrNull(Cancelled.balanceLeft(done)), empty: empty.length }))
`

// The sandbox is the command of the tarball; its control API makes the payment.
const cancelOnce = async (folder: string) => {
  const command = join(folder, "node_modules", ".bin", "portone-sandbox")
  if (!existsSync(command)) throw new Error("The sandbox's tarball has no command portone-sandbox")
  const sandbox = spawn(command, ["--port", "0"], { cwd: folder, stdio: ["ignore", "pipe", "inherit"] })
  try {
    const url = await new Promise<string>((resolve, reject) => {
      sandbox.once("exit", (code) => reject(new Error(`portone-sandbox ended with ${code}`)))
      createInterface(sandbox.stdout).once("line", (line) => resolve(line.replace(/^listening /, "")))
    })
    const made = await fetch(`${url}/_sandbox/payments`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ kind: "card", imp_uid: "imp_448280090638", amount: 10_000 })
    })
    if (made.status !== 201) throw new Error(`The sandbox made no payment: ${await made.text()}`)
    const printed = await run(process.execPath, ["out/main.js"], {
      cwd: folder,
      env: {
        BALANCE: "10000",
        PORTONE_BASE_URL: url,
        PORTONE_IMP_KEY: "imp_sandbox_key",
        PORTONE_IMP_SECRET: "imp_sandbox_secret"
      }
    })
    if (!printed.includes("\"portone.cancel.confirmed\"")) throw new Error(`The consumer logged ${printed}`)
    const { left } = JSON.parse(printed.trim().split("\n").at(-1) ?? "") as { readonly left: number | null }
    if (left !== 7000) throw new Error(`The consumer printed ${printed}`)
  } finally {
    sandbox.kill()
  }
}

// An index leaves a module out because it needs an optional dependency, or to keep bundles small.
const loadLittle = async (folder: string, specifiers: ReadonlyArray<string>) => {
  const indexes = specifiers.filter((specifier) => specifier.split("/").length === 2)
  const loads = async (...modules: ReadonlyArray<string>) => {
    write(
      folder,
      "loads.js",
      `${WATCH}\nfor (const name of ${JSON.stringify(modules)}) await import(name)\nconsole.log(JSON.stringify(asked))`
    )
    return JSON.parse(await run(process.execPath, ["loads.js"], { cwd: folder })) as ReadonlyArray<string>
  }
  const ofIndexes = (await loads(...indexes)).filter((name) => name.startsWith("@effect/"))
  if (ofIndexes.length > 0) throw new Error(`Indexes load ${ofIndexes.join(", ")}`)
  const ofFetch = (await loads("@effect-portone/http/FetchTransport")).filter((name) => name.startsWith("effect/http/"))
  if (ofFetch.length > 0) throw new Error(`FetchTransport loads ${ofFetch.join(", ")}`)
}

const WATCH = `
import { registerHooks } from "node:module"
const asked = []
registerHooks({ resolve: (name, context, next) => (asked.push(name), next(name, context)) })
`
