/**
 * Runs another program to its end.
 */
import { spawn } from "node:child_process"

export interface Options {
  readonly cwd?: string
  readonly env?: NodeJS.ProcessEnv
}

/** Its standard output. If it fails, the error quotes all of its output. */
export const run = (
  program: string,
  args: ReadonlyArray<string>,
  { cwd, env = process.env }: Options = {}
): Promise<string> =>
  new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] })
    let printed = ""
    let errors = ""
    child.stdout.setEncoding("utf8").on("data", (text: string) => void (printed += text))
    child.stderr.setEncoding("utf8").on("data", (text: string) => void (errors += text))
    child.once("error", reject)
    child.once(
      "close",
      (code) =>
        code === 0
          ? resolve(printed)
          : reject(new Error(`${program} ${args.join(" ")} ended with ${code}\n${printed}${errors}`))
    )
  })
