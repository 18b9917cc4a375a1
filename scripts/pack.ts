/**
 * Packs every package as it would be published, installs the tarballs in a project outside this repository, and uses them there.
 */
import { spawn } from "node:child_process"
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { basename, join } from "node:path"
import { createInterface } from "node:readline"
import { modulesOf } from "../test/exports.ts"
import { type Package, packagesOf, readSources } from "../test/tree.ts"
import { build, hasNodeEntries } from "./build.ts"
import { pnpm, root, run } from "./command.ts"

interface Tarball {
  readonly one: Package
  readonly path: string
  readonly files: ReadonlyArray<string>
}

/** Does it all, in a folder that is gone afterwards; hands back a sentence about what was done. */
export const checkPacks = async (): Promise<string> => {
  const folder = mkdtempSync(join(tmpdir(), "effect-portone-pack-"))
  try {
    const tree = readSources(root)
    const packages = packagesOf(tree).filter(({ manifest }) => manifest.private !== true)
    await build()
    const tarballs: Array<Tarball> = []
    for (const one of packages) tarballs.push(await pack(one, folder))
    for (const tarball of tarballs) await checkTarball(tarball)

    const specifiers = packages.flatMap((one) => modulesOf(tree, one)).map(({ specifier }) => specifier)
    await install(folder, tarballs)
    await compile(folder, specifiers)
    await cancelTwice(folder)
    return `${tarballs.length} packages, ${specifiers.length} entries, two cancels`
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

// internal

const pack = async (one: Package, folder: string): Promise<Tarball> => {
  const printed = await pnpm(["pack", "--json", "--pack-destination", folder], { cwd: join(root, one.folder) })
  const { filename } = JSON.parse(printed.slice(printed.indexOf("{"))) as { readonly filename: string }
  const path = join(folder, basename(filename))
  const listed = await run("tar", ["-tzf", path])
  return { one, path, files: listed.trim().split("\n").map((file) => file.replace(/^package\//, "")) }
}

const checkTarball = async ({ files, one, path }: Tarball) => {
  const built = one.files.flatMap((file) => {
    const name = file.slice(one.folder.length + "/src/".length, -".ts".length)
    const node = hasNodeEntries(one) && !name.includes("/") ? [`dist/node/${name}.js`] : []
    return [`src/${name}.ts`, `dist/${name}.js`, `dist/${name}.d.ts`, ...node]
  })
  const missing = ["package.json", "README.md", "LICENSE", ...built].filter((file) => !files.includes(file))
  const strange = files.filter((file) =>
    !/^(package\.json|README\.md|LICENSE|SPEC\.md|CHANGELOG\.md|src\/.*\.ts|dist\/.*\.(js|d\.ts)(\.map)?)$/.test(
      file
    ) ||
    /(^|\/)test\/|\.test\./.test(file)
  )
  if (missing.length > 0) throw new Error(`${one.manifest.name} is packed without ${missing.join(", ")}`)
  if (strange.length > 0) throw new Error(`${one.manifest.name} is packed with ${strange.join(", ")}`)

  const manifest = await run("tar", ["-xzOf", path, "package/package.json"])
  if (/workspace:|catalog:|\.\/src\//.test(manifest)) {
    throw new Error(`${one.manifest.name} is packed with a manifest of the workspace:\n${manifest}`)
  }
}

const install = async (folder: string, tarballs: ReadonlyArray<Tarball>) => {
  const versions = /^catalog:\n((?: {2}.*\n)+)/m.exec(readFileSync(join(root, "pnpm-workspace.yaml"), "utf8"))?.[1] ??
    ""
  const version = (name: string) => {
    const found = new RegExp(`^ {2}"?${name}"?: (\\S+)$`, "m").exec(versions)?.[1]
    if (found === undefined) throw new Error(`${name} is not in the catalog`)
    return found
  }
  const others = ["effect", "@effect/platform-node"].map((name) => [name, version(name)])
  const ours = tarballs.map(({ one, path }) => [one.manifest.name, `file:${path}`])
  write(folder, "package.json", {
    name: "consumer",
    private: true,
    type: "module",
    dependencies: Object.fromEntries([...ours, ...others])
  })
  await pnpm(["install", "--prefer-offline", "--ignore-scripts"], { cwd: folder })
}

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

const valuesOf = (module: object) => new Map(Object.entries(module))

// A module that was loaded twice would have two of every class, and one is not an instance of the other.
const twice = Object.entries(entries).flatMap(([specifier, module]) => {
  const [, index = "", name = ""] = /^(@[^/]+\\/[^/]+)\\/(.+)$/.exec(specifier) ?? []
  const fromIndex = valuesOf(entries[index] ?? {}).get(name)
  if (typeof fromIndex !== "object") return []
  return [...valuesOf(module)].flatMap(([key, value]) =>
    valuesOf(fromIndex).get(key) === value ? [] : [\`\${specifier} \${key}\`]
  )
})
const names = Object.entries(entries).map(([specifier, module]) => [specifier, ...Object.keys(module).sort()])

const PortOne = Layer.provideMerge(AccessToken.layerConfig, NodeTransport.layerConfig)
const refund = Effect.gen(function*() {
  const checksum = yield* Config.Int("BALANCE")
  return yield* cancel(CancelRequest.partial({ impUid: "imp_448280090638", amount: 3000, checksum }))
})
const done = await Effect.runPromise(refund.pipe(Effect.provide(PortOne), Effect.provide(layerJson())))
console.log(JSON.stringify({ left: Option.getOrNull(Cancelled.balanceLeft(done)), twice, names }))
`

// Once as Node takes the packages, once file by file as a bundler does. The sandbox is the command from the tarball, the payment is made through its
// control API.
const cancelTwice = async (folder: string) => {
  const command = join(folder, "node_modules", ".bin", "portone-sandbox")
  if (!existsSync(command)) throw new Error("The sandbox's tarball brings no command portone-sandbox")
  const sandbox = spawn(command, ["--port", "0"], { cwd: folder, stdio: ["ignore", "pipe", "inherit"] })
  try {
    const url = await new Promise<string>((resolve, reject) => {
      sandbox.once("exit", (code) => reject(new Error(`portone-sandbox ended with ${code}`)))
      createInterface(sandbox.stdout).once("line", (line) => resolve(line.replace(/^listening /, "")))
    })
    const made = await fetch(`${url}/_sandbox/payments`, {
      method: "POST",
      body: JSON.stringify({ kind: "card", imp_uid: "imp_448280090638", amount: 10_000 })
    })
    if (made.status !== 201) throw new Error(`The sandbox made no payment: ${await made.text()}`)
    const consume = async (balance: number, ...conditions: ReadonlyArray<string>) => {
      const printed = await run(process.execPath, [...conditions, "out/main.js"], {
        cwd: folder,
        env: {
          BALANCE: String(balance),
          PORTONE_BASE_URL: url,
          PORTONE_IMP_KEY: "imp_sandbox_key",
          PORTONE_IMP_SECRET: "imp_sandbox_secret"
        }
      })
      if (!printed.includes("\"portone.cancel.confirmed\"")) throw new Error(`The consumer logged ${printed}`)
      const { left, names, twice } = JSON.parse(printed.trim().split("\n").at(-1) ?? "") as Consumed
      if (left !== balance - 3000) throw new Error(`The consumer printed ${printed}`)
      if (twice.length > 0) throw new Error(`Loaded twice by one process: ${twice.join(", ")}`)
      return JSON.stringify(names)
    }
    const [together, byFile] = [await consume(10_000), await consume(7000, "--conditions=module")]
    if (together !== byFile) throw new Error(`Node and bundlers are given other names:\n${together}\n${byFile}`)
  } finally {
    sandbox.kill()
  }
}

interface Consumed {
  readonly left: number | null
  readonly twice: ReadonlyArray<string>
  readonly names: ReadonlyArray<ReadonlyArray<string>>
}

const write = (folder: string, name: string, content: string | object) =>
  writeFileSync(join(folder, name), typeof content === "string" ? content : JSON.stringify(content, null, 2))

if (import.meta.main) console.log(await checkPacks())
