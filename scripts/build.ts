/**
 * Builds every package as it is published: `pnpm build`. `tsc` compiles file by file, for bundlers, which leave out what an application does not use, and
 * for people, who can read each beside its source. For the condition `node` the files of a package are then put together, because Node spends half a
 * millisecond on each file it loads, whatever is in it.
 */
import { readdirSync, rmSync } from "node:fs"
import { basename, join } from "node:path"
import { rolldown, type RolldownOptions } from "rolldown"
import { type Package, packagesOf, readSources } from "../test/tree.ts"
import { root, run } from "./command.ts"

/** Builds from nothing, so that no file of a module that is gone is left. */
export const build = async (): Promise<void> => {
  const packages = packagesOf(readSources(root)).filter(({ manifest }) => manifest.private !== true)
  for (const { folder } of packages) {
    rmSync(join(root, folder, "dist"), { recursive: true, force: true })
    rmSync(join(root, folder, "tsconfig.tsbuildinfo"), { force: true })
  }
  await run("tsc", ["-b", "tsconfig.packages.json"])
  for (const one of packages) if (hasNodeEntries(one)) await putTogether(one)
}

/** Whether a package publishes entries of their own for Node. */
export const hasNodeEntries = ({ manifest }: Package): boolean =>
  Object.values(manifest.publishConfig?.exports ?? {}).some((target) => target?.node !== undefined)

// internal

// `package.js` holds what the index needs, and each module is a door to it: whoever imports a module and whoever imports the index get the same one. What
// the index leaves out, such as `FetchTransport`, is a file of its own; what it has in common with the index is one more, so that it loads nothing else.
const putTogether = async ({ folder }: Package) => {
  const source = join(root, folder, "src")
  const modules = readdirSync(source).filter((file) => file.endsWith(".ts"))
  const needs = new Map<string, ReadonlySet<string>>()
  for (const file of modules) needs.set(basename(file, ".ts"), await needsOf(join(source, file)))
  const ofIndex = needs.get("index")!
  const outside = [...needs].filter(([name]) => !ofIndex.has(join(source, `${name}.ts`)))
  const files = new Map<string, Array<string>>()
  for (const module of ofIndex) {
    const sharers = outside.flatMap(([name, needed]) => needed.has(module) ? [name] : [])
    const file = ["package", ...sharers].join("-and-")
    files.set(file, [...files.get(file) ?? [], module])
  }

  const bundle = await rolldown({
    ...options,
    input: Object.fromEntries(modules.map((file) => [basename(file, ".ts"), join(source, file)]))
  })
  await bundle.write({
    dir: join(root, folder, "dist", "node"),
    entryFileNames: "[name].js",
    chunkFileNames: "[name].js",
    codeSplitting: {
      // A file takes along what its modules need, so what most have in common is taken first.
      groups: [...files].map(([name, modules]) => ({
        name,
        priority: name.split("-and-").length,
        test: (module: string) => modules.includes(module)
      }))
    },
    minifyInternalExports: false,
    sourcemap: true
  })
  await bundle.close()
}

// The modules of the package that load before this one runs, itself among them.
const needsOf = async (module: string): Promise<ReadonlySet<string>> => {
  const bundle = await rolldown({ ...options, input: module })
  const { output: [entry] } = await bundle.generate()
  await bundle.close()
  return new Set(entry.moduleIds)
}

const options = {
  // Other packages are imported as they are.
  external: /^[^./]/,
  platform: "neutral",
  transform: { target: "es2022" },
  // `cancel` loads `CancelCheck` when it needs it. Under Node the index has loaded it already.
  checks: { ineffectiveDynamicImport: false }
} satisfies RolldownOptions

if (import.meta.main) await build()
