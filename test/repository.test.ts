import { assert, describe, it } from "@effect/vitest"
import { execFileSync } from "node:child_process"
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { packagesOf, readSources, root } from "./tree.ts"

const files = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
  cwd: root,
  encoding: "utf8"
}).split("\0").filter((path) => path !== "" && existsSync(join(root, path)))
const read = (path: string) => readFileSync(join(root, path), "utf8")

describe("the repository", () => {
  it("names no path of anybody's machine", () => {
    // Put together here, so that this file does not name them either.
    const paths = ["work", "root", "home", "Users"].map((name) => `/${name}/`).concat(`shared/${"docs"}`)
    const found = files.flatMap((file) => {
      const text = read(file)
      return paths.filter((path) => text.includes(path)).map((path) => `${file}: ${path}`)
    })

    assert.isAbove(files.length, 50)
    assert.deepStrictEqual(found, [])
  })

  it("takes every dependency from the registry the user has set, with its checksum", () => {
    const lockfile = read("pnpm-lock.yaml")

    assert.notMatch(lockfile, /https?:\/\/|tarball:|git\+|registry/)
    assert.strictEqual(
      lockfile.match(/^ {4}resolution: /gm)?.length,
      lockfile.match(/^ {4}resolution: \{integrity: sha512-/gm)?.length
    )
  })

  it("lets no dependency run an install script", () => {
    const builds = /^allowBuilds:\n((?: {2}.*\n)*)/m.exec(read("pnpm-workspace.yaml"))?.[1] ?? ""

    assert.notInclude(builds, "true")
  })
})

describe("a published package", () => {
  const published = packagesOf(readSources(root)).filter(({ folder, manifest }) =>
    folder.startsWith("packages/") && manifest.private !== true
  )

  it("gets its version together with the others, and packages that are not published get none", () => {
    const { fixed } = JSON.parse(read(".changeset/config.json")) as { fixed: ReadonlyArray<ReadonlyArray<string>> }

    assert.deepStrictEqual(fixed, [published.map(({ manifest }) => manifest.name)])
  })

  for (const { files, folder, manifest, short } of published) {
    describe(short, () => {
      it("publishes every entry of the workspace, built", () => {
        const built = Object.fromEntries(
          Object.entries(manifest.exports ?? {}).map(([entry, source]) => {
            if (source === null) return [entry, null]
            const file = source.replace("/src/", "/dist/").replace(/\.ts$/, ".js")
            const types = file.replace(/\.js$/, ".d.ts")
            return [entry, { types, default: file }]
          })
        )

        // The first condition that holds is taken, so their order counts.
        assert.strictEqual(JSON.stringify(manifest.publishConfig?.exports), JSON.stringify(built))
        for (const source of Object.values({ ...manifest.exports, ...manifest.bin })) {
          if (source !== null && !source.includes("*")) assert.isTrue(files.includes(join(folder, source)), source)
        }
      })

      it("publishes every command, built", () => {
        const built = manifest.bin === undefined ? undefined : Object.fromEntries(
          Object.entries(manifest.bin).map(([name, source]) => [
            name,
            source.replace("/src/", "/dist/").replace(/\.ts$/, ".js")
          ])
        )

        assert.deepStrictEqual(manifest.publishConfig?.bin, built)
      })

      it("keeps internal/ to itself", () => {
        if (manifest.exports?.["./*"] !== undefined) assert.isNull(manifest.exports["./internal/*"])
      })

      it("asks for the range of effect that it can promise", () => {
        assert.strictEqual(manifest.peerDependencies?.["effect"], short === "core" ? "^4.1.0" : "~4.1.0")
        assert.deepStrictEqual(manifest.dependencies ?? {}, {})
        for (const [name, range] of Object.entries(manifest.peerDependencies ?? {})) {
          if (name.startsWith("@effect-portone/")) assert.strictEqual(range, "workspace:^")
        }
      })

      it("brings a license and provenance, runs nothing, is called unofficial and has a README", () => {
        const text = read(join(folder, "package.json"))

        assert.match(text, /"license": "MIT"/)
        assert.match(text, /"description": ".*Unofficial\."/)
        assert.match(text, /"provenance": true/)
        // Nothing of ours runs when it is installed.
        assert.notMatch(text, /"scripts":/)
        assert.isTrue(existsSync(join(root, folder, "README.md")), `${folder}/README.md`)
        assert.match(read(join(folder, "README.md")), /unofficial/i)
      })

      it("is of the same version as all others, because they are released together", () => {
        const versions = published.map(({ folder }) =>
          /"version": "([^"]+)"/.exec(read(join(folder, "package.json")))?.[1]
        )

        assert.strictEqual(new Set(versions).size, 1)
      })
    })
  }
})
