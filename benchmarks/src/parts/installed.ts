/**
 * What an installation puts on the disk: a client with everything that it needs, counted once. Core
 * and http are counted as `published.ts` makes them, without their sources and documents.
 */
import { existsSync, globSync, lstatSync, readFileSync, realpathSync } from "node:fs"
import { dirname, join } from "node:path"
import { megabytes, number, table } from "../markdown.ts"
import { peers } from "../peers.ts"
import { benchmarks, publish, repository } from "../published.ts"

export const installed = async (): Promise<string> => {
  const modules = join(await publish(), "node_modules")
  const ours = ["core", "http"].map((name) => join(modules, "@effect-portone", name))
  const platform = realpathSync(join(repository, "node_modules", "@effect", "platform-node"))
  const effect = realpathSync(join(repository, "node_modules", "effect"))
  const sets: ReadonlyArray<readonly [name: string, roots: ReadonlyArray<string>]> = [
    ["effect", [effect]],
    ["core, http, effect: enough for `FetchTransport`", ours],
    ["the same and @effect/platform-node, for `NodeTransport`", [...ours, platform]],
    ...peers.filter(({ name }) => /iamport|portone/.test(name)).map(({ name }) =>
      [name, [join(benchmarks, "node_modules", name)]] as const
    )
  ]
  return table(
    ["installed", "packages", "files", "MB"],
    sets.map(([name, roots]) => {
      const packages = closure(roots)
      const files = [...packages].flatMap(filesOf)
      const bytes = files.reduce((sum, file) => sum + lstatSync(file).size, 0)
      return [
        name,
        number(packages.size),
        number(files.length),
        Number(bytes / 1e6) < 10 ? (bytes / 1e6).toFixed(1) : megabytes(bytes)
      ]
    })
  )
}

// internal

/** Dependencies and the peers that are not optional, as Node finds them. */
const closure = (roots: ReadonlyArray<string>): ReadonlySet<string> => {
  const found = new Set(roots.map((root) => realpathSync(root)))
  for (const folder of found) {
    const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest
    const peers = Object.keys(manifest.peerDependencies ?? {}).filter((name) =>
      manifest.peerDependenciesMeta?.[name]?.optional !== true
    )
    for (const name of [...Object.keys(manifest.dependencies ?? {}), ...peers]) {
      const path = find(name, folder)
      if (path !== undefined) found.add(realpathSync(path))
    }
  }
  return found
}

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>
}

const find = (name: string, folder: string): string | undefined => {
  const path = join(folder, "node_modules", name)
  if (existsSync(join(path, "package.json"))) return path
  return dirname(folder) === folder ? undefined : find(name, dirname(folder))
}

const filesOf = (folder: string): ReadonlyArray<string> =>
  globSync("**/*", { cwd: folder, exclude: ["node_modules"] }).map((file) => join(folder, file)).filter((file) =>
    lstatSync(file).isFile()
  )
