/**
 * Builds every package as it is published: `pnpm build`. `tsc` writes one JavaScript file and one
 * declaration file for each source file.
 */
import { rmSync } from "node:fs"
import { join } from "node:path"
import { packagesOf, readSources } from "../test/tree.ts"
import { root, run } from "./command.ts"

/** Deletes earlier output first, so that a deleted module leaves no file behind. */
export const build = async (): Promise<void> => {
  for (const { folder, manifest } of packagesOf(readSources(root))) {
    if (manifest.private === true) continue
    rmSync(join(root, folder, "dist"), { recursive: true, force: true })
    rmSync(join(root, folder, "tsconfig.tsbuildinfo"), { force: true })
  }
  await run("tsc", ["-b", "tsconfig.packages.json"])
}

if (import.meta.main) await build()
