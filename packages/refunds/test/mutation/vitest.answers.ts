/**
 * The tests of what an answer means.
 */
import { defineConfig } from "vitest/config"
import { alias } from "./vitest.words.ts"

export default defineConfig({
  resolve: { alias },
  test: {
    isolate: false,
    include: [
      "packages/core/test/{Rejection,Rejections,Verdict}.test.ts",
      "packages/refunds/test/Verdict.test.ts",
      "packages/refunds/test/mutation/verdict.test.ts"
    ]
  }
})
