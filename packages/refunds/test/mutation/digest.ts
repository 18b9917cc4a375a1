/**
 * What a run of mutants depends on, as one text: the sources that are broken, and everything that
 * the tests which have to notice are made of.
 */
import { createHash } from "node:crypto"
import { globSync, readFileSync } from "node:fs"
import { join } from "node:path"
import type { Group } from "./mutate.ts"

/**
 * The digest of a group under a root. It changes with every character of its sources, of its tests,
 * of the list of survivors, and with every version of a dependency.
 */
export const digestOf = (root: string, { dependsOn }: Pick<Group, "dependsOn">): string => {
  const hash = createHash("sha256")
  for (const file of globSync(dependsOn, { cwd: root }).toSorted()) {
    // The record of what has passed holds this digest.
    if (file.endsWith("passed.json")) continue
    hash.update(`${file.replaceAll("\\", "/")}\n`).update(readFileSync(join(root, file))).update("\n")
  }
  return hash.digest("base64url")
}
