import { Pool } from "pg"
import { PgBoss } from "pg-boss"
import { type MakeQueue, plainJob } from "./Queue.ts"

const QUEUE = "refunds"

/** Takes a batch of jobs at once, without a pause as long as batches are full. */
export const make: MakeQueue = async (place) => {
  const { atOnce, database } = place
  const boss = new PgBoss({ connectionString: database, max: 4 })
  boss.on("error", () => {})
  await boss.start()
  await boss.createQueue(QUEUE)
  const pool = new Pool({ connectionString: database, max: 2 })
  let close = async () => {}
  return {
    add: async (payments) => {
      await boss.insert(QUEUE, payments.map((imp_uid) => ({ data: { imp_uid } })))
    },
    left: async () =>
      Number(
        (await pool.query("SELECT count(*) FROM pgboss.job WHERE name = $1 AND state < 'completed'", [QUEUE])).rows[0]
          .count
      ),
    work: async () => {
      const job = await plainJob(place)
      close = job.close
      await boss.work<{ readonly imp_uid: string }>(
        QUEUE,
        { batchSize: atOnce, pollingIntervalSeconds: 0.5, burstWhenBatchFull: true },
        async (jobs) => {
          await Promise.all(jobs.map(({ data }) => job.refund(data.imp_uid)))
        }
      )
    },
    close: async () => {
      await boss.stop({ graceful: false })
      await close()
      await pool.end()
    }
  }
}
