import { defineConfig } from "vitest/config"
import { keepCompiled } from "./test/keepCompiled.ts"

keepCompiled()

export default defineConfig({
  test: {
    include: ["examples/*/test/browser/**/*.test.ts"],
    maxWorkers: "100%",
    testTimeout: 300_000,
    hookTimeout: 300_000
  }
})
