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

/** Returns the names of the packages. */
export const unpack = async (): Promise<ReadonlyArray<string>> => {
  rmSync(join(workspace, ".cache"), { recursive: true, force: true })
  await build()
  const folders = globSync("packages/*/package.json", { cwd: root }).map((file) => join(root, file, ".."))
  await Promise.all(folders.map(async (folder) => {
    const target = join(app, "node_modules", "@effect-portone", basename(folder))
    mkdirSync(target, { recursive: true })
    const printed = await pnpm(["pack", "--json", "--pack-destination", join(workspace, ".cache")], { cwd: folder })
    const { filename } = JSON.parse(printed.slice(printed.indexOf("{"))) as { readonly filename: string }
    await run("tar", ["-xzf", join(workspace, ".cache", basename(filename)), "-C", target, "--strip-components=1"])
  }))
  return folders.map((folder) => basename(folder))
}
