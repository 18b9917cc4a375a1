/**
 * Runs other programs for the scripts of this folder.
 */
import { spawn } from "node:child_process"
import { delimiter, join } from "node:path"
import { fileURLToPath } from "node:url"

/** The folder of this repository. */
export const root = fileURLToPath(new URL("..", import.meta.url))

/** A program that failed, with its output. */
export class CommandFailed extends Error {
  override readonly name = "CommandFailed"
}

/** Runs a program and returns its standard output. Rejects with all output if the program fails. */
export const run = (
  program: string,
  args: ReadonlyArray<string>,
  options: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>> } = {}
): Promise<string> =>
  new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: options.cwd ?? root,
      // This repository's programs come first, also if the script was started without pnpm.
      env: {
        ...process.env,
        PATH: `${join(root, "node_modules", ".bin")}${delimiter}${process.env["PATH"]}`,
        ...options.env
      },
      stdio: ["ignore", "pipe", "pipe"]
    })
    let printed = ""
    let output = ""
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      printed += text
      output += text
    })
    child.stderr.setEncoding("utf8").on("data", (text: string) => void (output += text))
    child.once("error", reject)
    child.once("close", (code, signal) => {
      if (code === 0) resolve(printed)
      else reject(new CommandFailed(`${[program, ...args].join(" ")} ended with ${code ?? signal}\n${lastOf(output)}`))
    })
  })

// Units: characters. Errors come last, and a longer text is not read.
const lastOf = (output: string) => {
  const text = output.trimEnd()
  return text.length > 20_000 ? `…${text.slice(-20_000)}` : text
}

/** Runs pnpm: the one that runs this script, or the one the README names. */
export const pnpm = (args: ReadonlyArray<string>, options: { readonly cwd?: string } = {}): Promise<string> => {
  const own = process.env["npm_execpath"] ?? ""
  return /pnpm(\.exe)?$/.test(own) ? run(own, args, options) : run("npx", ["-y", "pnpm@12", ...args], options)
}
