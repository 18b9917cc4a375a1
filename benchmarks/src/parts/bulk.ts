/**
 * Many refunds at once, and several processes that make them: how long it takes.
 */
import { isServer, postgres } from "../../../packages/token-store/test/servers.ts"
import { number, spreadText, table } from "../markdown.ts"
import { type Row, withQueue } from "../queues/processes.ts"
import { ratio, spread } from "../statistics.ts"

const bulkRows: ReadonlyArray<Row> = [
  { title: "worker, SQLite", queue: "worker", database: "SQLite", atOnce: 64 },
  { title: "graphile-worker", queue: "graphile-worker", database: "PostgreSQL", atOnce: 16 }
]

/** From the first line that is added to the last outcome that is stored, once. */
export const bulk = async (refunds: number): Promise<string> => {
  const server = await postgres({ fsync: "on" })
  const lines: Array<ReadonlyArray<string>> = []
  try {
    for (const row of bulkRows) {
      if (row.database === "PostgreSQL" && !isServer(server)) continue
      const seconds = await withQueue(row, server, async ({ make }) => {
        const since = performance.now()
        await make(refunds)
        return (performance.now() - since) / 1000
      })
      lines.push([row.title, String(row.atOnce), number(seconds, 1), number(refunds / seconds)])
    }
  } finally {
    if (isServer(server)) server.stop()
  }
  return table([`${number(refunds)} refunds, added and made`, "at once", "s", "refunds/s"], lines)
}

const runnerRows: ReadonlyArray<Row> = [1, 2].map((runners) => ({
  title: runners === 1 ? "one process" : "two processes",
  queue: "worker",
  database: "PostgreSQL",
  atOnce: 16,
  runners
}))

/** One process and two on a PostgreSQL, in turn. */
export const runners = async (plan: { readonly rounds: number; readonly refunds: number }): Promise<string> => {
  const server = await postgres({ fsync: "on" })
  if (!isServer(server)) return `Several processes are left out: ${server}.`
  const results = new Map(runnerRows.map((row) => [row, Array<number>()]))
  try {
    for (let round = 0; round < plan.rounds; round++) {
      for (const [row, perSecond] of results) {
        perSecond.push(
          await withQueue(row, server, async ({ make }) => {
            // Also until each process owns its part of the payments.
            await make(plan.refunds)
            const { millis } = await make(plan.refunds)
            return plan.refunds / (millis / 1000)
          })
        )
      }
    }
  } finally {
    server.stop()
  }
  const [one = []] = results.values()
  return table(
    ["worker, PostgreSQL, 16 at once each", "refunds/s", "÷ one process"],
    [...results].map(([{ title }, perSecond]) => [
      title,
      spreadText(spread(perSecond), 0),
      spreadText(ratio(perSecond, one))
    ])
  )
}
