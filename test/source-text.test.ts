import { assert, describe, it } from "@effect/vitest"
import { importsOf } from "./imports.ts"
import { codeOnly, tokens, withoutComments } from "./source-text.ts"
import { readTree, root } from "./tree.ts"

describe("taking TypeScript apart", () => {
  it("loses nothing of any file of the repository", () => {
    const files = readTree(root, ["packages", "examples", "test", "scripts"])

    for (const [path, text] of files) {
      if (path.endsWith(".ts")) assert.strictEqual(tokens(text).map(({ text }) => text).join(""), text, path)
    }
  })

  it("knows a comment from a string, a template and a regular expression", () => {
    const source = [
      "const a = \"// no comment\" // a comment",
      "const b = `/* no comment ${ /* a comment */ `inner // none` } // none`",
      "const c = /\\/\\/[/*]/.test(a) /* a comment",
      "*/ const d = 4 / 2 // a comment"
    ].join("\n")

    assert.deepStrictEqual(
      tokens(source).filter(({ kind }) => kind === "comment").map(({ text }) => text),
      ["// a comment", "/* a comment */", "/* a comment\n*/", "// a comment"]
    )
    assert.notInclude(withoutComments(source), "a comment")
    assert.strictEqual(withoutComments(source).split("\n").length, source.split("\n").length)
    assert.notInclude(codeOnly(source), "none")
  })

  it("finds every form of import, and none in comments and strings", () => {
    const source = [
      "import a from \"a\"",
      "import * as b from \"b\"",
      "import { c as d, type e } from 'c'",
      "import type { f } from \"f\"",
      "import \"g\"",
      "export * from \"h\"",
      "export * as i from \"i\"",
      "export { j } from \"j\"",
      "export type { k } from \"k\"",
      "const l = () => import(\"l\")",
      "import {",
      "  m,",
      "  n",
      "} from \"m\"",
      "// import \"x\"",
      "const x = \"import 'x'\"",
      "const from = { import: \"x\" }"
    ].join("\n")

    assert.deepStrictEqual(
      importsOf(new Map([["a.ts", source]])).map(({ kind, line, names, specifier }) =>
        [specifier, kind, line, ...names].join(" ")
      ),
      [
        "a static 1",
        "b static 2",
        "c static 3 c e",
        "f type 4 f",
        "g static 5",
        "h static 6",
        "i static 7",
        "j static 8 j",
        "k type 9 k",
        "l dynamic 10",
        "m static 11 m n"
      ]
    )
  })
})
