/**
 * Writes what a release publishes to `.cache/release`: the tarballs, checked, and an SBOM. The
 * repository and the version come from the environment of the release workflow.
 *
 * ```sh
 * export GITHUB_SERVER_URL=https://github.com GITHUB_REPOSITORY=owner/name GITHUB_REF_NAME=v0.1.0
 * node scripts/release.ts
 * ```
 */
import { readFileSync, rmSync } from "node:fs"
import { join } from "node:path"
import { pnpm, root } from "./command.ts"
import { packAll } from "./pack.ts"
import { originOf } from "./ship.ts"

const versionOf = (one: string) =>
  (JSON.parse(readFileSync(join(root, one, "package.json"), "utf8")) as { readonly version: string }).version

const origin = originOf(process.env)
if (origin === undefined) {
  console.log("GITHUB_SERVER_URL, GITHUB_REPOSITORY and GITHUB_REF_NAME are needed: the tarballs name them.")
  process.exit(1)
}
const folder = join(root, ".cache", "release")
rmSync(folder, { recursive: true, force: true })
const tarballs = await packAll(folder, origin)
const versions = new Set(tarballs.map(({ one }) => versionOf(one.folder)))
if (versions.size !== 1 || !versions.has(origin.tag.slice(1))) {
  console.log(`The tag ${origin.tag} is not the version of the packages: ${[...versions].join(", ")}.`)
  process.exit(1)
}
await pnpm(["sbom", "--sbom-format", "cyclonedx", "--lockfile-only", "--out", join(folder, "sbom.cdx.json")])
for (const { path } of tarballs) console.log(path)
