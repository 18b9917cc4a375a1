/**
 * All checks before a change is merged, in one command: `pnpm check`. Stops at the first failure.
 * `--no-tests` leaves the tests out, for a pipeline that has run them already.
 */
import { globSync, readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { withoutComments } from "../test/source-text.ts"
import { CommandFailed, root, run } from "./command.ts"
import { checkPacks } from "./pack.ts"
import { checkTypesOfDocuments } from "./typesOfDocuments.ts"

interface Step {
  readonly name: string
  /** Throws if the check fails. The text that it returns is printed after the name. */
  readonly run: () => Promise<string | undefined>
}

const quiet = async (program: string, ...args: ReadonlyArray<string>): Promise<undefined> => {
  await run(program, args)
  return undefined
}

const steps: ReadonlyArray<Step> = [
  { name: "format", run: () => quiet("dprint", "check") },
  { name: "lint", run: () => quiet("oxlint", "--deny-warnings") },
  { name: "types", run: () => quiet("tsc", "-b") },
  { name: "types of the code in the documentation", run: checkTypesOfDocuments },
  {
    name: "Effect diagnostics",
    run: async () => {
      const projects = globSync("packages/*/tsconfig.json", { cwd: root }).toSorted()
      for (const project of projects) await run("effect-tsgo", ["diagnostics", "--strict", "--project", project])
      return projects.map((project) => dirname(project).slice("packages/".length)).join(", ")
    }
  },
  {
    name: "tests and documentation",
    run: async () => {
      const results = join(root, ".cache", "tests.json")
      await run("vitest", ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${results}`])
      const { numFailedTests, numPassedTests, numPendingTests } = JSON.parse(readFileSync(results, "utf8")) as Results
      return `${numPassedTests} passed, ${numFailedTests} failed, ${numPendingTests} skipped`
    }
  },
  {
    name: "core has one and a half lines of test for each of source",
    run: async () => {
      const [tests, source] = [linesOf("packages/core/test"), linesOf("packages/core/src")]
      const ratio = `${tests.code} / ${source.code} = ${(tests.code / source.code).toFixed(2)} lines of code; ` +
        `${tests.all} / ${source.all} = ${(tests.all / source.all).toFixed(2)} with comments and blank lines`
      if (tests.code < 1.5 * source.code) throw new Error(`There are too few tests in packages/core: ${ratio}`)
      return ratio
    }
  },
  { name: "packed, installed elsewhere and used", run: checkPacks }
]

interface Results {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly numPendingTests: number
}

// Without comments: core has many, and they need no test.
const linesOf = (folder: string) => {
  const texts = globSync(`${folder}/**/*.ts`, { cwd: root }).map((file) => readFileSync(join(root, file), "utf8"))
  const count = (text: string) => text.split("\n").filter((line) => line.trim() !== "").length
  return {
    code: texts.reduce((sum, text) => sum + count(withoutComments(text)), 0),
    all: texts.reduce((sum, text) => sum + text.split("\n").length - 1, 0)
  }
}

const seconds = (since: number) => `${((performance.now() - since) / 1000).toFixed(1)} s`

const wanted = process.argv.includes("--no-tests") ? steps.filter(({ name }) => !name.startsWith("tests")) : steps
const begun = performance.now()
for (const { name, run } of wanted) {
  const since = performance.now()
  try {
    const result = await run()
    console.log(`✓ ${name}${result === undefined ? "" : `: ${result}`} (${seconds(since)})`)
  } catch (error) {
    console.log(`✗ ${name} (${seconds(since)})\n`)
    console.log(error instanceof CommandFailed || !(error instanceof Error) ? String(error) : error.stack)
    console.log(`\nStopped at: ${name}`)
    process.exit(1)
  }
}
console.log(`All ${wanted.length} checks hold (${seconds(begun)})`)
