import { join } from "node:path"
import { defineConfig } from "vitest/config"

// Threads and processes of the tests load the same files again and again: Node keeps them compiled.
process.env["NODE_COMPILE_CACHE"] ??= join(import.meta.dirname, ".cache", "compile")

export default defineConfig({
  test: {
    include: ["examples/*/test/browser/**/*.test.ts"],
    maxWorkers: "100%",
    testTimeout: 300_000,
    hookTimeout: 300_000
  }
})
