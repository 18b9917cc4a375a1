/**
 * Which payments are this process's: all of them with SQLite, its shards of them with PostgreSQL.
 *
 * Effect Cluster knows the processes that are alive and gives each a part of the shards, through
 * the database alone. Nothing of it is needed for a refund to happen once: for that, `refundOnce`
 * has the ledger and the checksum. It divides the work, and finds the jobs of a process that died.
 */
import { Context, Effect, Layer, Option } from "effect"
import type * as ClusterError from "effect/cluster/ClusterError"
import * as MessageStorage from "effect/cluster/MessageStorage"
import * as RunnerAddress from "effect/cluster/RunnerAddress"
import * as RunnerHealth from "effect/cluster/RunnerHealth"
import * as Runners from "effect/cluster/Runners"
import * as RunnerStorage from "effect/cluster/RunnerStorage"
import * as ShardId from "effect/cluster/ShardId"
import * as Sharding from "effect/cluster/Sharding"
import * as ShardingConfig from "effect/cluster/ShardingConfig"
import * as SqlRunnerStorage from "effect/cluster/SqlRunnerStorage"
import type { SqlClient } from "effect/sql"
import { createHash, randomUUID } from "node:crypto"
import { hostname } from "node:os"
import { isWorker } from "../Database.ts"
import { SHARDS } from "../jobs/jobTable.ts"
import { Settings } from "../Settings.ts"
import { ofBilingual, ofDatabase, orStartupError, type StartupError } from "../StartupError.ts"

export class Ownership extends Context.Service<Ownership, {
  /** The name of this process in the table. No other process has or had it. */
  readonly runner: string
  /** The shards whose jobs this process may begin now. */
  readonly shards: () => ReadonlyArray<number> | "all"
  /**
   * The processes that may be alive, by their names. Undefined as long as this is not known. A
   * running job of any other process is not running any more.
   */
  readonly living: Effect.Effect<ReadonlyArray<string> | undefined, ClusterError.PersistenceError>
}>()("worker/Ownership") {}

export const layer: Layer.Layer<Ownership, StartupError, SqlClient.SqlClient | Settings> = Layer.unwrap(
  Effect.map(Settings, ({ merchant, url }) => {
    // A process identifier may come again, and a container may have the same one after a restart.
    const runner = `${hostname()}/${process.pid}/${randomUUID().slice(0, 8)}`
    return Option.isNone(url)
      ? Layer.succeed(Ownership, { runner, shards: () => "all", living: Effect.succeed([runner]) })
      : severalProcesses(runner, merchant)
  })
)

/**
 * Whether any process works on the jobs of this merchant now. A row that says so may be one of a
 * process that is gone, as in every backup of a busy table.
 */
export const isAnyAlive = Effect.gen(function*() {
  const { merchant, url } = yield* Settings
  if (Option.isNone(url)) return !(yield* Effect.scoped(isWorker))
  const { getRunners } = yield* Effect.provide(RunnerStorage.RunnerStorage, storageOf(merchant, "a command"))
  const isAlive = Effect.map(getRunners, (runners) => runners.length > 0)
  // A process that could not reach the database until now needs a heartbeat to be seen.
  return (yield* isAlive) || (yield* Effect.delay(isAlive, HEARTBEAT))
}).pipe(
  Effect.scoped,
  Effect.mapError((error) =>
    error._tag === "PersistenceError"
      ? ofBilingual({
        message: "The list of running workers cannot be read. Repair the database, then run this again.",
        messageKo: "실행 중인 워커 목록을 읽을 수 없습니다. 데이터베이스를 복구한 뒤 다시 실행하세요."
      })
      : error
  )
)

// internal

const severalProcesses = (runner: string, merchant: string) =>
  Layer.effect(
    Ownership,
    Effect.gen(function*() {
      const sharding = yield* Sharding.Sharding
      const storage = yield* RunnerStorage.RunnerStorage
      const all = Array.from({ length: SHARDS }, (_, shard) => ({ shard, id: ShardId.make("default", shard + 1) }))
      let readings: ReadonlyArray<ReadonlyArray<string>> = []
      return Ownership.of({
        runner,
        shards: () => all.flatMap(({ id, shard }) => sharding.hasShardId(id) ? [shard] : []),
        living: Effect.map(storage.getRunners, (runners) => {
          readings = [...readings, runners.map(([{ address }]) => address.host)].slice(-READINGS)
          return readings.length < READINGS ? undefined : [...new Set([runner, ...readings.flat()])]
        })
      })
    })
  ).pipe(
    Layer.provide(Sharding.layer),
    Layer.provide(Runners.layerNoop),
    Layer.provide([MessageStorage.layerNoop, RunnerHealth.layerNoop, storageOf(merchant, runner)]),
    Layer.provide(configOf(runner)),
    orStartupError(ofDatabase)
  )

function storageOf(merchant: string, runner: string) {
  // Merchants that share a database do not share shards.
  const prefix = `refund_${createHash("sha256").update(merchant).digest("hex").slice(0, 8)}`
  return SqlRunnerStorage.layerWith({ prefix }).pipe(Layer.provide(configOf(runner)))
}

function configOf(runner: string) {
  return ShardingConfig.layer({
    // Only a name: nothing listens, because no process sends another one anything.
    runnerAddress: Option.some(RunnerAddress.make(runner, 0)),
    shardsPerGroup: SHARDS,
    // So long a process that died keeps its shards. It writes its heartbeat three times as often.
    shardLockExpiration: "4 seconds",
    refreshAssignmentsInterval: "1 second",
    entityMessagePollInterval: "1 second"
  })
}

/** Longer than the pause between two heartbeats. */
const HEARTBEAT = "2 seconds"

/**
 * A process is dead if so many readings in a row do not show it. After the database was away, each
 * process needs a heartbeat to be seen again, which takes less than two seconds.
 */
const READINGS = 4
