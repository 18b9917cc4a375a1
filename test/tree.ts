/**
 * A set of files: the repository itself, or a small one that breaks a rule on purpose.
 */
import { readdirSync, readFileSync } from "node:fs"
import { join, posix } from "node:path"
import { fileURLToPath } from "node:url"

/** Texts by path, with forward slashes, from the root of the tree. */
export type Tree = ReadonlyMap<string, string>

/** Where this repository is. */
export const root = fileURLToPath(new URL("..", import.meta.url))

/** All files below some folders of a root, without installed packages and build output. */
export const readTree = (base: string, folders: ReadonlyArray<string>): Tree => {
  const files = new Map<string, string>()
  const walk = (folder: string) => {
    for (const entry of readdirSync(join(base, folder), { withFileTypes: true })) {
      const path = posix.join(folder, entry.name)
      if (entry.isDirectory()) {
        if (!["node_modules", "dist", ".cache"].includes(entry.name)) walk(path)
      } else files.set(path, readFileSync(join(base, path), "utf8"))
    }
  }
  for (const folder of folders) walk(folder)
  return files
}

/** The packages and examples of a repository, tests left out. */
export const readSources = (base: string): Tree => {
  const folders = readdirSync(base).filter((name) => name === "packages" || name === "examples")
  return new Map([...readTree(base, folders)].filter(([path]) => /^[^/]+\/[^/]+\/(src\/|package\.json$)/.test(path)))
}

/** Files of one published entry, by condition. */
export interface PublishedEntry {
  readonly types: string
  readonly default: string
}

/** A package's manifest, as far as the rules read it. */
export interface Manifest {
  readonly name: string
  readonly private?: boolean
  readonly exports?: Readonly<Record<string, string | null>>
  readonly bin?: Readonly<Record<string, string>>
  readonly publishConfig?: {
    readonly exports?: Readonly<Record<string, PublishedEntry | null>>
    readonly bin?: Readonly<Record<string, string>>
  }
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

export interface Package {
  /** Such as `packages/core`. */
  readonly folder: string
  /** Such as `core`. */
  readonly short: string
  readonly manifest: Manifest
  /** The paths of its TypeScript files. */
  readonly files: ReadonlyArray<string>
}

export const packagesOf = (tree: Tree): ReadonlyArray<Package> =>
  [...tree].flatMap(([path, text]) => {
    if (posix.basename(path) !== "package.json") return []
    const folder = posix.dirname(path)
    return [{
      folder,
      short: posix.basename(folder),
      manifest: JSON.parse(text) as Manifest,
      files: [...tree.keys()].filter((file) => file.startsWith(`${folder}/src/`) && file.endsWith(".ts"))
    }]
  })
