/**
 * The worker as a separate process, with a sandbox in this one.
 */
import { type RunningSandbox, start } from "@effect-portone/sandbox"
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { createServer } from "node:net"
import { fileURLToPath } from "node:url"

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url))

export interface Line {
  readonly imp_uid: string
  readonly amount: number
}

/** A sandbox and its control API. */
export const sandbox = async () => {
  const running: RunningSandbox = await start()
  const control = async (path: string, body?: unknown): Promise<any> => {
    const answer = await fetch(`${running.url}/_sandbox/${path}`, {
      ...(body === undefined ? {} : { method: "POST", body: JSON.stringify(body) }),
      headers: { connection: "close", "content-type": "application/json" }
    })
    return answer.json()
  }
  return {
    ...running,
    control,
    ledger: (): Promise<ReadonlyArray<Line>> => control("ledger"),
    cancels: async (): Promise<number> => (await control("requests")).cancel?.received ?? 0,
    env: {
      PORTONE_IMP_KEY: running.key,
      PORTONE_IMP_SECRET: running.secret,
      PORTONE_BASE_URL: running.url,
      PORTONE_TIMEOUT: "2 seconds",
      PORTONE_REFUND_TAG_SECRET: "a-tag-secret-of-more-than-32-characters",
      WORKER_TOKEN: "open sesame",
      WORKER_PAUSES: "short",
      // More requests at once than the sandbox answers in time would break responses by themselves.
      WORKER_CONCURRENCY: "16",
      WORKER_RATE: "100000",
      WORKER_PER_GATEWAY: "64"
    }
  }
}

/** Starts the worker. `end` resolves with its exit and its output. */
export const worker = (args: ReadonlyArray<string>, env: Readonly<Record<string, string>>) => {
  const child: ChildProcess = spawn(process.execPath, [main, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...env }
  })
  let out = ""
  let err = ""
  child.stdout?.setEncoding("utf8").on("data", (text: string) => out += text)
  child.stderr?.setEncoding("utf8").on("data", (text: string) => err += text)
  const end = once(child, "close").then(() => ({ code: child.exitCode, signal: child.signalCode, out, err }))
  return { child, end, log: () => err }
}

/**
 * A free port below those that the system assigns to outgoing connections, so that none of these
 * gets it before the caller listens on it.
 */
export const freePort = async (): Promise<number> => {
  for (;;) {
    const port = 10_000 + Math.floor(Math.random() * 20_000)
    const server = createServer()
    const isFree = await new Promise<boolean>((resolve) =>
      server.once("error", () => resolve(false)).listen(port, "127.0.0.1", () => resolve(true))
    )
    if (!isFree) continue
    await new Promise((resolve) => server.close(resolve))
    return port
  }
}
