/**
 * A queue in processes of its own, with a PortOne.
 */
import { fork } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import { Client } from "pg"
import { isServer, type Server } from "../../../packages/token-store/test/servers.ts"
import { impUid } from "../stub/payment.ts"
import type { Refunded } from "../stub/payments.ts"
import type { Order } from "./driver.ts"
import type { Place } from "./Queue.ts"

export interface Row {
  readonly title: string
  /** The name of its file. */
  readonly queue: string
  readonly database: "SQLite" | "PostgreSQL"
  readonly atOnce: number
  readonly perPg?: number
  /** How long the PG takes for a cancel. Default 0. Units: milliseconds. */
  readonly cancelMillis?: number
  /** Processes that make the refunds. Default 1. */
  readonly runners?: number
}

export interface Running {
  /** Adds so many refunds and waits until they are made. */
  readonly make: (count: number) => Promise<Refunded>
  /** The sum over the processes that make the refunds. */
  readonly worker: (order: Order) => Promise<number>
}

/** Starts a stub, a process that adds jobs, and those that make the refunds. */
export const withQueue = async <A>(
  row: Row,
  server: Server | string,
  body: (queue: Running) => Promise<A>
): Promise<A> => {
  const folder = mkdtempSync(join(tmpdir(), "benchmark-queue-"))
  const stub = fork(file("../stub/payments.ts"), [String(row.cancelMillis ?? 0)])
  const [{ port }] = await once(stub, "message") as [{ readonly port: number }]
  const counts = async (message = "counts") => {
    stub.send(message)
    return ((await once(stub, "message")) as [Refunded])[0]
  }
  const place: Place = {
    portone: `http://127.0.0.1:${port}`,
    atOnce: row.atOnce,
    perPg: row.perPg,
    database: row.database === "SQLite" || !isServer(server)
      ? join(folder, "refunds.db")
      : await newDatabase(server)
  }
  const importer = await start(row.queue, place)
  const workers = await Promise.all(Array.from({ length: row.runners ?? 1 }, () => start(row.queue, place)))
  const worker = async (order: Order) => {
    const results = await Promise.all(workers.map((one) => one(order)))
    return results.reduce((sum, one) => sum + one, 0)
  }
  let made = 0
  try {
    await importer({ add: [] })
    await worker("work")
    return await body({
      worker,
      make: async (count) => {
        await counts("reset")
        await importer({ add: Array.from({ length: count }, () => impUid(made++)) })
        while ((await counts()).cancels < count || await importer("left") > 0) await setTimeout(50)
        const all = await counts()
        if (all.cancels !== count || all.finds < count || all.twice > 0) {
          throw new Error(`${row.title}: ${JSON.stringify(all)} for ${count} refunds`)
        }
        return all
      }
    })
  } finally {
    await worker("close")
    await importer("close")
    stub.disconnect()
    rmSync(folder, { recursive: true })
  }
}

// internal

const file = (name: string) => fileURLToPath(new URL(name, import.meta.url))

/** An empty database, so that no queue reads the rows of the one before. */
const newDatabase = async ({ url }: Server): Promise<string> => {
  const name = `queue_${crypto.randomUUID().replaceAll("-", "")}`
  const client = new Client({ connectionString: url })
  await client.connect()
  await client.query(`CREATE DATABASE ${name}`)
  await client.end()
  return Object.assign(new URL(url), { pathname: name }).href
}

/** A queue in a process of its own. */
const start = async (queue: string, place: Place) => {
  const child = fork(file("driver.ts"), [queue, JSON.stringify(place)])
  const exit = once(child, "exit").then(() => [{ problem: "it ended" }])
  const answer = async () => {
    const [message] = await Promise.race([once(child, "message"), exit]) as [
      { readonly result: number } | { readonly problem: string }
    ]
    if ("problem" in message) throw new Error(`${queue}: ${message.problem}`)
    return message.result
  }
  await answer()
  return (order: Order): Promise<number> => {
    const result = answer()
    child.send(order)
    return result
  }
}
