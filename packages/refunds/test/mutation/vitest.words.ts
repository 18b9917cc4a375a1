/**
 * The tests of the table of provider texts: the document that shows it, and the spellings that it
 * has to recognise.
 */
import { fileURLToPath } from "node:url"
import { defineConfig } from "vitest/config"

const packages = fileURLToPath(new URL("../../../", import.meta.url))

/** By name or by path, there is one of each module: the mutated one. */
export const alias = [
  { find: /^@effect-portone\/(core|gateways|refunds)$/, replacement: `${packages}$1/src/index.ts` },
  { find: /^@effect-portone\/(core|gateways|refunds)\/(\w+)$/, replacement: `${packages}$1/src/$2.ts` }
]

export default defineConfig({
  resolve: { alias },
  test: { include: ["packages/core/test/{Rejection,Rejections}.test.ts", "packages/gateways/test/Docs.test.ts"] }
})
