import { availableParallelism } from "node:os"
import { configDefaults, defineConfig } from "vitest/config"
import { keepForTests } from "./test/keepForTests.ts"

keepForTests()

// Importing Effect costs more than most test files run, so files share the modules that their worker
// has imported. A file has its own where it replaces a function of a class or of Node.
const own = [
  "packages/http/test/{FetchTransport,HttpTransport}.test.ts",
  "packages/sandbox/test/Clock.test.ts",
  "packages/sqlite/test/{Groups,SqliteClient}.test.ts"
]

const include = ["packages/*/test/**/*.test.ts", "examples/*/test/**/*.test.ts", "test/**/*.test.ts"]

// Tests in a browser take minutes: `pnpm test:browser` and continuous integration run them.
const exclude = [...configDefaults.exclude, "test/fixtures/**", "examples/*/test/browser/**"]

export default defineConfig({
  test: {
    // A thread starts in less than half the time of a process. Half of the tests wait for sockets
    // and processes, so there is one worker more than there are cores.
    pool: "threads",
    maxWorkers: availableParallelism() + 1,
    // No test comes near it, even on a machine that does other work.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    projects: [
      {
        extends: true,
        test: { name: "shared modules", include, exclude: [...exclude, ...own], isolate: false }
      },
      { extends: true, test: { name: "own modules", include: own, exclude } }
    ]
  }
})
