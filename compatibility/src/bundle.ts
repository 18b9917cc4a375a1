/**
 * Bundles an entry with each bundler, as an application for Node or for a worker does.
 */
import { build as esbuild } from "esbuild"
import { join } from "node:path"
import { rolldown } from "rolldown"
import { build as vite } from "vite"
import webpack from "webpack"
import { workspace } from "./prepare.ts"

/** Writes one file and returns its path. */
export type Bundler = (entry: string, name: string) => Promise<string>

const out = join(workspace, ".cache", "bundles")

/** `--platform=node --format=esm`; the banner gives CommonJS inside of the bundle its `require`. */
export const byEsbuild: Bundler = async (entry, name) => {
  const outfile = join(out, `${name}-esbuild.mjs`)
  await esbuild({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    logLevel: "silent",
    banner: {
      js: "import { createRequire } from \"node:module\"; const require = createRequire(import.meta.url);"
    }
  })
  return outfile
}

/** For a runtime that is not Node: only `fetch` is needed. */
export const byEsbuildForWorkers: Bundler = async (entry, name) => {
  const outfile = join(out, `${name}-workers.mjs`)
  await esbuild({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: "neutral",
    conditions: ["worker"],
    mainFields: ["module", "main"],
    format: "esm",
    logLevel: "silent",
    external: ["node:*"]
  })
  return outfile
}

export const byRolldown: Bundler = async (entry, name) => {
  const file = join(out, `${name}-rolldown.mjs`)
  const bundle = await rolldown({ input: entry, platform: "node", logLevel: "silent" })
  await bundle.write({ file, format: "esm", codeSplitting: false })
  await bundle.close()
  return file
}

/** `ssr`, and `noExternal` to bundle the packages too. */
export const byVite: Bundler = async (entry, name) => {
  const folder = join(out, `${name}-vite`)
  await vite({
    root: join(entry, ".."),
    configFile: false,
    logLevel: "silent",
    ssr: { noExternal: true, target: "node" },
    build: { ssr: entry, outDir: folder, emptyOutDir: true, rollupOptions: { output: { entryFileNames: "main.mjs" } } }
  })
  return join(folder, "main.mjs")
}

/** `target: "node22"` and an ES module as output, because the entry awaits at its top level. */
export const byWebpack: Bundler = async (entry, name) => {
  const folder = join(out, `${name}-webpack`)
  const compiler = webpack({
    mode: "production",
    entry,
    target: "node22",
    // Most of the time, and nothing that could break the packages.
    optimization: { minimize: false },
    experiments: { outputModule: true },
    output: { path: folder, filename: "main.mjs", module: true, chunkFormat: "module" }
  })
  const stats = await new Promise<webpack.Stats>((resolve, reject) =>
    compiler.run((error, stats) => error === null && stats !== undefined ? resolve(stats) : reject(error))
  )
  if (stats.hasErrors()) throw new Error(stats.toString({ all: false, errors: true }))
  return join(folder, "main.mjs")
}
