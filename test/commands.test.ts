import { start } from "@effect-portone/sandbox"
import { assert, describe, it } from "@effect/vitest"
import { execFile } from "node:child_process"
import { existsSync, globSync, readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { promisify } from "node:util"
import { allFences } from "./documents.ts"
import { type Manifest, root } from "./tree.ts"

// What a here-document writes is no command.
const shell = allFences.filter(({ language }) => language === "sh").map(({ code, file, line }) => ({
  file,
  line,
  code: code.replace(/<<(\w+)\n[^]*?\n\1$/gm, "")
}))

// The sandbox answers in this process, so the request must not block it.
const isAccepted = (curl: string, url: string) => {
  const command = curl.replace("curl ", "curl --silent --fail ").replaceAll("http://127.0.0.1:10851", url)
  return promisify(execFile)("bash", ["-c", command]).then(() => true, () => false)
}

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
    return ["npm", "git", "cd", "curl", "docker", "export", "cat", "test"].includes(program)
      ? undefined
      : `unknown command ${program}`
  }

  for (const { code, file, line } of shell) {
    it(`exists where ${file}:${line} names one`, () => {
      assert.deepStrictEqual(code.split("\n").flatMap((line) => mistake(line) ?? []), [])
    })
  }

  it("installs the version of effect that the packages accept, also when there is a later one", () => {
    const accepted = manifest("packages/http").peerDependencies?.["effect"]?.replace(/\.0$/, "")
    const specifiers = shell.flatMap(({ code, file, line }) =>
      [...code.matchAll(/ ((?:@effect\/platform-node|effect)(?:@\S+)?)(?=\s)/g)].map(([, specifier = ""]) => ({
        place: `${file}:${line}`,
        specifier
      }))
    )

    assert.isAbove(specifiers.length, 10)
    assert.deepStrictEqual(specifiers.filter(({ specifier }) => !specifier.endsWith(`@${accepted}`)), [])
  })

  it("is accepted by the sandbox where it is a request to it", async () => {
    const rejected: Array<string> = []
    let requests = 0
    for (const { code, file, line } of shell) {
      const lines = code.split("\n").filter((text) => text.startsWith("curl ") && text.includes("127.0.0.1:10851"))
      requests += lines.length
      if (lines.length === 0) continue
      await using sandbox = await start()
      for (const text of lines) {
        if (!await isAccepted(text, sandbox.url)) rejected.push(`${file}:${line}: ${text}`)
      }
      assert.isFalse(await isAccepted("curl http://127.0.0.1:10851/_sandbox/nothing", sandbox.url))
    }

    assert.isAbove(requests, 5)
    assert.deepStrictEqual(rejected, [])
  })

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
