import { RedisKeyValueStore } from "@effect-portone/token-store"
import { NodeRedis } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { KeyValueStore, Redis } from "effect/persistence"
import { afterAll } from "vitest"
import { conforms, tokenStore } from "./conforms.ts"
import * as Servers from "./servers.ts"
import { plain, sealed, view } from "./stores.ts"

const redis = await Servers.redis()

if (Servers.isServer(redis)) {
  afterAll(redis.stop)

  const connection = NodeRedis.layer({ url: redis.url })
  const inRedis = (options?: RedisKeyValueStore.Options) =>
    RedisKeyValueStore.layer(options).pipe(Layer.provideMerge(connection))

  describe("encrypted, over Redis", () => conforms(tokenStore(sealed(inRedis()), view)))

  describe("in plain text, over Redis", () => conforms(tokenStore(plain(inRedis()), view)))

  it.effect("lets Redis remove an entry after at most an hour", () =>
    Effect.gen(function*() {
      const { send } = yield* Redis.Redis
      const store = yield* KeyValueStore.KeyValueStore

      yield* store.set("name", "text")

      const left = yield* send<number>("PTTL", "effect-portone:name")
      assert.isAbove(left, 3_500_000)
      assert.isAtMost(left, 3_600_000)
    }).pipe(Effect.provide(inRedis())))

  it.effect("lists and clears only the keys with its prefix, also if the prefix looks like a pattern", () =>
    Effect.gen(function*() {
      const { send } = yield* Redis.Redis
      const store = yield* KeyValueStore.KeyValueStore
      const names = Array.from({ length: 250 }, (_, index) => `name ${index}`)
      yield* send("SET", "shopX:foreign", "text")
      for (const name of names) yield* store.set(name, "text")

      assert.sameMembers([...(yield* store.keys)], names)
      assert.strictEqual(yield* store.size, 250)
      yield* store.clear
      assert.strictEqual(yield* store.size, 0)
      assert.strictEqual(yield* send("GET", "shopX:foreign"), "text")
    }).pipe(Effect.provide(inRedis({ prefix: "shop?:" }))))

  it.effect("fails with KeyValueStoreError when Redis answers with an error", () =>
    Effect.gen(function*() {
      const { send } = yield* Redis.Redis
      const store = yield* KeyValueStore.KeyValueStore
      yield* send("LPUSH", "effect-portone:list", "not a string")

      const failure = yield* Effect.flip(store.get("list"))

      assert.strictEqual(failure._tag, "KeyValueStoreError")
      assert.strictEqual(failure.message, "Redis could not get")
      yield* store.remove("list")
    }).pipe(Effect.provide(inRedis())))
} else {
  it.skip(redis)
}
