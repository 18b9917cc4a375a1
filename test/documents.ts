/**
 * The documentation, and the fences in it.
 */
import { globSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { fencesOf } from "./fences.ts"
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
