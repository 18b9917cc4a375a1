/**
 * The tests that mutants are held against.
 */
import { fileURLToPath } from "node:url"
import { defineConfig } from "vitest/config"

const packages = fileURLToPath(new URL("../../../", import.meta.url))

export default defineConfig({
  // By name or by path, there is one of each module: the mutated one.
  resolve: { alias: [{ find: /^@effect-portone\/(core|refunds)$/, replacement: `${packages}$1/src/index.ts` }] },
  test: { include: ["packages/refunds/test/mutation/{answers,protocol}.ts"] }
})
