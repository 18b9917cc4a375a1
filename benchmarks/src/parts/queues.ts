/**
 * Refunds through a queue: how many a second, and the CPU of the process that makes them.
 */
import { isServer, postgres, type Server } from "../../../packages/token-store/test/servers.ts"
import { megabytes, number, spreadText, table } from "../markdown.ts"
import { type Row, withQueue } from "../queues/processes.ts"
import { median, ratio, spread } from "../statistics.ts"

export interface Plan {
  readonly rounds: number
  readonly refunds: number
  /** Refunds before those that count. */
  readonly warmUp: number
  /** Which queues, by the names of their files. Default: all. */
  readonly only: ReadonlyArray<string> | undefined
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

/**
 * The memory of the worker's process over many refunds, on both databases at once. Prints each
 * sample to standard error, so that a long run shows how far it is.
 */
export const queueMemory = async (refunds: number): Promise<string> => {
  const server = await postgres({ fsync: "on" })
  try {
    const measured = rows.filter(({ atOnce, database, queue }) =>
      queue === "worker" && atOnce === 64 && (database === "SQLite" || isServer(server))
    )
    const lines = await Promise.all(measured.map(async (row) => {
      const samples: Array<number> = []
      await withQueue(row, server, async ({ make, worker }) => {
        for (let made = 0; made < refunds; made += CHUNK) {
          await make(Math.min(CHUNK, refunds - made))
          const sample = await worker("rss")
          samples.push(sample)
          console.error(`${row.title}: ${number(Math.min(made + CHUNK, refunds))} refunds, ${megabytes(sample)} MB`)
        }
      })
      // After a fifth the code is compiled and the heap has its final size.
      const settled = samples.slice(Math.floor(samples.length / 5))
      const tenth = Math.max(1, Math.floor(settled.length / 10))
      const [first, last] = [median(settled.slice(0, tenth)), median(settled.slice(-tenth))]
      return [row.title, megabytes(last - first), megabytes(last)]
    }))
    return table([`${number(refunds)} refunds in one process`, "RSS growth MB", "RSS at the end MB"], lines)
  } finally {
    if (isServer(server)) server.stop()
  }
}

// internal

/** Units: refunds. Added at once. */
const CHUNK = 10_000

const measure = (row: Row, server: Server | string, { refunds, warmUp }: Plan) =>
  withQueue(row, server, async ({ make, worker }) => {
    await make(warmUp)
    const before = await worker("cpu")
    const { millis } = await make(refunds)
    const cpu = await worker("cpu") - before
    return { perSecond: refunds / (millis / 1000), cpuMillis: cpu / 1000 / refunds }
  })
