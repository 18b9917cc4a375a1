/**
 * Packs every package as it would be published, installs the tarballs in a project outside this
 * repository, and uses them there.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { basename, join } from "node:path"
import { modulesOf } from "../test/exports.ts"
import { type Package, packagesOf, readSources } from "../test/tree.ts"
import { build } from "./build.ts"
import { pnpm, root, run } from "./command.ts"
import { consume, write } from "./consume.ts"

interface Tarball {
  readonly one: Package
  readonly path: string
  readonly files: ReadonlyArray<string>
}

/** Works in a temporary folder and deletes it. Returns a sentence about what was checked. */
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
    await consume(folder, specifiers)
    return `${tarballs.length} packages, ${specifiers.length} entries, one cancel`
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

if (import.meta.main) console.log(await checkPacks())
