import { Logger, makeWorkerUtils, run, type Runner, type RunnerOptions } from "graphile-worker"
import { Pool } from "pg"
import { type MakeQueue, type Place, plainJob } from "./Queue.ts"

/** As its documentation shows it, with as many connections as jobs at once. */
const settings = ({ atOnce, database }: Place): RunnerOptions => ({
  connectionString: database,
  concurrency: atOnce,
  maxPoolSize: atOnce,
  logger: new Logger(() => () => {})
})

/** With the settings that its documentation gives for the highest throughput. */
const fast = ({ atOnce }: Place): RunnerOptions => ({
  preset: { worker: { localQueue: { size: 4 * atOnce }, completeJobBatchDelay: 0, failJobBatchDelay: 0 } }
})

export const makeWith = (isFast: boolean): MakeQueue => async (place) => {
  const pool = new Pool({ connectionString: place.database, max: 2 })
  let runner: Runner | undefined
  let close = async () => {}
  return {
    add: async (payments) => {
      const utils = await makeWorkerUtils({ connectionString: place.database })
      await utils.migrate()
      await utils.addJobs(payments.map((imp_uid) => ({ identifier: "refund", payload: { imp_uid } })))
      await utils.release()
    },
    left: async () => Number((await pool.query("SELECT count(*) FROM graphile_worker.jobs")).rows[0].count),
    work: async () => {
      const job = await plainJob(place)
      close = job.close
      runner = await run({
        ...settings(place),
        ...(isFast && fast(place)),
        noHandleSignals: true,
        taskList: { refund: (payload) => job.refund((payload as { readonly imp_uid: string }).imp_uid) }
      })
    },
    close: async () => {
      await runner?.stop()
      await close()
      await pool.end()
    }
  }
}

export const make: MakeQueue = makeWith(false)
