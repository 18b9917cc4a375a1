/**
 * Goes through `docs/start.md` and `docs/start.ko.md` as a new user does: every command and every
 * program as it is written, in an empty folder with an empty home, on Node 22 and on Node 20; on
 * Node 22 also the file of `docs/without-effect.md`. The packages come from a registry on this
 * machine, everything else from the usual one. From the root:
 *
 * ```sh
 * npx -y pnpm@12 --dir compatibility install --frozen-lockfile
 * npx -y pnpm@12 exec node compatibility/src/start.ts
 * ```
 */
import { execFileSync } from "node:child_process"
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { root } from "../../scripts/command.ts"
import { type Fence, selfChecking } from "../../test/fences.ts"
import { pack, workspace } from "./prepare.ts"
import { serve } from "./registry.ts"
import { openTerminal, type Terminal } from "./terminal.ts"

const EMULATOR = "npx @effect-portone/sandbox"
const ADDRESS = "http://127.0.0.1:10851"

/** What a page asks for, in its order: fences, and commands within a sentence. */
const stepsOf = (file: string): ReadonlyArray<Fence> => {
  const text = readFileSync(join(root, file), "utf8")
  return [...text.matchAll(/^```(\w*)\n([^]*?)^```$|`((?:npm install|node) [^`\n]+)`/gm)].map((match) => {
    const [, language = "command", fence, command = ""] = match
    return { file, line: text.slice(0, match.index).split("\n").length, language, code: fence ?? command }
  })
}

/** A page as Node 20 needs it: what its sentence about Node 20 says, and nothing else. */
const forNode20 = (page: string) => {
  const [, instead] = /`(import \* as NodeTransport from [^`]+)`/.exec(page) ?? []
  if (instead === undefined) throw new Error("The page does not say what Node 20 imports")
  return (code: string) =>
    code.replace(/ @effect\/platform-node\S*/, "").replace(/^import \{ NodeTransport \} from .*$/m, instead)
}

// Prints the values about which a program makes a claim, each with the claim, as its last line.
const CLAIMS = `const claims = []
globalThis.__check = (place, expected, value) => void claims.push([expected, value])
process.on("exit", () => console.log(JSON.stringify(claims)))
`

/** Whether the last line that a program printed has claims, and each holds. */
const claimsHold = (output: string) => {
  const last = output.trim().split("\n").at(-1) ?? ""
  if (!last.startsWith("[[")) return false
  return (JSON.parse(last) as ReadonlyArray<readonly [string, unknown]>).every(([expected, value]) =>
    JSON.stringify(new Function(`return (${expected})`)()) === JSON.stringify(value)
  )
}

/** Whether npm complains, other than about a package that the page keeps from Node 20. */
const complains = (output: string) =>
  /^npm error/mi.test(output) ||
  [...output.matchAll(/EBADENGINE +package: '(.+)@/g)].some(([, name]) => name !== "@effect-portone/sqlite")

let passed = 0
let failed = 0
const report = (name: string, holds: boolean, output: string) => {
  console.log(`${holds ? "ok     " : "FAILED "} ${name}`)
  if (holds) passed += 1
  else {
    failed += 1
    console.log(output)
  }
}

/** How npm reaches the registry from here, which belongs to the network, not to the user. */
const network = (): ReadonlyArray<string> =>
  ["registry", "cafile", "proxy", "https-proxy", "noproxy"].flatMap((name) => {
    const value = execFileSync("npm", ["config", "get", name], { cwd: tmpdir(), encoding: "utf8" }).trim()
    return ["", "null", "undefined"].includes(value) ? [] : [`${name}=${value}`]
  })

/** A machine with nothing but Node and npm: the folder of a project, and terminals in it. */
const machine = (node: string, registry: string) => {
  const folder = mkdtempSync(join(tmpdir(), "effect-portone-start-"))
  const path = (name: string) => join(folder, name)
  for (const name of ["bin", "home", "project"]) mkdirSync(path(name))
  symlinkSync(join(workspace, "node_modules", node, "bin", "node"), path("bin/node"))
  for (const name of ["npm", "npx"]) {
    symlinkSync(join(workspace, "node_modules", "npm", "bin", `${name}-cli.js`), path(`bin/${name}`))
  }
  writeFileSync(
    path("npmrc"),
    [...network(), `@effect-portone:registry=${registry}`, "update-notifier=false", ""].join("\n")
  )
  writeFileSync(path("claims.mjs"), CLAIMS)
  // A proxy and its certificate belong to the network, not to the user.
  const variables = Object.entries(process.env).flatMap(([name, value]) =>
    value !== undefined && /^(?:NODE_EXTRA_CA_CERTS|(?:https?|no)_proxy)$/i.test(name) ? [[name, value] as const] : []
  )
  const env = {
    ...Object.fromEntries(variables),
    PATH: `${path("bin")}:/usr/local/bin:/usr/bin:/bin`,
    HOME: path("home"),
    NPM_CONFIG_GLOBALCONFIG: path("npmrc")
  }
  const terminals = [1, 2].map(() => openTerminal(path("project"), env))
  const close = () => {
    for (const terminal of terminals) terminal.close()
    rmSync(folder, { recursive: true, force: true, maxRetries: 10 })
  }
  return { path, terminals, close }
}

const goThrough = async (file: string, node: "node-20" | "node-22", registry: string) => {
  const page = readFileSync(join(root, file), "utf8")
  const change = node === "node-20" ? forNode20(page) : (code: string) => code
  const { close, path, terminals: [first, second] } = machine(node, registry)
  if (first === undefined || second === undefined) throw new Error("no terminal")
  const name = /`(\w+\.mjs)`/.exec(page)?.[1] ?? ""
  let command: string | undefined
  const program = async (fence: Fence, place: string) => {
    writeFileSync(path(`project/${name}`), command === undefined ? fence.code : selfChecking(fence))
    // The first one is run by the command of the page, which comes after it.
    if (command === undefined) return
    const { output, status } = await second.run(command.replace("node ", `node --import ${path("claims.mjs")} `))
    if (node === "node-20" && fence.code.includes("SqliteClient")) {
      return report(`${place} needs Node 22.16`, output.includes("No such built-in module: node:sqlite"), output)
    }
    report(place, status === 0 && claimsHold(output), output)
  }
  try {
    for (const step of stepsOf(file)) {
      const place = `${node}, ${file}:${step.line}`
      const code = change(step.code)
      if (step.language === "ts") await program({ ...step, code }, place)
      else if (code.includes(EMULATOR)) await first.start(code, `listening ${ADDRESS}`)
      else if (code.startsWith("node ")) {
        const bare = await second.run(`node ${name}`)
        const isNamed = /^InvalidSettings: PORTONE_\w+ is not set\.$/m.test(bare.output)
        report(`${place}: node ${name}, without its settings`, isNamed, bare.output)
        // As it is written, and once more, as the page says.
        for (const time of ["first", "second"]) {
          const { output, status } = await second.run(code)
          report(`${place}: ${code}, the ${time} time`, status === 0 && /\nSucceeded done\s*$/.test(output), output)
        }
        command = code
      } else {
        const { output, status } = await second.run(code)
        report(`${place}: ${code.split(/\s/, 2).join(" ")}`, status === 0 && !complains(output), output)
      }
    }
    // The emulator and the settings are there, so the page without Effect can be tried too.
    if (node === "node-22") await withoutEffect(file.replace("start", "without-effect"), second, path("project"))
    const ledger = await (await fetch(`${ADDRESS}/_sandbox/ledger`)).json() as ReadonlyArray<{ amount: number }>
    const amounts = ledger.map(({ amount }) => amount).join(" + ")
    report(`${node}, ${file}: what was refunded`, amounts === (node === "node-20" ? "3000" : "3000 + 3000"), amounts)
  } finally {
    close()
  }
}

const withoutEffect = async (file: string, terminal: Terminal, project: string) => {
  for (const { code, language, line } of stepsOf(file)) {
    const name = /^\/\/ (\w+\.ts)\n/.exec(code)?.[1]
    if (language === "ts" && name !== undefined) {
      writeFileSync(join(project, name), code)
      const { output, status } = await terminal.run(`node --env-file=.env ${name}`)
      const printed = [...code.matchAll(/console\.log\(.*\/\/ => (.*)$/gm)].map(([, text = ""]) => `${text}\n`)
      const all = printed.length > 1 && printed.every((text) => `${output}\n`.includes(text))
      report(`node-22, ${file}:${line}: node --env-file=.env ${name}`, status === 0 && all, output)
    }
  }
}

const tarballs = await pack()
await using registry = await serve([...tarballs.values()])
for (const node of ["node-22", "node-20"] as const) {
  for (const file of ["docs/start.md", "docs/start.ko.md"]) await goThrough(file, node, registry.url)
}
console.log(`${passed} passed, ${failed} failed`)
process.exit(failed === 0 ? 0 : 1)
