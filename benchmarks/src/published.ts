/**
 * Core and http as npm delivers them: compiled, with the exports of `publishConfig`. The parts that
 * import or bundle them never use the TypeScript source.
 */
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { run } from "./program.ts"

/** The root of this folder, and of the repository. */
export const benchmarks = fileURLToPath(new URL("..", import.meta.url))
export const repository = fileURLToPath(new URL("../..", import.meta.url))

/**
 * A folder in which `@effect-portone/core`, `@effect-portone/http` and `effect` resolve as in a
 * user's project.
 */
export const publish = async (): Promise<string> => {
  const folder = join(benchmarks, ".cache", "published")
  const modules = join(folder, "node_modules")
  await run(process.execPath, ["scripts/build.ts"], { cwd: repository })
  rmSync(folder, { recursive: true, force: true })
  for (const name of ["core", "http"]) {
    const [from, to] = [join(repository, "packages", name), join(modules, "@effect-portone", name)]
    mkdirSync(to, { recursive: true })
    cpSync(join(from, "dist"), join(to, "dist"), { recursive: true })
    const manifest = JSON.parse(readFileSync(join(from, "package.json"), "utf8")) as Manifest
    writeFileSync(join(to, "package.json"), JSON.stringify({ ...manifest, ...manifest.publishConfig }))
  }
  symlinkSync(join(repository, "node_modules", "effect"), join(modules, "effect"))
  writeFileSync(join(folder, "package.json"), JSON.stringify({ type: "module" }))
  return folder
}

interface Manifest {
  readonly publishConfig: object
}
