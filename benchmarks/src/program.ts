/**
 * Runs another program to its end.
 */
import { spawn } from "node:child_process"

export interface Options {
  readonly cwd?: string
}

/** What it printed. A program that fails is an error with all it said. */
export const run = (program: string, args: ReadonlyArray<string>, { cwd }: Options = {}): Promise<string> =>
  new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, stdio: ["ignore", "pipe", "pipe"] })
    let printed = ""
    let said = ""
    child.stdout.setEncoding("utf8").on("data", (text: string) => void (printed += text))
    child.stderr.setEncoding("utf8").on("data", (text: string) => void (said += text))
    child.once("error", reject)
    child.once(
      "close",
      (code) =>
        code === 0
          ? resolve(printed)
          : reject(new Error(`${program} ${args.join(" ")} ended with ${code}\n${printed}${said}`))
    )
  })
