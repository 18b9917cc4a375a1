import { defineConfig } from "vitest/config"
import { keepForTests } from "./test/keepForTests.ts"

keepForTests()

export default defineConfig({
  test: {
    include: ["examples/*/test/browser/**/*.test.ts"],
    maxWorkers: "100%",
    testTimeout: 300_000,
    hookTimeout: 300_000
  }
})
