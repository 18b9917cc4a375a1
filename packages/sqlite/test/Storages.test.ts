/**
 * The data that Effect itself keeps in SQL, in SQLite: migrations, messages and runners of a
 * cluster, workflows, key-value entries.
 */
import { SqliteClient } from "@effect-portone/sqlite"
import { NodeCrypto } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Option, Schema } from "effect"
import {
  ClusterWorkflowEngine,
  Runner,
  RunnerAddress,
  RunnerStorage,
  ShardId,
  ShardingConfig,
  SingleRunner,
  Snowflake,
  SqlMessageStorage,
  SqlRunnerStorage
} from "effect/cluster"
import { KeyValueStore, PersistedQueue } from "effect/persistence"
import { Migrator, SqlClient } from "effect/sql"
import { Activity, Workflow } from "effect/workflow"
import { file, open } from "./database.ts"

const fresh = Layer.unwrap(Effect.map(file, (filename) => SqliteClient.layer({ filename })))

describe("migrations", () => {
  const make = Effect.flatMap(SqlClient.SqlClient, (sql) => sql`CREATE TABLE refunds (id INTEGER PRIMARY KEY)`)
  const fill = Effect.flatMap(SqlClient.SqlClient, (sql) => sql`INSERT INTO refunds VALUES (1)`)
  const migrate = (...steps: ReadonlyArray<Effect.Effect<unknown, unknown, SqlClient.SqlClient>>) =>
    Migrator.make({})({
      loader: Migrator.fromRecord(Object.fromEntries(steps.map((step, i) => [`000${i + 1}_step`, step])))
    })

  it.effect("run once, in order, and each time only what is new", () =>
    Effect.gen(function*() {
      const sql = yield* SqlClient.SqlClient

      assert.deepStrictEqual(yield* migrate(make), [[1, "step"]])
      assert.deepStrictEqual(yield* migrate(make, fill), [[2, "step"]])
      assert.deepStrictEqual(yield* migrate(make, fill), [])
      assert.deepStrictEqual(yield* sql`SELECT * FROM refunds`, [{ id: 1 }])
    }).pipe(Effect.provide(fresh)))

  it.effect("leave nothing behind when one of them fails", () =>
    Effect.gen(function*() {
      const sql = yield* SqlClient.SqlClient

      assert.strictEqual((yield* Effect.flip(migrate(make, fill, Effect.fail("no"))))._tag, "MigrationError")
      assert.deepStrictEqual(yield* sql`SELECT name FROM sqlite_schema WHERE name = 'refunds'`, [])
      assert.strictEqual((yield* migrate(make, fill)).length, 2)
    }).pipe(Effect.provide(fresh)))
})

describe("the messages of a cluster", () => {
  // Two ids that are equal as numbers, because a number has 53 bits and they have 63.
  const [id, replyId] = [Snowflake.Snowflake("6917529027641081857"), Snowflake.Snowflake("6917529027641081858")]
  const address = { shardId: { group: "default", id: 1 }, entityType: "Refund", entityId: "imp_1" }
  const save = (requestId: Snowflake.Snowflake, primaryKey: string) => ({
    envelope: {
      _tag: "Request" as const,
      requestId: String(requestId),
      address,
      tag: "cancel",
      payload: { amount: 3000, reason: "단순 변심" },
      headers: {}
    },
    primaryKey,
    deliverAt: null
  })

  it.effect("are kept once for a key, under ids of 63 bits, until they are answered", () =>
    Effect.gen(function*() {
      const storage = yield* SqlMessageStorage.makeEncoded()
      const waiting = storage.unprocessedMessages(["default:1"], 0)

      assert.strictEqual((yield* storage.saveEnvelope(save(id, "refund-1")))._tag, "Success")
      const again = yield* storage.saveEnvelope(save(replyId, "refund-1"))
      assert.deepStrictEqual(again, { _tag: "Duplicate", originalId: id, lastReceivedReply: Option.none() })
      assert.deepStrictEqual(yield* waiting, [{
        envelope: save(id, "").envelope,
        lastSentReply: Option.none()
      }])

      const exit = { _tag: "Success" as const, value: { cancelled: 3000 } }
      const reply = { _tag: "WithExit" as const, requestId: String(id), id: String(replyId), exit }
      yield* storage.saveReply(reply)
      assert.deepStrictEqual(yield* storage.repliesFor([String(id)]), [reply])
      assert.deepStrictEqual(yield* waiting, [])
    }).pipe(Effect.provide([fresh, NodeCrypto.layer])))
})

describe("the runners of a cluster", () => {
  it.effect("lock their shards, one runner each", () =>
    Effect.gen(function*() {
      const storage = yield* RunnerStorage.RunnerStorage
      const [first, second] = [1, 2].map((port) => RunnerAddress.make("localhost", port))
      const shards = [1, 2, 3].map((id) => ShardId.make("default", id))
      if (first === undefined || second === undefined) return
      const runner = Runner.make({ address: first, groups: ["default"], weight: 1 })

      yield* storage.register(runner, true)
      yield* storage.setRunnerHealth(first, false)
      assert.deepStrictEqual(yield* storage.getRunners, [[runner, false]])
      assert.deepStrictEqual(yield* storage.acquire(first, shards), shards)
      assert.deepStrictEqual(yield* storage.refresh(first, shards), shards)
      assert.deepStrictEqual(yield* storage.acquire(second, shards), [])
      yield* storage.releaseAll(first)
      assert.deepStrictEqual(yield* storage.acquire(second, shards), shards)
    }).pipe(Effect.provide(SqlRunnerStorage.layer.pipe(Layer.provide([fresh, ShardingConfig.layer()])))))
})

describe("a workflow", () => {
  const Refund = Workflow.make("Refund", {
    payload: { key: Schema.String, amount: Schema.Int },
    success: Schema.Int,
    idempotencyKey: ({ key }) => key
  })

  // Each shard is released in a commit of its own at the end; the default is 300 shards.
  const small = { shardsPerGroup: 4 }

  it.live("that is done is found after the database was closed, and its activity runs once", () =>
    Effect.gen(function*() {
      const filename = yield* file
      let runs = 0
      const body = Refund.toLayer(({ amount }) =>
        Activity.make({ name: "cancel", success: Schema.Int, execute: Effect.sync(() => (runs++, amount)) })
      )
      const engine = () =>
        ClusterWorkflowEngine.layer.pipe(
          Layer.provideMerge(SingleRunner.layer({ runnerStorage: "sql", shardingConfig: small })),
          Layer.provide([SqliteClient.layer({ filename }), NodeCrypto.layer])
        )
      const refund = Effect.suspend(() =>
        Effect.provide(Refund.execute({ key: "refund-1", amount: 3000 }), Layer.provideMerge(body, engine()))
      )

      assert.deepStrictEqual([yield* refund, yield* refund, runs], [3000, 3000, 1])
    }))
})

describe("entries", () => {
  it.effect("of text and of bytes come back as they were", () =>
    Effect.gen(function*() {
      const store = yield* KeyValueStore.KeyValueStore
      yield* store.set("text", "환불")
      yield* store.set("bytes", new Uint8Array([0, 255]))
      yield* store.set("text", "환불 2")

      assert.strictEqual(yield* store.get("text"), "환불 2")
      assert.deepStrictEqual(yield* store.getUint8Array("bytes"), new Uint8Array([0, 255]))
      assert.strictEqual(yield* store.size, 2)
    }).pipe(Effect.provide(Layer.provide(KeyValueStore.layerSql(), fresh))))

  it.live("of a queue are taken once", () =>
    Effect.gen(function*() {
      const queue = yield* PersistedQueue.make({ name: "refunds", schema: Schema.Struct({ amount: Schema.Int }) })
      yield* queue.offer({ amount: 1 }, { id: "a" })
      yield* queue.offer({ amount: 1 }, { id: "a" })
      yield* queue.offer({ amount: 2 }, { id: "b" })

      const taken = [yield* queue.take(Effect.succeed), yield* queue.take(Effect.succeed)]
      assert.deepStrictEqual(taken, [{ amount: 1 }, { amount: 2 }])
    }).pipe(Effect.provide(
      PersistedQueue.layer.pipe(Layer.provide(PersistedQueue.layerStoreSql()), Layer.provide([fresh, NodeCrypto.layer]))
    )))
})

describe("a client", () => {
  it.effect("is one service under the tags of SQL and of SQLite", () =>
    Effect.gen(function*() {
      const sqlite = yield* SqliteClient.SqliteClient
      assert.strictEqual(yield* SqlClient.SqlClient, sqlite)
      assert.notStrictEqual(yield* open({ filename: ":memory:" }), sqlite)
    }).pipe(Effect.provide(fresh)))
})
