/**
 * Runs the cases of a conformance suite in vitest.
 */
import type { ConformanceCase } from "@effect-portone/sandbox/conformance"
import { it } from "@effect/vitest"

export { tokenStore, type TokenStoreOptions } from "@effect-portone/sandbox/conformance"

export const conforms = (cases: ReadonlyArray<ConformanceCase<never>>) => {
  for (const { name, run } of cases) it.effect(name, () => run)
}
