/**
 * How much a bundle grows: minified, gzipped, by two bundlers. What is loaded at the start, and
 * what is loaded later by a dynamic import.
 */
import { build as esbuild } from "esbuild"
import { mkdirSync, writeFileSync } from "node:fs"
import { basename, join } from "node:path"
import { gzipSync } from "node:zlib"
import { rolldown } from "rolldown"
import { number, table } from "../markdown.ts"
import { effectAlone, ours, oursBySubModules, oursOverFetch, type Peer, peers } from "../peers.ts"
import { benchmarks, publish } from "../published.ts"

export const bundles = async (subjects: ReadonlyArray<Peer> = peers): Promise<string> => {
  const published = await publish()
  const rows: Array<ReadonlyArray<string>> = []
  for (
    const [peer, folder] of [
      ...[oursOverFetch, ours, ...oursBySubModules, effectAlone].map((peer) => [peer, published] as const),
      ...subjects.map((peer) => [peer, join(benchmarks, ".cache", "bundles")] as const)
    ]
  ) {
    const sizes = [await byRolldown(peer, folder), await byEsbuild(peer, folder)]
    rows.push([
      peer.name,
      ...sizes.map(({ later, start }) =>
        later === 0 ? kilobytes(start) : `${kilobytes(start)} + ${kilobytes(later)} later`
      )
    ])
  }
  return table(["bundle, minified and gzipped, kB", "rolldown", "esbuild"], rows)
}

// internal

const entryOf = (peer: Peer, folder: string) => {
  mkdirSync(folder, { recursive: true })
  const entry = join(folder, `entry-${peer.name.replace(/\W+/g, "-")}.js`)
  writeFileSync(entry, peer.use)
  return entry
}

interface Chunk {
  readonly name: string
  readonly isEntry: boolean
  readonly code: string
  /** Names of the chunks that it imports statically. */
  readonly imports: ReadonlyArray<string>
}

const sizeOf = (chunks: ReadonlyArray<Chunk>) => {
  const needed = new Set(chunks.filter(({ isEntry }) => isEntry))
  for (const { imports } of needed) {
    for (const chunk of chunks) if (imports.includes(chunk.name)) needed.add(chunk)
  }
  const size = (some: ReadonlyArray<Chunk>) =>
    some.reduce((sum, { code }) => sum + gzipSync(code, { level: 9 }).byteLength, 0)
  return { start: size([...needed]), later: size(chunks.filter((chunk) => !needed.has(chunk))) }
}

const byRolldown = async (peer: Peer, folder: string) => {
  const bundle = await rolldown({
    input: entryOf(peer, folder),
    platform: "node",
    // No other program imports an application's entry, so it may hold what several chunks need.
    preserveEntrySignatures: "allow-extension",
    logLevel: "silent"
  })
  const { output } = await bundle.generate({ format: "esm", minify: true })
  await bundle.close()
  return sizeOf(output.flatMap((chunk) =>
    chunk.type === "chunk"
      ? [{ name: chunk.fileName, isEntry: chunk.isEntry, code: chunk.code, imports: chunk.imports }]
      : []
  ))
}

const byEsbuild = async (peer: Peer, folder: string) => {
  const entry = entryOf(peer, folder)
  const { metafile, outputFiles } = await esbuild({
    entryPoints: [entry],
    absWorkingDir: folder,
    outdir: folder,
    bundle: true,
    splitting: true,
    minify: true,
    metafile: true,
    platform: "node",
    format: "esm",
    write: false,
    logLevel: "silent"
  })
  return sizeOf(outputFiles.map(({ path, text }) => {
    const name = basename(path)
    const { entryPoint, imports } = metafile.outputs[name]!
    return {
      name,
      isEntry: entryPoint === basename(entry),
      code: text,
      imports: imports.filter(({ kind }) => kind === "import-statement").map(({ path }) => path)
    }
  }))
}

const kilobytes = (bytes: number) => number(bytes / 1000, 1)
