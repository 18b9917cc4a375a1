import { availableParallelism } from "node:os"
import { configDefaults, defineConfig } from "vitest/config"
import { BaseSequencer, type TestSpecification } from "vitest/node"
import { keepForTests } from "./test/keepForTests.ts"

keepForTests()

// Files without times of an earlier run begin in the order of their size. These are small and take
// long. With `--sequence.shuffle` the order is Vitest's.
const long = ["operator/SentOrNot", "Explorer", "TwoProcesses", "Simulation", "Contract", "leak"]

class LongFirst extends BaseSequencer {
  override async sort(files: Array<TestSpecification>) {
    const isLong = ({ moduleId }: TestSpecification) => long.some((name) => moduleId.endsWith(`/${name}.test.ts`))
    // oxlint-disable-next-line unicorn/no-array-sort
    const sorted = await super.sort(files)
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))]
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
    ...process.argv.some((argument) => argument.startsWith("--sequence.shuffle")) ?
      {} :
      { sequence: { sequencer: LongFirst } },
    // A thread starts in less than half the time of a process. Half of the tests wait for sockets
    // and processes, so there are two workers more than there are cores. `pnpm test` has Node
    // collect garbage in the thread that made it: helpers of so many threads are in each other's
    // way.
    pool: "threads",
    maxWorkers: availableParallelism() + 2,
    // No test comes near it, even on a machine that does other work.
    testTimeout: 120_000,
    hookTimeout: 120_000
  }
})
