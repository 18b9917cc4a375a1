/**
 * Breaks the protocol and the reading of answers in every small way that Stryker knows, one at a
 * time, and looks whether a test notices.
 */
import { Stryker } from "@stryker-mutator/core"
import { globSync, readFileSync } from "node:fs"
import { availableParallelism } from "node:os"
import { join, relative } from "node:path"
import { fileURLToPath } from "node:url"
import answers from "./vitest.answers.ts"
import protocol from "./vitest.protocol.ts"
import words from "./vitest.words.ts"

/** The folder of the workspace. */
export const root = fileURLToPath(new URL("../../../../", import.meta.url))

/** Files to break, and the tests that have to notice. */
export interface Group {
  readonly files: ReadonlyArray<string>
  /** A configuration of Vitest's. */
  readonly tests: string
  /** Files that decide how a run ends. */
  readonly dependsOn: ReadonlyArray<string>
}

// Files that are no tests of their own begin with a small letter.
const around = ["pnpm-lock.yaml", "packages/refunds/test/mutation/*", "packages/{core,gateways,refunds}/test/[a-z]*.ts"]
const sources = "packages/{core,gateways,refunds}/src/**/*.ts"
const testsOf = ({ test }: typeof protocol): ReadonlyArray<string> => test?.include ?? []

/** Everything that decides whether money moves, or says whether it did. */
export const groups: Readonly<Record<string, Group>> = {
  protocol: {
    files: ["packages/refunds/src/protocol/*.ts"],
    tests: "packages/refunds/test/mutation/vitest.protocol.ts",
    dependsOn: [...around, ...testsOf(protocol), "packages/refunds/src/protocol/*.ts"]
  },
  answers: {
    files: ["packages/refunds/src/internal/verdict.ts", "packages/core/src/internal/wire/interpret.ts"],
    tests: "packages/refunds/test/mutation/vitest.answers.ts",
    dependsOn: [...around, ...testsOf(answers), sources]
  },
  words: {
    // The texts of PGs are data, which a test compares with their sources.
    files: ["packages/core/src/internal/wire/rejectionJudgement.ts"],
    tests: "packages/refunds/test/mutation/vitest.words.ts",
    dependsOn: [...around, ...testsOf(words), sources, "docs/errors*.md"]
  }
}

/**
 * One change of the source. Its text identifies it, so that it stays the same when lines move.
 */
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

/** Tries every mutant of a group. */
export const mutate = async ({ files, tests }: Group): Promise<ReadonlyArray<Tried>> => {
  process.chdir(root)
  // A copy, so that an edit in between does not change what is tried.
  const sources = new Map(globSync(files).map((file) => [join(root, file), readFileSync(file, "utf8")]))
  const results = await new Stryker({
    mutate: [...files],
    plugins: ["@stryker-mutator/vitest-runner"],
    testRunner: "vitest",
    vitest: { configFile: tests, related: false },
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

  return results.map(({ fileName, location: { end, start }, replacement = "", status }) => {
    const source = sources.get(fileName) ?? ""
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
