/**
 * A `worker serve` that is killed and started again at its old address.
 */
import { once } from "node:events"
import { createServer } from "node:net"
import { worker } from "../process.ts"

export interface Runner {
  readonly pid: () => number | undefined
  readonly start: () => void
  /** Sends a signal and waits for the end. */
  readonly end: (
    signal: "SIGKILL" | "SIGTERM"
  ) => Promise<{ readonly code: number | null; readonly signal: string | null } | undefined>
  /** Its log lines, those of its earlier lives included. */
  readonly said: () => string
  /** The last words of each life that ended by itself. */
  readonly deaths: ReadonlyArray<string>
}

export const runner = async (env: Readonly<Record<string, string>>): Promise<Runner> => {
  const ports = { WORKER_PORT: "0", WORKER_RUNNER_PORT: String(await freePort()) }
  const lives: Array<ReturnType<typeof worker>> = []
  const deaths: Array<string> = []
  let wanted = false
  const start = () => {
    const life = worker(["serve"], { ...env, ...ports })
    lives.push(life)
    wanted = true
    void life.end.then(({ code, err, signal }) => {
      if (!wanted || lives.at(-1) !== life) return
      deaths.push(`${code ?? signal}: ${err.trim().split("\n").at(-1)}`)
      // As whatever looks after services would.
      setTimeout(() => wanted && start(), 1000)
    })
  }
  start()
  return {
    start,
    deaths,
    pid: () => lives.at(-1)?.child.pid,
    end: async (signal) => {
      wanted = false
      lives.at(-1)?.child.kill(signal)
      return lives.at(-1)?.end
    },
    said: () => lives.map(({ said }) => said()).join("")
  }
}

/** A port that nobody listens on. */
export const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, "127.0.0.1")
  await once(server, "listening")
  const address = server.address()
  server.close()
  await once(server, "close")
  return typeof address === "object" && address !== null ? address.port : 0
}
