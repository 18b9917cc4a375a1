/**
 * The tests of the protocol alone. They need nothing of Effect's, and without it a mutant takes
 * half the time.
 */
import { defineConfig } from "vitest/config"

export default defineConfig({
  resolve: { alias: { "@effect/vitest": "vitest" } },
  test: { isolate: false, include: ["packages/refunds/test/{EdgesProtocol,Match,PaymentRecord,Step,Turn}*.test.ts"] }
})
