import { availableParallelism } from "node:os"
import { configDefaults, defineConfig } from "vitest/config"
import { BaseSequencer, type TestSpecification } from "vitest/node"
import { keepForTests } from "./test/keepForTests.ts"

keepForTests()

// Files without times of an earlier run begin in the order of their size. Those that take long begin
// first, and those that mostly wait are spread, so that only one of them runs at a time. With
// `--sequence.shuffle` the order is Vitest's.
const long = ["operator/SentOrNot", "RefundOnceFaults", "Explorer", "TwoProcesses", "Simulation", "Contract", "leak"]
const waiting = [
  "operator/StoredOrNot",
  "EdgesNext",
  "Hold",
  "express/test/process",
  "Adding",
  "CancelOverHttp",
  "Outage",
  "page/page",
  "upkeep/upkeep"
]

class LongFirst extends BaseSequencer {
  override async sort(files: Array<TestSpecification>) {
    const isOneOf = (names: ReadonlyArray<string>) => ({ moduleId }: TestSpecification) =>
      names.some((name) => moduleId.endsWith(`/${name}.test.ts`))
    // oxlint-disable-next-line unicorn/no-array-sort
    const sorted = await super.sort(files)
    const waits = sorted.filter(isOneOf(waiting))
    const order = sorted.filter(isOneOf(long))
    for (const [at, file] of sorted.filter((file) => !isOneOf([...long, ...waiting])(file)).entries()) {
      // While one waits, the other workers run about seven files.
      if (at % 7 === 0) order.push(...waits.splice(0, 1))
      order.push(file)
    }
    return [...order, ...waits]
  }
}

export default defineConfig({
  test: {
    include: ["packages/*/test/**/*.test.ts", "examples/*/test/**/*.test.ts", "test/**/*.test.ts"],
    // Tests in a browser take minutes: `pnpm test:browser` and continuous integration run them.
    exclude: [...configDefaults.exclude, "test/fixtures/**", "examples/*/test/browser/**"],
    // Importing Effect costs more than most test files run, so files share the modules that their
    // worker has imported.
    isolate: false,
    // Node imports the modules, as in production. Vite would transform each of them first.
    experimental: { viteModuleRunner: false },
    ...process.argv.some((argument) => argument.startsWith("--sequence.shuffle")) ?
      {} :
      { sequence: { sequencer: LongFirst } },
    // A test starts a process faster from a small process than from a large one with all workers in
    // it. Half of the tests wait for sockets and processes, so there is one worker more than there
    // are cores. V8's helper threads would take time from them.
    pool: "forks",
    execArgv: ["--single-threaded-gc", "--min-semi-space-size=32", "--max-semi-space-size=32"],
    maxWorkers: availableParallelism() + 1,
    // No test comes near it, even on a machine that does other work.
    testTimeout: 120_000,
    hookTimeout: 120_000
  }
})
