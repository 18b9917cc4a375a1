/**
 * The tests that mutants are held against: fast ones, the sharpest first, because the first that fails ends it. `explored.ts` comes last.
 */
import { fileURLToPath } from "node:url"
import { defineConfig } from "vitest/config"
import { BaseSequencer, type TestSpecification } from "vitest/node"

const packages = fileURLToPath(new URL("../../../", import.meta.url))

class QuickestFirst extends BaseSequencer {
  override async sort(files: ReadonlyArray<TestSpecification>) {
    const last = (file: TestSpecification) => Number(file.moduleId.includes("/mutation/"))
    return files.toSorted((a, b) => last(a) - last(b) || (a.moduleId < b.moduleId ? -1 : 1))
  }
}

export default defineConfig({
  // By name or by path, there is one of each module: the mutated one.
  resolve: { alias: [{ find: /^@effect-portone\/(core|refunds)$/, replacement: `${packages}$1/src/index.ts` }] },
  test: {
    include: [
      "packages/core/test/{Docs,Refusal,Rejections,Verdict}.test.ts",
      "packages/refunds/test/{Guard,Invariants,Match,Snapshot,Step,Turn,Verdict}*.test.ts"
    ],
    isolate: false,
    sequence: { sequencer: QuickestFirst }
  }
})
