/**
 * The tests of what an answer means.
 */
import { defineConfig } from "vitest/config"
import { alias, TEST_TIMEOUT } from "./vitest.words.ts"

export default defineConfig({
  resolve: { alias },
  test: {
    isolate: false,
    testTimeout: TEST_TIMEOUT,
    include: [
      "packages/core/test/{Rejection,Rejections,Verdict}.test.ts",
      "packages/refunds/test/Verdict.test.ts",
      "packages/refunds/test/mutation/verdict.test.ts"
    ]
  }
})
