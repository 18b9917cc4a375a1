/**
 * The packages as npm installs them: packed, and unpacked below `.cache/app`, where they find the
 * other packages of this workspace.
 */
import { globSync, mkdirSync, rmSync } from "node:fs"
import { basename, join } from "node:path"
import { fileURLToPath } from "node:url"
import { build } from "../../scripts/build.ts"
import { pnpm, root, run } from "../../scripts/command.ts"

/** The folder of this workspace. */
export const workspace = fileURLToPath(new URL("..", import.meta.url))

/** The folder of the applications. */
export const app = join(workspace, ".cache", "app")

/**
 * Builds and packs every package. Returns the tarball of each, by the folder of the package. With
 * `--packed` the tarballs of the run before are used, in a pipeline that has just made them.
 */
export const pack = async (): Promise<ReadonlyMap<string, string>> => {
  const cache = join(workspace, ".cache")
  const folders = globSync("packages/*/package.json", { cwd: root }).map((file) => join(root, file, ".."))
  if (process.argv.includes("--packed")) {
    return new Map(folders.map((folder) => {
      const [tarball] = globSync(`effect-portone-${basename(folder)}-[0-9]*.tgz`, { cwd: cache })
      if (tarball === undefined) throw new Error(`${basename(folder)} is not packed: run without --packed`)
      return [basename(folder), join(cache, tarball)]
    }))
  }
  rmSync(cache, { recursive: true, force: true })
  await build()
  return new Map(
    await Promise.all(folders.map(async (folder) => {
      const printed = await pnpm(["pack", "--json", "--pack-destination", cache], { cwd: folder })
      const { filename } = JSON.parse(printed.slice(printed.indexOf("{"))) as { readonly filename: string }
      return [basename(folder), join(cache, basename(filename))] as const
    }))
  )
}

/** Packs, and unpacks where the applications find the packages. Returns their names. */
export const unpack = async (): Promise<ReadonlyArray<string>> => {
  const tarballs = await pack()
  rmSync(app, { recursive: true, force: true })
  for (const [name, tarball] of tarballs) {
    const target = join(app, "node_modules", "@effect-portone", name)
    mkdirSync(target, { recursive: true })
    await run("tar", ["-xzf", tarball, "-C", target, "--strip-components=1"])
  }
  return [...tarballs.keys()]
}
