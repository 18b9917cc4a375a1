/**
 * The tests of provider texts: the spellings that have to be recognised, what the texts prove, and
 * the document that shows them.
 */
import { fileURLToPath } from "node:url"
import { defineConfig } from "vitest/config"

const packages = fileURLToPath(new URL("../../../", import.meta.url))

/** By name or by path, there is one of each module: the mutated one. */
export const alias = [
  { find: /^@effect-portone\/(core|gateways|refunds)$/, replacement: `${packages}$1/src/index.ts` },
  { find: /^@effect-portone\/(core|gateways|refunds)\/(\w+)$/, replacement: `${packages}$1/src/$2.ts` }
]

/** Of a busy machine; a mutant that hangs ends by itself. Units: milliseconds. */
export const TEST_TIMEOUT = 120_000

export default defineConfig({
  resolve: { alias },
  test: {
    isolate: false,
    testTimeout: TEST_TIMEOUT,
    include: ["packages/core/test/Rejection{,Proof,s}.test.ts", "packages/gateways/test/Docs.test.ts"]
  }
})
