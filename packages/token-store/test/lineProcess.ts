/**
 * A process that answers each line of its standard input with a line of its standard output.
 */
import { spawn } from "node:child_process"
import { once } from "node:events"
import { execPath } from "node:process"
import { createInterface } from "node:readline"

export interface LineProcess {
  /** Its next line. Rejects if it ends first. */
  readonly next: () => Promise<string>
  /** Writes this as JSON, and waits for the next line. */
  readonly ask: (question: object) => Promise<string>
  readonly kill: () => Promise<void>
}

export const startLineProcess = (program: string, env: NodeJS.ProcessEnv = process.env): LineProcess => {
  const child = spawn(execPath, [program], { env, stdio: ["pipe", "pipe", "inherit"] })
  const lines = createInterface({ input: child.stdout })
  const ended = once(child, "close")
  const next = () =>
    Promise.race([
      new Promise<string>((resolve) => lines.once("line", resolve)),
      ended.then(() => Promise.reject(new Error("the process has ended")))
    ])
  return {
    next,
    ask: (question) => {
      child.stdin.write(`${JSON.stringify(question)}\n`)
      return next()
    },
    kill: async () => {
      child.kill()
      await ended
    }
  }
}
