/**
 * The vocabulary of comments, documents, messages and names, and the names of files.
 */
import { assert, describe, it } from "@effect/vitest"
import { execFileSync } from "node:child_process"
import { existsSync, readFileSync } from "node:fs"
import { basename, join } from "node:path"
import { packagesOf, readSources, root } from "./tree.ts"
import { check, names, prose } from "./words.ts"

const tracked = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
  cwd: root,
  encoding: "utf8"
}).split("\0").filter((path) => path !== "" && existsSync(join(root, path)))

const SOURCE = "packages/core/src/Example.ts"
const comment = (text: string) => check(SOURCE, `// ${text}\n`)
const name = (text: string) => check(SOURCE, `const ${text} = 1\n`)

describe("the vocabulary", () => {
  const checked = tracked.filter((path) =>
    /\.(?:ts|md)$/.test(path) &&
    /^(?:(?:packages|examples|test|scripts|docs|\.changeset)\/|benchmarks\/src\/|[^/]+\.md$)/.test(path) &&
    // The list itself, its examples here, and documents that break a rule on purpose.
    !/^test\/(?:words\.ts|words\.test\.ts|fixtures\/)/.test(path) &&
    // Written by a tool.
    basename(path) !== "CHANGELOG.md"
  )

  it("is kept in every source file and document", () => {
    const found = checked.flatMap((path) => check(path, readFileSync(join(root, path), "utf8")))

    assert.isAbove(checked.length, 300)
    assert.strictEqual(found.length, 0, `${found.length} found, such as\n${found.slice(0, 30).join("\n")}`)
  })
})

describe("a word that is not allowed", () => {
  const sentences: ReadonlyArray<readonly [sentence: string, word: string]> = [
    ["Nobody reads it.", "Nobody"],
    ["It is for somebody else.", "somebody"],
    ["Anybody may call it.", "Anybody"],
    ["It is known to everybody.", "everybody"],
    ["Whoever calls it gets a copy.", "Whoever"],
    ["It is for whomever asks.", "whomever"],
    ["Whatever happens, it closes.", "Whatever"],
    ["It says so aloud.", "aloud"],
    ["Meanwhile the token expires.", "Meanwhile"],
    ["It is stored beside the key.", "beside"],
    ["Nothing besides the key is stored.", "besides"],
    ["The caller is told the reason.", "told"],
    ["The reason stays untold.", "untold"],
    ["As said before, it closes.", "said"],
    ["The refund is held.", "held"],
    ["It is a rule of the house.", "house"],
    ["It is one door to the API.", "door"],
    ["There are two doors.", "doors"],
    ["It survives bad weather.", "weather"],
    ["It runs in ten worlds.", "worlds"],
    ["A refusal is final.", "refusal"],
    ["Refusals are final.", "Refusals"],
    ["It refuses an amount of 0.", "refuses"],
    ["The PG refused it.", "refused"],
    ["It is a doubtful account.", "doubtful"],
    ["It takes a glance.", "glance"],
    ["It rereads the payment.", "rereads"],
    ["It needs a second look.", "second look"],
    ["One look is enough.", "One look"],
    ["The caller vouches for it.", "vouches"],
    ["The error is hushed.", "hushed"],
    ["The page names no limit.", "The page"],
    ["돈이 움직였는지 확인합니다.", "돈이 움직"],
    ["무엇이 잘못될 수 있나", "무엇이 잘못될 수"],
    ["그 이름을 불러야 합니다.", "이름을 불러야"],
    ["잃어버린 응답을 찾습니다.", "잃어버린 응답"],
    ["짐작이 틀려도 안전합니다.", "짐작이 틀"],
    ["코드를 베껴 씁니다.", "베껴"],
    ["쉬는 연결을 닫습니다.", "쉬는 연결"],
    ["많아야 한 번 보냅니다.", "많아야 한 번"],
    ["두 번째 안전띠입니다.", "안전띠"],
    ["호출자가 보증할 필요가 없습니다.", "보증할 필요"],
    ["나쁜 날씨에서 실행합니다.", "나쁜 날씨"],
    ["90개가 넘는 세계", "넘는 세계"],
    ["가게에서 씁니다.", "가게"]
  ]

  it("is found in a comment, with its line and the word to use", () => {
    for (const [sentence, word] of sentences) {
      const found = check(SOURCE, `const amount = 1\n\n// ${sentence}\n`)
      assert.lengthOf(found, 1, sentence)
      assert.include(found[0], `${SOURCE}:3 "${word}": `)
    }
  })

  it("has a sentence here for every pattern", () => {
    const without = prose.filter(({ pattern }) => !sentences.some(([, word]) => [...word.matchAll(pattern)].length > 0))

    assert.deepStrictEqual(without.map(({ pattern }) => pattern.source), [])
  })

  it("is found in block comments, across a line break", () => {
    const found = check(SOURCE, "/**\n * It needs a second\n * look.\n */\n")

    assert.lengthOf(found, 1)
    assert.match(found[0] ?? "", /Example\.ts:2 "second +look": look-up$/)
  })

  it("is found in the texts of sources and not in those of tests", () => {
    for (const text of ["\"It is refused.\"", "'It is refused.'", "`It is ${how} refused.`"]) {
      assert.lengthOf(check(SOURCE, `const text = ${text}\n`), 1, text)
      assert.deepStrictEqual(check("packages/core/test/Example.test.ts", `const text = ${text}\n`), [], text)
    }
    assert.lengthOf(check("packages/core/test/Example.test.ts", "// It is refused.\n"), 1)
  })

  it("is found in Markdown, but for the code of a fence", () => {
    const text = "# Refusals\n\n```ts\nrefused()\n```\n\nIt is refused.\n"

    assert.deepStrictEqual(check("docs/example.md", text), [
      "docs/example.md:1 \"Refusals\": rejection",
      "docs/example.md:7 \"refused\": reject"
    ])
  })

  it("is not found in a file that is neither TypeScript nor Markdown", () => {
    assert.deepStrictEqual(check("packages/core/api.txt", "Refusal"), [])
  })
})

describe("a word that is allowed", () => {
  it("is the field's own use of it", () => {
    for (
      const sentence of [
        "The connection was refused by the server.",
        "connection refused",
        "A port that refuses connections.",
        "It prints hello world.",
        "A real-world example.",
        "The connection is held open.",
        "The held response is released.",
        "The look-up fails.",
        "It needs another look-up.",
        "It looks the payment up.",
        "A warehouse with an outdoor storeroom."
      ]
    ) {
      assert.deepStrictEqual(comment(sentence), [], sentence)
    }
  })

  it("is \"the page\" outside packages, where pages are HTML", () => {
    assert.deepStrictEqual(check("examples/refund-desk/src/Example.ts", "// The page shows a form.\n"), [])
  })
})

describe("a name that is not allowed", () => {
  const examples = [
    "refusal",
    "refusedByPg",
    "nobody",
    "whoever",
    "somebodyElse",
    "whatever",
    "told",
    "saidBefore",
    "heard",
    "reread",
    "aloud",
    "doubtful",
    "stranded",
    "isUnsure",
    "Nudge",
    "nudges",
    "Pace",
    "Trouble",
    "troubles",
    "Feeder",
    "Both"
  ]

  it("is found as a word of a camelCase or PascalCase name", () => {
    for (const example of examples) assert.lengthOf(name(example), 1, example)
  })

  it("has an example here for every pattern", () => {
    const wordsOf = (text: string) => text.replace(/([a-z\d])([A-Z])/g, "$1 $2").toLowerCase().split(" ")
    const without = names.filter(({ pattern }) =>
      !examples.some((example) => wordsOf(example).some((word) => pattern.test(word)))
    )

    assert.deepStrictEqual(without.map(({ pattern }) => pattern.source), [])
  })

  it("is allowed as a part of another word, in a test, and where another program chose it", () => {
    for (const allowed of ["workspace", "spaceOfDisk", "bothersome", "ConnectionRefused", "ECONNREFUSED"]) {
      assert.deepStrictEqual(name(allowed), [], allowed)
    }
    assert.deepStrictEqual(check("packages/core/test/Example.test.ts", "const refused = 1\n"), [])
  })
})

describe("a comment", () => {
  it("has at most 100 columns, with its indentation", () => {
    assert.deepStrictEqual(comment("x".repeat(10).concat(" y".repeat(43))), [])
    assert.lengthOf(comment("x".repeat(10).concat(" y".repeat(44))), 1)
    assert.lengthOf(check(SOURCE, `    // ${"y ".repeat(47)}y\n`), 1)
  })

  it("may be longer as a row of a table, as an address, and behind code up to the formatter's width", () => {
    assert.deepStrictEqual(comment(`| ${"cell | ".repeat(20)}`), [])
    assert.deepStrictEqual(comment(`https://example.com/${"path/".repeat(20)}`), [])
    assert.deepStrictEqual(check(SOURCE, `const amount = 1 // ${"y ".repeat(48)}\n`), [])
    assert.lengthOf(check(SOURCE, `const amount = 1 // ${"y ".repeat(55)}\n`), 1)
  })
})

describe("a file name", () => {
  const sources = tracked.filter((path) => /^(?:packages|examples)\/[^/]+\/src\//.test(path))
  const parts = (path: string) => path.split("/").slice(3)
  const PASCAL = /^[A-Z][A-Za-z0-9]*$/
  const CAMEL = /^[a-z][A-Za-z0-9]*$/
  /** `texts.ko.ts` is the Korean `texts.ts`. */
  const stem = (file: string) => file.replace(/(?:\.[a-z]{2})?\.[a-z]+$/, "")

  it("is PascalCase or camelCase, and the name of a folder is camelCase", () => {
    const wrong = sources.filter((path) => {
      const folders = parts(path).slice(0, -1)
      const file = stem(basename(path))
      return !folders.every((folder) => CAMEL.test(folder)) || !(PASCAL.test(file) || CAMEL.test(file))
    })

    assert.isAbove(sources.length, 200)
    assert.deepStrictEqual(wrong, [])
  })

  it("is PascalCase for a module that a package exports, and camelCase for one in internal", () => {
    const exported = packagesOf(readSources(root)).flatMap(({ files, folder, manifest }) =>
      Object.values(manifest.exports ?? {}).flatMap((target) => {
        if (target === null) return []
        // `./src/*.ts` exports every module of src; entries that are null close its folders.
        const [before = "", after] = join(folder, target).split("*")
        return after === undefined
          ? [before]
          : files.filter((file) => file.startsWith(before) && !file.slice(before.length).includes("/"))
      })
    )
    const internal = sources.filter((path) => path.endsWith(".ts") && parts(path).includes("internal"))

    assert.isAbove(exported.length, 40)
    assert.deepStrictEqual(
      exported.filter((path) => !["index.ts", "bin.ts"].includes(basename(path)) && !PASCAL.test(stem(basename(path)))),
      []
    )
    assert.deepStrictEqual(internal.filter((path) => !CAMEL.test(stem(basename(path)))), [])
  })
})
