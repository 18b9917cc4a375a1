/**
 * The tests of the protocol alone. They need nothing of Effect's, and without it a mutant takes
 * half the time.
 */
import { defineConfig } from "vitest/config"
import { TEST_TIMEOUT } from "./vitest.words.ts"

export default defineConfig({
  resolve: { alias: { "@effect/vitest": "vitest" } },
  test: {
    isolate: false,
    testTimeout: TEST_TIMEOUT,
    include: ["packages/refunds/test/{EdgesProtocol,Match,PaymentRecord,Step,Turn}*.test.ts"]
  }
})
