/**
 * What runs the workflows: this process alone over SQLite, or several machines over PostgreSQL. The rest of the worker does not know which.
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
import { codeOf, orTrouble, Trouble } from "./Trouble.ts"

export const layer: Layer.Layer<WorkflowEngine.WorkflowEngine, Trouble, SqlClient.SqlClient | Settings> = Layer.unwrap(
  Effect.map(Settings, ({ runnerHost, runnerPort, url }) =>
    ClusterWorkflowEngine.layer.pipe(
      Layer.provide(Option.isNone(url) ? alone : several(runnerHost, runnerPort)),
      Layer.provide(NodeCrypto.layer)
    ))
).pipe(orTrouble((error) =>
  new Trouble({
    problem: `The engine could not start (${error._tag}, ${
      codeOf(error)
    }). Is WORKER_RUNNER_PORT taken by another worker?`
  })
))

// internal

type Runner<E> = Layer.Layer<
  Sharding.Sharding | Runners.Runners | MessageStorage.MessageStorage,
  E,
  SqlClient.SqlClient | Digest.Digest
>

const alone: Runner<Config.ConfigError> = SingleRunner.layer({
  runnerStorage: "sql",
  // Shards are there to be shared out, and there is nobody to share with.
  shardingConfig: { shardsPerGroup: 8, entityMessagePollInterval: "1 second", entityMaxIdleTime: "5 seconds" }
})

// The defaults of the engine notice a dead machine after half a minute or more; a refund should not wait that long.
const several = (host: string, port: number): Runner<Config.ConfigError | SocketServer.SocketServerError> => {
  const address = Option.some(RunnerAddress.make(host, port))
  const shardingConfig = {
    runnerAddress: address,
    runnerListenAddress: address,
    entityMessagePollInterval: "1 second",
    entityMaxIdleTime: "5 seconds",
    // A machine takes its shards one after the other, over one connection and before a deadline; hundreds of them miss it on a busy machine.
    shardsPerGroup: 16,
    shardLockRefreshInterval: "10 seconds",
    shardLockExpiration: "30 seconds",
    runnerHealthCheckInterval: "3 seconds",
    refreshAssignmentsInterval: "1 second"
  } as const
  return NodeClusterSocket.layer({ storage: "sql", runnerHealth: "ping", shardingConfig })
}
