/**
 * Writes the public names of each package to its `api.txt`, so that a review shows a change. A test
 * compares.
 */
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { describeApi } from "../test/exports.ts"
import { packagesOf, readSources, root } from "../test/tree.ts"

const tree = readSources(root)
for (const one of packagesOf(tree)) {
  if (one.manifest.private === true) continue
  writeFileSync(join(root, one.folder, "api.txt"), describeApi(tree, one))
  console.log(`${one.folder}/api.txt`)
}
