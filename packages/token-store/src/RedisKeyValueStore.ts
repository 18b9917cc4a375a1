/**
 * A `KeyValueStore` in Redis, for tokens: Redis removes entries after a time.
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as KeyValueStore from "effect/persistence/KeyValueStore"
import * as Redis from "effect/persistence/Redis"

/**
 * The names of the entries, and their life.
 */
export interface Options {
  /**
   * The prefix of every key in Redis. `clear` removes keys with this prefix only. Default
   * `effect-portone:`
   */
  readonly prefix?: string | undefined
  /** Redis removes an entry after this time. Default 1 hour, longer than the life of any token. */
  readonly timeToLive?: Duration.Input | undefined
}

/**
 * Keeps entries in the given `Redis`, for example `NodeRedis.layer` of `@effect/platform-node`.
 *
 * Assumes: one Redis server, or a proxy that behaves like one. `keys` and `clear` scan one node.
 */
export const layer = (options: Options = {}): Layer.Layer<KeyValueStore.KeyValueStore, never, Redis.Redis> =>
  Layer.effect(KeyValueStore.KeyValueStore, Effect.map(Redis.Redis, (redis) => make(redis, options)))

// internal

const make = (redis: Redis.Redis["Service"], options: Options) => {
  const prefix = options.prefix ?? "effect-portone:"
  const millis = Math.max(1, Math.ceil(Duration.toMillis(Duration.fromInputUnsafe(options.timeToLive ?? "1 hour"))))
  const pattern = `${prefix.replace(/[\\*?[\]]/g, "\\$&")}*`

  const keys = Effect.gen(function*() {
    const found = new Set<string>()
    let cursor = "0"
    do {
      const [next, page] = yield* redis.send<[string, Array<string>]>("SCAN", cursor, "MATCH", pattern, "COUNT", "100")
      for (const key of page) found.add(key.slice(prefix.length))
      cursor = next
    } while (cursor !== "0")
    return Array.from(found)
  })
  const remove = (key: string) => Effect.asVoid(redis.send("DEL", prefix + key))

  return KeyValueStore.makeStringOnly({
    get: (key) =>
      failing("get")(Effect.map(redis.send<string | null>("GET", prefix + key), (value) => value ?? undefined)),
    set: (key, value) => failing("set")(Effect.asVoid(redis.send("SET", prefix + key, value, "PX", String(millis)))),
    remove: (key) => failing("remove")(remove(key)),
    clear: failing("clear")(Effect.flatMap(keys, (found) => Effect.forEach(found, remove, { discard: true }))),
    keys: failing("keys")(keys),
    size: failing("size")(Effect.map(keys, (found) => found.length))
  })
}

const failing = (method: string) => <A>(effect: Effect.Effect<A, Redis.RedisError>) =>
  Effect.mapError(
    effect,
    (cause) => new KeyValueStore.KeyValueStoreError({ method, message: `Redis could not ${method}`, cause })
  )
