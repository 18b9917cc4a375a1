/**
 * The documentation, and the fences in it.
 */
import { globSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { type Fence, fencesOf } from "./fences.ts"
import { root } from "./tree.ts"

/** Markdown files, and sources for their doc comments. */
export const documents: ReadonlyArray<string> = globSync([
  "README*.md",
  "CONTRIBUTING.md",
  "SECURITY.md",
  "docs/**/*.md",
  "benchmarks/README.md",
  ".changeset/*.md",
  "packages/*/{README,SPEC}.md",
  "examples/*/README*.md",
  "packages/*/src/**/*.ts"
], { cwd: root }).toSorted()

export const readDocument = (file: string): string => readFileSync(join(root, file), "utf8")

export const allFences = documents.flatMap((file) => fencesOf(file, readDocument(file)))

/** Guides that need frameworks or other clients run in compatibility/src/recipes.ts. */
export const runsElsewhere = (file: string): boolean =>
  /^docs\/(?:recipes|from-effect-3|from-other-clients)(?:\.ko)?\.md$/.test(file)

const isTypeScript = ({ language }: Fence) => language === "ts"

/** The TypeScript of the documentation. */
export const codeOfDocuments = allFences.filter((fence) => isTypeScript(fence) && !runsElsewhere(fence.file))

/** The TypeScript of a document that only tests have. */
export const codeOfFixture = (name: "right" | "wrong"): ReadonlyArray<Fence> => {
  const file = `test/fixtures/docs/${name}.md`
  return fencesOf(file, readDocument(file)).filter(isTypeScript)
}
