/**
 * Starts the stub and the drivers, and talks to them.
 */
import { type ChildProcess, fork } from "node:child_process"
import { once } from "node:events"
import { closeSync, fstatSync, ftruncateSync, mkdtempSync, openSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import type { Message, Order, Report } from "./driver.ts"
import type { Counts } from "./stub/server.ts"
import type { Observer } from "./subjects/Subject.ts"

/** The stub: where it listens, and the requests since the counts were last read. */
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

/** How a driver is started. */
export interface DriverOptions {
  /** Flags such as `--cpu-prof`, for a profile of a subject. A measurement has none. */
  readonly nodeFlags?: ReadonlyArray<string>
  readonly observer?: Observer
}

export const startDriver = async (
  name: string,
  url: string,
  { nodeFlags = [], observer = "plain" }: DriverOptions = {}
): Promise<Driver> => {
  const log = observer === "json" ? openLog() : undefined
  const child = fork(file("driver.ts"), [name, url, observer], {
    execArgv: [...nodeFlags],
    stdio: ["ignore", log?.descriptor ?? "inherit", "inherit", "ipc"]
  })
  await answer(name, child, (message) => "ready" in message)
  return {
    name,
    run: async (order) => {
      const done = answer(name, child, (message) => "report" in message)
      child.send({ concurrency: 1, count: EVER, millis: EVER, latencies: true, ...order })
      const { report } = (await done) as { readonly report: Report }
      log?.check(report.count)
      return report
    },
    rss: async () => {
      const memory = answer(name, child, (message) => "rss" in message)
      child.send("rss")
      return ((await memory) as { readonly rss: number }).rss
    },
    stop: async () => {
      const exit = once(child, "exit")
      child.send("close")
      await exit
      log?.close()
    }
  }
}

/** A subject by its name, or with an observer. */
export type Wanted = string | { readonly name: string; readonly observer: Observer }

/** Runs a piece of work with a stub and drivers, and stops them all when it ends or fails. */
export const withDrivers = async <A>(
  subjects: ReadonlyArray<Wanted>,
  work: (drivers: ReadonlyArray<Driver>, stub: Stub) => Promise<A>
): Promise<A> => {
  const stub = await startStub()
  const drivers: Array<Driver> = []
  try {
    for (const subject of subjects) {
      const { name, observer } = typeof subject === "string" ? { name: subject, observer: "plain" as const } : subject
      drivers.push(await startDriver(name, stub.url, { observer }))
    }
    return await work(drivers, stub)
  } finally {
    await Promise.all(drivers.map((driver) => driver.stop()))
    stub.stop()
  }
}

// internal

// JSON has no infinity.
const EVER = Number.MAX_SAFE_INTEGER

// A file for the lines of a driver, emptied after each turn: at full speed they are some 10 MB a
// second.
const openLog = () => {
  const folder = mkdtempSync(join(tmpdir(), "benchmark-log-"))
  // Opened for appending, so that the driver writes at the start of a file that was emptied.
  const descriptor = openSync(join(folder, "lines.jsonl"), "a")
  return {
    descriptor,
    check: (cancels: number) => {
      if (fstatSync(descriptor).size < 100 * cancels) throw new Error(`${cancels} cancels left too few lines`)
      ftruncateSync(descriptor, 0)
    },
    close: () => {
      closeSync(descriptor)
      rmSync(folder, { recursive: true })
    }
  }
}

const answer = (name: string, child: ChildProcess, isWanted: (message: Message) => boolean): Promise<Message> =>
  new Promise((resolve, reject) => {
    const settle = (finish: () => void) => {
      child.off("message", receive)
      child.off("exit", exit)
      finish()
    }
    const receive = (message: Message) => {
      if ("problem" in message) settle(() => reject(new Error(`${name}: ${message.problem}`)))
      else if (isWanted(message)) settle(() => resolve(message))
    }
    const exit = () => settle(() => reject(new Error(`${name} ended`)))
    child.on("message", receive)
    child.on("exit", exit)
  })
