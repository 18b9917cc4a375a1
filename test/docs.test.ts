import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { existsSync } from "node:fs"
import { dirname, join } from "node:path"
import { allFences, codeOfDocuments, codeOfFixture, documents, readDocument, runsElsewhere } from "./documents.ts"
import { cleanUp, runFences } from "./fence-check.ts"
import { type Fence, fencesOf, placesOf } from "./fences.ts"
import { root } from "./tree.ts"

const fences = codeOfDocuments
const [right, wrong] = [codeOfFixture("right"), codeOfFixture("wrong")]

describe("a fence", () => {
  let problems: ReadonlyMap<Fence, ReadonlyArray<string>> = new Map()
  let problemsOfWrong: ReadonlyMap<Fence, ReadonlyArray<string>> = new Map()

  beforeAll(async () => {
    const [found, ofWrong] = await Promise.all([runFences([...fences, ...right]), runFences(wrong)])
    problems = found
    problemsOfWrong = ofWrong
  }, 600_000)

  describe("in the documentation", () => {
    for (const fence of fences) {
      it(`runs as ${fence.file}:${fence.line} shows it`, () => {
        assert.deepStrictEqual(problems.get(fence), [])
      })
    }

    it("is marked as ts, sh, json, text or nothing at all, so that none escapes by a spelling", () => {
      // The other languages of these documents run in packages/sandbox/test/languages/run.ts.
      const others = new Set(["csharp", "go", "java", "js", "php", "python", "ruby"])
      const languages = new Set(
        allFences.filter(({ file, language }) =>
          !(/^docs\/sandbox(\.ko)?\.md$/.test(file) && others.has(language)) &&
          !(runsElsewhere(file) && language === "js")
        )
          .map(({ language }) => language)
      )

      assert.deepStrictEqual(
        [...languages].filter((language) =>
          !["ts", "sh", "json", "jsonc", "yaml", "text", "http", ""].includes(language)
        ),
        []
      )
      assert.isAbove(fences.length, 15)
    })
  })

  describe("that is wrong", () => {
    it("is found out, whether it states a wrong value, throws, hangs on or is never run", () => {
      const found = wrong.map((fence) =>
        problemsOfWrong.get(fence)?.map((problem) => problem.split("\n")[0]).join("; ") ?? ""
      )
      assert.deepStrictEqual(found, [
        "Error: test/fixtures/docs/wrong.md:4 says \"// => 3\" and is 2",
        "Error: test/fixtures/docs/wrong.md:8 says \"// => { a: 1, b: [ 2, 4 ] }\" and is { a: 1, b: [ 2, 3 ] }",
        "Error: test/fixtures/docs/wrong.md:15 says \"// => 1 3\" and is '1 2'",
        "TypeError: no",
        "Error: unheard",
        "test/fixtures/docs/wrong.md:30 was never reached",
        "Error: Keeps the process from ending: Timeout",
        "Error: Ends the process with 3; test/fixtures/docs/wrong.md:40 was never reached"
      ])
    })

    it("is told from a right one, in all the ways a value can be stated", () => {
      assert.isAbove(right.length, 2)
      assert.isAbove(right.flatMap(placesOf).length, 12)
      assert.deepStrictEqual(right.flatMap((fence) => problems.get(fence) ?? ["not run"]), [])
    })
  })
})

describe("a link in the documentation", () => {
  const links = documents.filter((file) => file.endsWith(".md")).flatMap((file) => {
    const text = readDocument(file).replace(/```.*?```/gs, "")
    return [...text.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)[^)]*\)/g)].map(([, target = ""]) => ({
      file,
      target
    }))
  })

  it("leads to a file that is there", () => {
    const dead = links.filter(({ file, target }) => !existsSync(join(root, dirname(file), target)))

    assert.deepStrictEqual(dead.map(({ file, target }) => `${file}: ${target}`), [])
  })
})

describe("a document in Korean", () => {
  // Comments are translated, and each page shows the message in its language; `// =>` is code.
  const withoutWords = (language: string, code: string) =>
    language === "text"
      ? ""
      : code.replace(/\/\*\*.*?\*\//g, "").replace(/\/\/(?! =>).*/g, "//")
        .replace(/message(?:Ko)?\)\n\/\/ => .*/g, "message")
  const shape = (file: string) => {
    const text = readDocument(file)
    const prose = text.replace(/```.*?```/gs, "")
    return {
      headings: prose.match(/^#+ /gm) ?? [],
      tableRows: prose.match(/^\|.*\|$/gm)?.length ?? 0,
      fences: fencesOf(file, text).map(({ code, language }) => `${language}\n${withoutWords(language, code)}`)
    }
  }

  const korean = documents.filter((file) => file.endsWith(".ko.md"))

  it("exists for every page of docs", () => {
    const pages = documents.filter((file) => /^docs\/[\w-]+\.md$/.test(file))

    assert.isAbove(pages.length, 15)
    assert.deepStrictEqual(pages.filter((file) => !korean.includes(file.replace(".md", ".ko.md"))), [])
  })

  for (const file of korean) {
    it(`has the headings, the tables and the code of the English one: ${file}`, () => {
      assert.deepStrictEqual(shape(file), shape(file.replace(".ko.md", ".md")))
    })
  }
})

afterAll(cleanUp)
