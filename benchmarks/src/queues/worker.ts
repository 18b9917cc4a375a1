import { ConfigProvider, Effect, Layer, Logger, ManagedRuntime, References } from "effect"
import { JobStore } from "../../../examples/worker/src/jobs/JobStore.ts"
import * as Worker from "../../../examples/worker/src/Worker.ts"
import { AMOUNT, type MakeQueue } from "./Queue.ts"

/** The worker of this repository: a tag, a checksum and a ledger for each refund. */
export const make: MakeQueue = async ({ atOnce, database, perPg = atOnce, portone }) => {
  const config = ConfigProvider.layer(ConfigProvider.fromUnknown({
    ...(database.startsWith("postgres:") ? { WORKER_DATABASE_URL: database } : { WORKER_DATABASE_FILE: database }),
    PORTONE_IMP_KEY: "key",
    PORTONE_IMP_SECRET: "secret",
    PORTONE_BASE_URL: portone,
    PORTONE_REFUND_TAG_SECRET: "a-tag-secret-of-more-than-32-characters",
    WORKER_CONCURRENCY: String(atOnce),
    WORKER_PER_GATEWAY: String(perPg),
    WORKER_RATE: "1000000"
  }))
  const storage = ManagedRuntime.make(
    Worker.storage.pipe(
      Layer.provideMerge(config),
      Layer.provideMerge(Logger.layer([])),
      Layer.provideMerge(Layer.succeed(References.MinimumLogLevel, "Warn"))
    )
  )
  let stop = async () => {}
  return {
    add: (payments) =>
      storage.runPromise(Effect.gen(function*() {
        const store = yield* JobStore
        for (let n = 0; n < payments.length; n += 500) {
          const jobs = payments.slice(n, n + 500).map((impUid) => ({
            key: `refund ${impUid}`,
            impUid,
            amount: AMOUNT,
            reason: "단순 변심"
          }))
          yield* store.add(jobs, "benchmark")
        }
      })),
    left: () => storage.runPromise(Effect.flatMap(JobStore, (store) => store.open({ source: "benchmark" }))),
    work: async () => {
      const refunds = ManagedRuntime.make(Layer.provide(Worker.refunds, Layer.succeedContext(await storage.context())))
      await refunds.context()
      stop = () => refunds.dispose()
    },
    close: async () => {
      await stop()
      await storage.dispose()
    }
  }
}
