/**
 * The workflow engine: one process over SQLite, or several machines over PostgreSQL.
 */
import * as NodeClusterSocket from "@effect/platform-node/NodeClusterSocket"
import * as NodeCrypto from "@effect/platform-node/NodeCrypto"
import { type Config, Effect, Layer, Option } from "effect"
import {
  ClusterWorkflowEngine,
  type MessageStorage,
  RunnerAddress,
  type Runners,
  type Sharding,
  SingleRunner
} from "effect/cluster"
import type { Digest } from "effect/crypto"
import type { SocketServer } from "effect/socket"
import type { SqlClient } from "effect/sql"
import type { WorkflowEngine } from "effect/workflow"
import { Settings } from "./Settings.ts"
import { codeOf, orStartupError, StartupError } from "./StartupError.ts"

export const layer: Layer.Layer<WorkflowEngine.WorkflowEngine, StartupError, SqlClient.SqlClient | Settings> = Layer
  .unwrap(
    Effect.map(Settings, ({ runnerHost, runnerPort, url }) =>
      ClusterWorkflowEngine.layer.pipe(
        Layer.provide(Option.isNone(url) ? singleMachine : severalMachines(runnerHost, runnerPort)),
        Layer.provide(NodeCrypto.layer)
      ))
  ).pipe(orStartupError((error) =>
    new StartupError({
      problem: `The engine could not start (${error._tag}, ${
        codeOf(error)
      }). Check that no other worker uses WORKER_RUNNER_PORT.`
    })
  ))

// internal

type Runner<E> = Layer.Layer<
  Sharding.Sharding | Runners.Runners | MessageStorage.MessageStorage,
  E,
  SqlClient.SqlClient | Digest.Digest
>

const singleMachine: Runner<Config.ConfigError> = SingleRunner.layer({
  runnerStorage: "sql",
  // Shards distribute work over machines; a single machine needs few.
  shardingConfig: { shardsPerGroup: 8, entityMessagePollInterval: "1 second", entityMaxIdleTime: "5 seconds" }
})

// With the engine's defaults it takes 30 seconds or more until a dead machine's work continues.
const severalMachines = (host: string, port: number): Runner<Config.ConfigError | SocketServer.SocketServerError> => {
  const address = Option.some(RunnerAddress.make(host, port))
  const shardingConfig = {
    runnerAddress: address,
    runnerListenAddress: address,
    entityMessagePollInterval: "1 second",
    entityMaxIdleTime: "5 seconds",
    // A machine acquires its shards one by one over one connection, before a deadline. With the
    // default of 300 a busy machine misses it.
    shardsPerGroup: 16,
    shardLockRefreshInterval: "10 seconds",
    shardLockExpiration: "30 seconds",
    runnerHealthCheckInterval: "3 seconds",
    refreshAssignmentsInterval: "1 second"
  } as const
  return NodeClusterSocket.layer({ storage: "sql", runnerHealth: "ping", shardingConfig })
}
