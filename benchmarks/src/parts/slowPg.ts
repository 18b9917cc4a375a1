/**
 * Refunds through a queue where a cancel takes as long as a PG may take. The PG is then the limit,
 * and a queue wastes time, or requests, or neither.
 */
import { isServer, postgres } from "../../../packages/token-store/test/servers.ts"
import { number, spreadText, table } from "../markdown.ts"
import { type Row, withQueue } from "../queues/processes.ts"
import { spread } from "../statistics.ts"

/** Units: milliseconds. */
const CANCEL = 200
const PER_PG = 16

/** The worker with its default settings. */
const rows: ReadonlyArray<Row> = [
  { title: "worker, SQLite", queue: "worker", database: "SQLite", atOnce: 64, perPg: PER_PG, cancelMillis: CANCEL },
  {
    title: "worker, PostgreSQL",
    queue: "worker",
    database: "PostgreSQL",
    atOnce: 64,
    perPg: PER_PG,
    cancelMillis: CANCEL
  },
  { title: "graphile-worker", queue: "graphile-worker", database: "PostgreSQL", atOnce: PER_PG, cancelMillis: CANCEL }
]

export const slowPg = async (plan: { readonly rounds: number; readonly refunds: number }): Promise<string> => {
  const server = await postgres({ fsync: "on" })
  const measured = rows.filter(({ database }) => database === "SQLite" || isServer(server))
  const results = new Map(measured.map((row) => [row, { share: Array<number>(), lookUps: Array<number>() }]))
  try {
    for (let round = 0; round < plan.rounds; round++) {
      for (const [row, { lookUps, share }] of results) {
        await withQueue(row, server, async ({ make }) => {
          const { finds, millis } = await make(plan.refunds)
          share.push((plan.refunds * CANCEL) / PER_PG / millis)
          lookUps.push(finds / plan.refunds)
        })
      }
    }
  } finally {
    if (isServer(server)) server.stop()
  }
  return table(
    [
      `${number(plan.refunds)} refunds, a cancel takes ${CANCEL} ms, ${PER_PG} at once`,
      "refunds/s ÷ what the PG allows",
      "look-ups of a refund"
    ],
    [...results].map((
      [{ title }, { lookUps, share }]
    ) => [title, spreadText(spread(share)), spreadText(spread(lookUps))])
  )
}
