/**
 * A terminal: a shell that keeps its variables and its folder from one command to the next.
 */
import { spawn } from "node:child_process"

export interface Ended {
  /** What was printed, standard error included. */
  readonly output: string
  readonly status: number
}

export interface Terminal {
  /** Runs a command to its end. */
  readonly run: (command: string) => Promise<Ended>
  /** Starts a command that goes on, and waits until it has printed a text. */
  readonly start: (command: string, text: string) => Promise<void>
  /** Ends the shell and what it has started. */
  readonly close: () => void
}

const END = "ended-with"

/** Opens one in a folder, with these variables and no others. */
export const openTerminal = (cwd: string, env: Readonly<Record<string, string>>): Terminal => {
  // A process group of its own, so that programs which outlive their parent end with it.
  const shell = spawn("bash", { cwd, env, stdio: ["pipe", "pipe", "pipe"], detached: true })
  let output = ""
  let look = () => {}
  const add = (text: string) => {
    output += text
    look()
  }
  shell.stdout.setEncoding("utf8").on("data", add)
  shell.stderr.setEncoding("utf8").on("data", add)
  shell.once("close", (status) => add(`\n${END} ${status ?? 1}\n`))
  const waitFor = <A>(find: () => A | undefined) =>
    new Promise<A>((resolve) => {
      look = () => {
        const found = find()
        if (found !== undefined) resolve(found)
      }
      look()
    })
  const write = (command: string) => {
    output = ""
    shell.stdin.write(`{ ${command.trim()}\n} 2>&1 </dev/null; printf '\\n${END} %s\\n' "$?"\n`)
  }
  const findEnd = () => {
    const [, printed, status] = new RegExp(`^([^]*?)\\n${END} (\\d+)\\n`).exec(output) ?? []
    return printed === undefined ? undefined : { output: printed, status: Number(status) }
  }
  return {
    run: async (command) => {
      write(command)
      return waitFor(findEnd)
    },
    start: async (command, text) => {
      write(command)
      const ended = await waitFor(() => findEnd() ?? (output.includes(text) ? "going on" : undefined))
      if (ended !== "going on") throw new Error(`${command.trim()} ended: ${ended.output}`)
    },
    close: () => {
      if (shell.exitCode === null && shell.pid !== undefined) process.kill(-shell.pid, "SIGTERM")
    }
  }
}
