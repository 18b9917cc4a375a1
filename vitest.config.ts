import { defineConfig } from "vitest/config"

export default defineConfig({
  test: {
    include: ["packages/*/test/**/*.test.ts", "examples/*/test/**/*.test.ts", "test/**/*.test.ts"],
    exclude: ["**/node_modules/**", "test/fixtures/**"],
    // Half of them wait for sockets and processes, so one worker for each core is not too many.
    maxWorkers: "100%",
    testTimeout: 20_000
  }
})
