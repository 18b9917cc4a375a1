/**
 * Runs the first tests in `docs/sandbox.md` and `docs/sandbox.ko.md` against a sandbox, each with
 * the compiler or interpreter of its language: `node packages/sandbox/test/languages/run.ts`.
 *
 * A language that is not installed is skipped, and fails with `--require`. Where the real client is
 * not installed, a stand-in with its names takes its place. Ends with the line
 * `N passed, N failed, N skipped`.
 */
import { spawnSync } from "node:child_process"
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { Worker } from "node:worker_threads"

const here = fileURLToPath(new URL(".", import.meta.url))
const root = fileURLToPath(new URL("../../../../", import.meta.url))
const clients = join(here, "../clients")
const standIn = (name: string) => join(here, "standIns", name)
const isRequired = process.argv.includes("--require")

// In a thread of its own, so that it answers while this one waits for a program.
const worker = new Worker(
  `import { start } from ${JSON.stringify(new URL("../../src/index.ts", import.meta.url).href)}
   import { parentPort } from "node:worker_threads"
   parentPort.postMessage((await start()).url)`,
  { eval: true, execArgv: ["--input-type=module"] }
)
const url = await new Promise<string>((resolve, reject) => worker.once("message", resolve).once("error", reject))

interface Program {
  readonly folder: string
  readonly env: NodeJS.ProcessEnv
}

/** Runs one command and throws with its output when it fails. */
const run = ({ env, folder }: Program, command: string, ...args: ReadonlyArray<string>): void => {
  const { error, status, stderr, stdout } = spawnSync(command, args, {
    cwd: folder,
    env,
    encoding: "utf8",
    timeout: 300_000
  })
  if (error !== undefined || status !== 0) throw new Error(`${command}: ${error?.message ?? ""}\n${stdout}\n${stderr}`)
}

interface Language {
  readonly name: string
  /** Commands that succeed where the language is installed. */
  readonly needs: ReadonlyArray<ReadonlyArray<string>>
  readonly file: string
  /** Runs the file in its folder. Returns what took the place of the client. */
  readonly execute: (program: Program) => string
}

const STAND_IN = "stand-in"

// Each language in the order of the documents, by the name of its fences.
const languages: Readonly<Record<string, Language>> = {
  java: {
    name: "Java",
    needs: [["javac", "-version"], ["java", "-version"]],
    file: "FirstTest.java",
    execute: (program) => {
      const sources = ["Iamport", "IamportClient", "request/CancelData", "response/IamportResponse"]
        .map((name) => `com/siot/IamportRestClient/${name}.java`)
      const retrofit = ["retrofit2/Retrofit.java", "retrofit2/converter/gson/GsonConverterFactory.java"]
      const files = [...sources, ...retrofit].map((name) => join(standIn("java"), name))
      run(program, "javac", "-encoding", "UTF-8", "-d", "out", ...files, "FirstTest.java")
      run(program, "java", "-cp", "out", "FirstTest")
      return STAND_IN
    }
  },
  python: {
    name: "Python",
    needs: [["python3", "-c", "import requests"]],
    file: "first_test.py",
    execute: (program) => {
      const isReal = spawnSync("python3", ["-c", "import iamport"]).status === 0
      const path = isReal ? {} : { PYTHONPATH: standIn("python"), PYTHONDONTWRITEBYTECODE: "1" }
      run({ ...program, env: { ...program.env, ...path } }, "python3", "first_test.py")
      return isReal ? "real client" : STAND_IN
    }
  },
  php: {
    name: "PHP",
    needs: [["php", "--version"]],
    file: "first_test.php",
    execute: (program) => {
      cpSync(standIn("php"), join(program.folder, "vendor"), { recursive: true })
      run(program, "php", "-d", "error_reporting=E_ALL", "-d", "display_errors=stderr", "first_test.php")
      return STAND_IN
    }
  },
  ruby: {
    name: "Ruby",
    needs: [["ruby", "--version"]],
    file: "first_test.rb",
    execute: (program) => {
      const isReal = spawnSync("ruby", ["-e", "require 'iamport'"]).status === 0
      run(program, "ruby", ...(isReal ? [] : ["-I", standIn("ruby")]), "first_test.rb")
      return isReal ? "real client" : STAND_IN
    }
  },
  go: {
    name: "Go",
    needs: [["go", "version"]],
    file: "main.go",
    execute: (program) => {
      const module = "github.com/iamport/go-iamport"
      writeFileSync(
        join(program.folder, "go.mod"),
        `module first\n\ngo 1.18\n\nrequire ${module} v0.0.0\n\nreplace ${module} => ${standIn("go")}\n`
      )
      const env = { ...program.env, GOFLAGS: "-mod=mod", GOPROXY: "off", GOCACHE: join(program.folder, "cache") }
      run({ ...program, env }, "go", "run", ".")
      return STAND_IN
    }
  },
  csharp: {
    name: "C#",
    needs: [["mcs", "--version"], ["mono", "--version"]],
    file: "FirstTest.cs",
    execute: (program) => {
      const source = join(standIn("csharp"), "Iamport.cs")
      run(program, "mcs", "-langversion:latest", "-r:System.Net.Http", "-out:FirstTest.exe", source, "FirstTest.cs")
      run(program, "mono", "FirstTest.exe")
      return `${STAND_IN}, in Mono`
    }
  },
  js: {
    name: "Node",
    needs: existsSync(join(clients, "node_modules")) ? [] : [["false"]],
    file: "first_test.mjs",
    execute: ({ env, folder }) => {
      const program = readFileSync(join(folder, "first_test.mjs"), "utf8")
      run({ env, folder: clients }, process.execPath, "--input-type=module", "--eval", program)
      return "real client"
    }
  }
}

const post = async (path: string): Promise<unknown> =>
  (await fetch(`${url}/_sandbox/${path}`, { method: "POST" })).json()

let passed = 0
let failed = 0
let skipped = 0
for (const document of ["docs/sandbox.md", "docs/sandbox.ko.md"]) {
  const fences = [...readFileSync(join(root, document), "utf8").matchAll(/^```([a-z]+)\n(.*?)^```$/gms)]
  for (const [language, { execute, file, name, needs }] of Object.entries(languages)) {
    const found = fences.filter(([, mark]) => mark === language).map(([, , text = ""]) => text)
    const title = `${document}: ${name}`
    if (found.length !== 1) {
      failed += 1
      console.log(`FAILED   ${title}: ${found.length} programs in the document, not one`)
      continue
    }
    const missing = needs.find(([command = "", ...args]) => spawnSync(command, args).status !== 0)
    if (missing !== undefined) {
      if (isRequired) failed += 1
      else skipped += 1
      const reason = language === "js"
        ? "packages/sandbox/test/clients is not installed"
        : `no ${missing.join(" ")} here`
      console.log(`${isRequired ? "FAILED  " : "skipped "} ${title}: ${reason}`)
      continue
    }
    await post("reset")
    const folder = mkdtempSync(join(tmpdir(), "first-test-"))
    try {
      writeFileSync(join(folder, file), found[0] ?? "")
      const how = execute({ folder, env: { ...process.env, SANDBOX: url, LC_ALL: "C.UTF-8" } })
      const ledger = await (await fetch(`${url}/_sandbox/ledger`)).json() as ReadonlyArray<{ readonly amount: number }>
      if (ledger.length !== 1 || ledger[0]?.amount !== 3000) throw new Error(`the ledger is ${JSON.stringify(ledger)}`)
      passed += 1
      console.log(`ok       ${title} (${how})`)
    } catch (error) {
      failed += 1
      console.log(`FAILED   ${title}: ${(error as Error).message}`)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }
}
await worker.terminate()
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`)
process.exitCode = failed === 0 ? 0 : 1
