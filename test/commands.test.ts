import { assert, describe, it } from "@effect/vitest"
import { existsSync, globSync, readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { allFences } from "./documents.ts"
import { type Manifest, root } from "./tree.ts"

const shell = allFences.filter(({ language }) => language === "sh")

describe("a command in the documentation", () => {
  const manifest = (folder: string) =>
    JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8")) as Manifest & {
      readonly scripts?: Readonly<Record<string, string>>
    }
  const scripts = Object.keys(manifest(".").scripts ?? {})
  const packages = globSync("{packages,examples}/*/package.json", { cwd: root }).map((path) => manifest(dirname(path)))
  const builtin = new Set(["add", "install", "exec", "dlx", "run", "pack", "why", "-r", "--filter"])

  /** Why a line of a `sh` fence could not be typed as it stands. */
  const mistake = (line: string): string | undefined => {
    const words = line.replace(/\s+#.*$/, "").trim().split(/\s+/).filter((word) => !/^[A-Z_]+=/.test(word))
    const [program = "", ...rest] = words
    const [first = "", second = ""] = rest.filter((word) => word !== "-y" && word !== "--yes")
    if (program === "" || program.startsWith("#")) return undefined
    if (program === "pnpm" || (program === "npx" && /^pnpm@\d+$/.test(first))) {
      const [script = "", named = ""] = program === "pnpm" ? [first, second] : [second, rest.at(-1)]
      const wanted = script === "run" ? named : script
      return scripts.includes(wanted) || builtin.has(script) ? undefined : `no script ${wanted}`
    }
    if (program === "npx") {
      const name = first.replace(/(?<=.)@[^/]*$/, "")
      return packages.some((one) => one.bin !== undefined && [one.name, ...Object.keys(one.bin)].includes(name))
        ? undefined
        : `no command in ${name}`
    }
    if (program === "node") {
      return existsSync(join(root, first)) ? undefined : `no file ${first}`
    }
    return ["npm", "git", "cd", "curl", "docker", "export"].includes(program) ? undefined : `unknown command ${program}`
  }

  for (const { code, file, line } of shell) {
    it(`exists where ${file}:${line} names one`, () => {
      assert.deepStrictEqual(code.split("\n").flatMap((line) => mistake(line) ?? []), [])
    })
  }

  it("is found out when it does not exist", () => {
    const lines = [
      "pnpm tset",
      "npx -y pnpm@12 tset",
      "npx @effect-portone/core",
      "node nowhere.ts",
      "pnpm test # fine"
    ]

    assert.deepStrictEqual(lines.map(mistake), [
      "no script tset",
      "no script tset",
      "no command in @effect-portone/core",
      "no file nowhere.ts",
      undefined
    ])
  })
})
