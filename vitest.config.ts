import { defineConfig } from "vitest/config"

export default defineConfig({
  test: {
    include: ["packages/*/test/**/*.test.ts", "examples/*/test/**/*.test.ts", "test/**/*.test.ts"],
    // Tests in a browser take a minute: `pnpm test:browser` and continuous integration run them.
    exclude: ["**/node_modules/**", "test/fixtures/**", "examples/*/test/browser/**"],
    // A thread starts in less than half the time of a process. Half of the tests wait for sockets and
    // processes, so one worker for each core is not too many.
    pool: "threads",
    maxWorkers: "100%",
    // No test comes near it, even on a machine that does other work.
    testTimeout: 120_000,
    hookTimeout: 120_000
  }
})
