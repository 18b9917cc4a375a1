import { configDefaults, defineConfig } from "vitest/config"

// Tests of these packages change nothing outside of themselves, so that the files of one worker can
// share the modules that they import. Importing Effect costs more than most of these files run.
const shared = ["packages/core/test/**/*.test.ts", "packages/gateways/test/**/*.test.ts"]

// Tests in a browser take a minute: `pnpm test:browser` and continuous integration run them.
const exclude = [...configDefaults.exclude, "test/fixtures/**", "examples/*/test/browser/**"]

export default defineConfig({
  test: {
    // A thread starts in less than half the time of a process. Half of the tests wait for sockets
    // and processes, so one worker for each core is not too many.
    pool: "threads",
    maxWorkers: "100%",
    // No test comes near it, even on a machine that does other work.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    projects: [
      { extends: true, test: { name: "shared modules", include: shared, exclude, isolate: false } },
      {
        extends: true,
        test: {
          name: "own modules",
          include: ["packages/*/test/**/*.test.ts", "examples/*/test/**/*.test.ts", "test/**/*.test.ts"],
          exclude: [...exclude, ...shared]
        }
      }
    ]
  }
})
