/**
 * Runs other programs for the scripts beside it.
 */
import { spawn } from "node:child_process"
import { delimiter, join } from "node:path"
import { fileURLToPath } from "node:url"

/** Where this repository is. */
export const root = fileURLToPath(new URL("..", import.meta.url))

/** A program that failed, with everything it said. */
export class CommandFailed extends Error {
  override readonly name = "CommandFailed"
}

/** Runs a program to its end and hands back what it printed; a program that fails is an error with what it said. */
export const run = (
  program: string,
  args: ReadonlyArray<string>,
  options: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>> } = {}
): Promise<string> =>
  new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: options.cwd ?? root,
      // The programs of this repository first, also when the script was started without pnpm.
      env: {
        ...process.env,
        PATH: `${join(root, "node_modules", ".bin")}${delimiter}${process.env["PATH"]}`,
        ...options.env
      },
      stdio: ["ignore", "pipe", "pipe"]
    })
    let printed = ""
    let said = ""
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      printed += text
      said += text
    })
    child.stderr.setEncoding("utf8").on("data", (text: string) => void (said += text))
    child.once("error", reject)
    child.once("close", (code, signal) => {
      if (code === 0) resolve(printed)
      else reject(new CommandFailed(`${[program, ...args].join(" ")} ended with ${code ?? signal}\n${lastOf(said)}`))
    })
  })

// Errors come last, and nobody reads more than this.
const lastOf = (said: string) => {
  const text = said.trimEnd()
  return text.length > 20_000 ? `…${text.slice(-20_000)}` : text
}

/** Runs pnpm: the one that runs this script, or the one the README names. */
export const pnpm = (args: ReadonlyArray<string>, options: { readonly cwd?: string } = {}): Promise<string> => {
  const own = process.env["npm_execpath"] ?? ""
  return /pnpm(\.exe)?$/.test(own) ? run(own, args, options) : run("npx", ["-y", "pnpm@12", ...args], options)
}
