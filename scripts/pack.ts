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
    await build(packages)
    const tarballs: Array<Tarball> = []
    for (const one of packages) tarballs.push(await pack(one, folder))
    for (const tarball of tarballs) await checkTarball(tarball)

    const specifiers = packages.flatMap((one) => modulesOf(tree, one)).map(({ specifier }) => specifier)
    await install(folder, tarballs)
    await compile(folder, specifiers)
    await cancelOnce(folder)
    return `${tarballs.length} packages, ${specifiers.length} entries, one cancel`
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

// internal

// From nothing, so that no file of a module that is gone is packed.
const build = async (packages: ReadonlyArray<Package>) => {
  for (const { folder } of packages) {
    rmSync(join(root, folder, "dist"), { recursive: true, force: true })
    rmSync(join(root, folder, "tsconfig.tsbuildinfo"), { force: true })
  }
  await run("tsc", ["-b", "tsconfig.packages.json"])
}

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
    return [`src/${name}.ts`, `dist/${name}.js`, `dist/${name}.d.ts`]
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
  const modules = specifiers.map((_, index) => `module${index}`)
  write(folder, "entries.ts", `${imports.join("\n")}\n\nexport const entries: ReadonlyArray<object> = [${modules}]\n`)
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
import { Effect, Layer, Option } from "effect"
import { entries } from "./entries.js"

const PortOne = Layer.provideMerge(AccessToken.layerConfig, NodeTransport.layerConfig)
const refund = cancel(CancelRequest.partial({ impUid: "imp_448280090638", amount: 3000, checksum: 10000 }))
const done = await Effect.runPromise(refund.pipe(Effect.provide(PortOne), Effect.provide(layerJson())))
console.log(\`\${entries.every((entry) => typeof entry === "object")} \${Option.getOrNull(Cancelled.balanceLeft(done))}\`)
`

// The sandbox is the command from the tarball, the payment is made through its control API.
const cancelOnce = async (folder: string) => {
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
    const printed = await run(process.execPath, ["out/main.js"], {
      cwd: folder,
      env: { PORTONE_BASE_URL: url, PORTONE_IMP_KEY: "imp_sandbox_key", PORTONE_IMP_SECRET: "imp_sandbox_secret" }
    })
    if (printed.trim().split("\n").at(-1) !== "true 7000") throw new Error(`The consumer printed ${printed}`)
    if (!printed.includes("\"portone.cancel.confirmed\"")) throw new Error(`The consumer logged ${printed}`)
  } finally {
    sandbox.kill()
  }
}

const write = (folder: string, name: string, content: string | object) =>
  writeFileSync(join(folder, name), typeof content === "string" ? content : JSON.stringify(content, null, 2))

if (import.meta.main) console.log(await checkPacks())
