/**
 * Packs every package as it would be published, installs the tarballs in a project outside this
 * repository, and uses them there.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { basename, join, posix } from "node:path"
import { modulesOf } from "../test/exports.ts"
import { type Package, packagesOf, readSources } from "../test/tree.ts"
import { build } from "./build.ts"
import { pnpm, root, run } from "./command.ts"
import { consume, write } from "./consume.ts"
import { linksOf, nowhere, type Origin, ship } from "./ship.ts"

/** A package as it is published. */
export interface Tarball {
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
    const tarballs = await packAll(folder, nowhere)
    const specifiers = packages.flatMap((one) => modulesOf(tree, one)).map(({ specifier }) => specifier)
    await install(folder, tarballs)
    await consume(folder, specifiers)
    return `${tarballs.length} packages, ${specifiers.length} entries, one cancel`
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Builds, packs and checks every package. The tarballs are in the folder. */
export const packAll = async (folder: string, origin: Origin): Promise<ReadonlyArray<Tarball>> => {
  const packages = packagesOf(readSources(root)).filter(({ manifest }) => manifest.private !== true)
  mkdirSync(folder, { recursive: true })
  await build()
  const tarballs: Array<Tarball> = []
  for (const one of packages) tarballs.push(await pack(one, folder, origin))
  for (const tarball of tarballs) await checkTarball(tarball, origin)
  return tarballs
}

// internal

const pack = async (one: Package, folder: string, origin: Origin): Promise<Tarball> => {
  const printed = await pnpm(["pack", "--json", "--pack-destination", folder], { cwd: join(root, one.folder) })
  const { filename } = JSON.parse(printed.slice(printed.indexOf("{"))) as { readonly filename: string }
  const path = join(folder, basename(filename))
  await ship(path, one.folder, origin)
  const listed = await run("tar", ["-tzf", path])
  const files = listed.trim().split("\n").filter((file) => !file.endsWith("/"))
  return { one, path, files: files.map((file) => file.replace(/^package\//, "")) }
}

const checkTarball = async ({ files, one, path }: Tarball, { repository }: Origin) => {
  const built = one.files.flatMap((file) => {
    const name = file.slice(one.folder.length + "/src/".length, -".ts".length)
    return [`src/${name}.ts`, `dist/${name}.js`, `dist/${name}.d.ts`]
  })
  const missing = ["package.json", "README.md", "LICENSE", ...built].filter((file) => !files.includes(file))
  const strange = files.filter((file) =>
    !/^(package\.json|README\.md|LICENSE|SPEC\.md|CHANGELOG\.md|docs\/[\w.-]+\.md|src\/.*\.ts|dist\/.*\.(js|d\.ts)(\.map)?)$/
      .test(
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
  for (const name of ["homepage", "bugs", "repository"]) {
    if (!manifest.includes(`"${name}": `)) throw new Error(`${one.manifest.name} is packed without ${name}`)
  }
  for (const file of files.filter((file) => file.endsWith(".md"))) {
    const text = await run("tar", ["-xzOf", path, `package/${file}`])
    const dead = linksOf(text).filter((link) => !files.includes(posix.join(posix.dirname(file), link)))
    if (dead.length > 0) throw new Error(`${one.manifest.name} has dead links in ${file}: ${dead.join(", ")}`)
  }
  if (!manifest.includes(repository)) throw new Error(`${one.manifest.name} does not name ${repository}`)
  await run("publint", ["run", path, "--strict"])
  // The packages are ES modules; Node 22 and later can require them.
  await run("attw", [path, "--profile", "esm-only", "--format", "table-flipped"])
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
