/**
 * Refunds through a queue: how many a second, and the CPU of the process that makes them.
 */
import { fork } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import { Client } from "pg"
import { isServer, postgres, type Server } from "../../../packages/token-store/test/servers.ts"
import { megabytes, number, spreadText, table } from "../markdown.ts"
import type { Order } from "../queues/driver.ts"
import type { Place } from "../queues/Queue.ts"
import { median, ratio, spread } from "../statistics.ts"
import { impUid } from "../stub/payment.ts"
import type { Refunded } from "../stub/payments.ts"

export interface Plan {
  readonly rounds: number
  readonly refunds: number
  /** Refunds before those that count. */
  readonly warmUp: number
  /** Which queues, by the names of their files. Default: all. */
  readonly only: ReadonlyArray<string> | undefined
}

interface Row {
  readonly title: string
  readonly queue: string
  readonly database: "SQLite" | "PostgreSQL"
  readonly atOnce: number
}

const rows: ReadonlyArray<Row> = [
  { title: "worker, SQLite", queue: "worker", database: "SQLite", atOnce: 16 },
  { title: "worker, PostgreSQL", queue: "worker", database: "PostgreSQL", atOnce: 16 },
  { title: "graphile-worker", queue: "graphile-worker", database: "PostgreSQL", atOnce: 16 },
  { title: "pg-boss", queue: "pg-boss", database: "PostgreSQL", atOnce: 16 },
  { title: "worker, SQLite", queue: "worker", database: "SQLite", atOnce: 64 },
  { title: "worker, PostgreSQL", queue: "worker", database: "PostgreSQL", atOnce: 64 },
  { title: "graphile-worker, its batches", queue: "graphile-worker-fast", database: "PostgreSQL", atOnce: 16 },
  { title: "graphile-worker, its batches", queue: "graphile-worker-fast", database: "PostgreSQL", atOnce: 64 },
  { title: "pg-boss", queue: "pg-boss", database: "PostgreSQL", atOnce: 64 }
]

export const queues = async (plan: Plan): Promise<string> => {
  const server = await postgres({ fsync: "on" })
  const measured = rows.filter(({ database, queue }) =>
    (plan.only?.includes(queue) ?? true) && (database === "SQLite" || isServer(server))
  )
  const results = new Map(measured.map((row) => [row, { perSecond: Array<number>(), cpu: Array<number>() }]))
  try {
    for (let round = 0; round < plan.rounds; round++) {
      for (const [row, { cpu, perSecond }] of results) {
        const one = await measure(row, server, plan)
        perSecond.push(one.perSecond)
        cpu.push(one.cpuMillis)
      }
    }
  } finally {
    if (isServer(server)) server.stop()
  }
  const plain = results.get(rows[2]!)
  const of = (values: ReadonlyArray<number>, peer: ReadonlyArray<number> | undefined) =>
    peer === undefined ? "–" : spreadText(ratio(values, peer))
  const text = table(
    [
      `${number(plan.refunds)} refunds through a queue`,
      "at once",
      "refunds/s",
      "÷ graphile-worker",
      "CPU ms per refund",
      "÷ graphile-worker"
    ],
    [...results].map(([{ atOnce, title }, { cpu, perSecond }]) => [
      title,
      String(atOnce),
      spreadText(spread(perSecond), 0),
      of(perSecond, plain?.perSecond),
      spreadText(spread(cpu)),
      of(cpu, plain?.cpu)
    ])
  )
  return isServer(server) ? text : `${text}\n\nThe queues on PostgreSQL are left out: ${server}.`
}

/** The memory of the worker's process over many refunds. */
export const queueMemory = async (refunds: number): Promise<string> => {
  const server = await postgres({ fsync: "on" })
  const lines: Array<ReadonlyArray<string>> = []
  try {
    for (const row of rows.filter(({ atOnce, queue }) => queue === "worker" && atOnce === 64)) {
      if (row.database === "PostgreSQL" && !isServer(server)) continue
      const samples: Array<number> = []
      await withQueue(row, server, async ({ make, worker }) => {
        for (let made = 0; made < refunds; made += CHUNK) {
          await make(Math.min(CHUNK, refunds - made), async () => void samples.push(await worker("rss")))
        }
      })
      // After a fifth the code is compiled and the heap has its final size.
      const settled = samples.slice(Math.floor(samples.length / 5))
      const tenth = Math.max(1, Math.floor(settled.length / 10))
      const [first, last] = [median(settled.slice(0, tenth)), median(settled.slice(-tenth))]
      lines.push([row.title, megabytes(last - first), megabytes(last)])
    }
  } finally {
    if (isServer(server)) server.stop()
  }
  return table([`${number(refunds)} refunds in one process`, "RSS growth MB", "RSS at the end MB"], lines)
}

// internal

/** Units: refunds. Added at once. */
const CHUNK = 10_000

const file = (name: string) => fileURLToPath(new URL(name, import.meta.url))

/** Starts a stub, a process that adds jobs and one that makes the refunds. */
const withQueue = async <A>(
  row: Row,
  server: Server | string,
  body: (queue: {
    readonly make: (count: number, meanwhile?: () => Promise<void>) => Promise<Refunded>
    readonly worker: (order: Order) => Promise<number>
  }) => Promise<A>
): Promise<A> => {
  const folder = mkdtempSync(join(tmpdir(), "benchmark-queue-"))
  const stub = fork(file("../stub/payments.ts"))
  const [{ port }] = await once(stub, "message") as [{ readonly port: number }]
  const counts = async (message = "counts") => {
    stub.send(message)
    return ((await once(stub, "message")) as [Refunded])[0]
  }
  const place: Place = {
    portone: `http://127.0.0.1:${port}`,
    atOnce: row.atOnce,
    database: row.database === "SQLite" || !isServer(server)
      ? join(folder, "refunds.db")
      : await newDatabase(server)
  }
  const importer = await start(row.queue, place)
  const worker = await start(row.queue, place)
  let made = 0
  try {
    await importer({ add: [] })
    await worker("work")
    return await body({
      worker,
      make: async (count, meanwhile) => {
        await counts("reset")
        await importer({ add: Array.from({ length: count }, () => impUid(made++)) })
        while ((await counts()).cancels < count || await importer("left") > 0) {
          await meanwhile?.()
          await setTimeout(50)
        }
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

const measure = (row: Row, server: Server | string, { refunds, warmUp }: Plan) =>
  withQueue(row, server, async ({ make, worker }) => {
    await make(warmUp)
    const before = await worker("cpu")
    const { millis } = await make(refunds)
    const cpu = await worker("cpu") - before
    return { perSecond: refunds / (millis / 1000), cpuMillis: cpu / 1000 / refunds }
  })

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
  const child = fork(file("../queues/driver.ts"), [queue, JSON.stringify(place)])
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
