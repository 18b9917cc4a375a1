/**
 * A `worker serve` that can be killed and started again.
 */
import { worker } from "../process.ts"

export interface Runner {
  readonly pid: () => number | undefined
  readonly start: () => void
  /** Sends a signal and waits for the end. */
  readonly end: (
    signal: "SIGKILL" | "SIGTERM"
  ) => Promise<{ readonly code: number | null; readonly signal: string | null } | undefined>
  /** The log lines of all its processes. */
  readonly log: () => string
  /** Exit and last log line of each process that ended by itself. */
  readonly exits: ReadonlyArray<string>
}

export const runner = (env: Readonly<Record<string, string>>): Runner => {
  const processes: Array<ReturnType<typeof worker>> = []
  const exits: Array<string> = []
  let wanted = false
  const start = () => {
    const started = worker(["serve"], { ...env, WORKER_PORT: "0" })
    processes.push(started)
    wanted = true
    void started.end.then(({ code, err, signal }) => {
      if (!wanted || processes.at(-1) !== started) return
      exits.push(`${code ?? signal}: ${err.trim().split("\n").at(-1)}`)
      // As a service manager would.
      setTimeout(() => wanted && start(), 1000)
    })
  }
  start()
  return {
    start,
    exits,
    pid: () => processes.at(-1)?.child.pid,
    end: async (signal) => {
      wanted = false
      processes.at(-1)?.child.kill(signal)
      return processes.at(-1)?.end
    },
    log: () => processes.map(({ log }) => log()).join("")
  }
}
