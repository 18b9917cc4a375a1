/**
 * Starts the stub and the drivers, and talks to them.
 */
import { type ChildProcess, fork } from "node:child_process"
import { once } from "node:events"
import { fileURLToPath } from "node:url"
import type { Order, Report, Saying } from "./driver.ts"
import type { Counts } from "./stub/server.ts"

/** The stub: where it listens, and what came in since it was last asked. */
export interface Stub {
  readonly url: string
  readonly counts: () => Promise<Counts>
  readonly stop: () => void
}

/** A client in its own process. */
export interface Driver {
  readonly name: string
  readonly run: (order: Partial<Order>) => Promise<Report>
  readonly rss: () => Promise<number>
  readonly stop: () => Promise<void>
}

const file = (name: string) => fileURLToPath(new URL(name, import.meta.url))

export const startStub = async (): Promise<Stub> => {
  const child = fork(file("stub/server.ts"))
  const [{ port }] = await once(child, "message") as [{ readonly port: number }]
  return {
    url: `http://127.0.0.1:${port}`,
    counts: async () => {
      child.send("counts")
      return ((await once(child, "message")) as [Counts])[0]
    },
    stop: () => void child.disconnect()
  }
}

/** `nodeFlags` such as `--cpu-prof` are for looking into a subject, not for measuring it. */
export const startDriver = async (
  name: string,
  url: string,
  nodeFlags: ReadonlyArray<string> = []
): Promise<Driver> => {
  const child = fork(file("driver.ts"), [name, url], { execArgv: [...nodeFlags] })
  await saying(name, child, (said) => "ready" in said)
  return {
    name,
    run: async (order) => {
      const answer = saying(name, child, (said) => "report" in said)
      child.send({ concurrency: 1, count: EVER, millis: EVER, latencies: true, ...order })
      return ((await answer) as { readonly report: Report }).report
    },
    rss: async () => {
      const answer = saying(name, child, (said) => "rss" in said)
      child.send("rss")
      return ((await answer) as { readonly rss: number }).rss
    },
    stop: async () => {
      const gone = once(child, "exit")
      child.send("close")
      await gone
    }
  }
}

/** Runs a piece of work with a stub and drivers, and stops them all whatever becomes of it. */
export const withDrivers = async <A>(
  names: ReadonlyArray<string>,
  work: (drivers: ReadonlyArray<Driver>, stub: Stub) => Promise<A>
): Promise<A> => {
  const stub = await startStub()
  const drivers: Array<Driver> = []
  try {
    for (const name of names) drivers.push(await startDriver(name, stub.url))
    return await work(drivers, stub)
  } finally {
    await Promise.all(drivers.map((driver) => driver.stop()))
    stub.stop()
  }
}

// internal

// JSON has no infinity.
const EVER = Number.MAX_SAFE_INTEGER

const saying = (name: string, child: ChildProcess, wanted: (said: Saying) => boolean): Promise<Saying> =>
  new Promise((resolve, reject) => {
    const settle = (finish: () => void) => {
      child.off("message", hear)
      child.off("exit", gone)
      finish()
    }
    const hear = (said: Saying) => {
      if ("problem" in said) settle(() => reject(new Error(`${name}: ${said.problem}`)))
      else if (wanted(said)) settle(() => resolve(said))
    }
    const gone = () => settle(() => reject(new Error(`${name} ended`)))
    child.on("message", hear)
    child.on("exit", gone)
  })
