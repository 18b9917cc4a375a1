/**
 * Breaks the protocol and the reading of answers in every small way that Stryker knows, one at a time, and looks whether a test notices.
 */
import { Stryker } from "@stryker-mutator/core"
import { readFileSync } from "node:fs"
import { availableParallelism } from "node:os"
import { join, relative } from "node:path"
import { fileURLToPath } from "node:url"

const root = fileURLToPath(new URL("../../../../", import.meta.url))

/** What is broken: everything that decides whether money moves, or says whether it did. */
export const mutated: ReadonlyArray<string> = [
  "packages/refunds/src/protocol/*.ts",
  "packages/refunds/src/internal/verdict.ts",
  "packages/core/src/internal/interpret.ts",
  "packages/core/src/internal/rejections.ts"
]

/** One change of the source. Told by its text, so that it is still the same one when lines have moved. */
export interface Mutant {
  /** Relative to `packages`. */
  readonly file: string
  /** The line that it begins in. */
  readonly line: string
  readonly was: string
  readonly becomes: string
}

/** What became of a mutant. `unusable`: it could not be run. */
export interface Tried extends Mutant {
  readonly at: number
  readonly end: "killed" | "survived" | "unusable"
}

/** Tries every mutant of these files. */
export const mutate = async (files: ReadonlyArray<string> = mutated): Promise<ReadonlyArray<Tried>> => {
  process.chdir(root)
  const results = await new Stryker({
    mutate: [...files],
    plugins: ["@stryker-mutator/vitest-runner"],
    testRunner: "vitest",
    vitest: { configFile: "packages/refunds/test/mutation/vitest.config.ts", related: false },
    coverageAnalysis: "perTest",
    concurrency: availableParallelism(),
    // What a mutant can hang in ends by itself; this is for a machine that is busy.
    timeoutMS: 20_000,
    tempDirName: ".cache/stryker",
    ignorePatterns: ["/.cache", "**/dist", "/benchmarks", "/examples"],
    // Stryker rewrites this file with an API that TypeScript 7 no longer has. No test needs it.
    tsconfigFile: "none.json",
    ...quiet
  }).runMutationTest()

  const sources = new Map<string, string>()
  return results.map(({ fileName, location: { end, start }, replacement = "", status }) => {
    const source = sources.get(fileName) ?? readFileSync(fileName, "utf8")
    sources.set(fileName, source)
    const lines = source.split("\n")
    const offset = ({ column, line }: typeof start) =>
      lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0) + column - 1
    return {
      file: relative(join(root, "packages"), fileName),
      at: start.line,
      line: oneLine(lines[start.line - 1] ?? ""),
      was: oneLine(source.slice(offset(start), offset(end))),
      becomes: oneLine(replacement),
      end: status === "Killed" || status === "Timeout"
        ? "killed"
        : status === "Survived" || status === "NoCoverage"
        ? "survived"
        : "unusable"
    }
  })
}

// internal

// What Stryker would print, `run.ts` says in fewer words.
const quiet = { reporters: [], logLevel: "error", allowConsoleColors: false } as Partial<Options>
type Options = ConstructorParameters<typeof Stryker>[0]

const oneLine = (text: string) => text.replace(/\s+/g, " ").trim()
