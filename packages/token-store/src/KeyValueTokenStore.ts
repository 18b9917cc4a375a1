/**
 * ADAPTER: `TokenStore` over any `KeyValueStore`, so that several processes share one token. Tokens are encrypted where they are stored.
 */
import { TokenStore } from "@effect-portone/core"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as KeyValueStore from "effect/persistence/KeyValueStore"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import * as Semaphore from "effect/Semaphore"
import * as Keys from "./internal/keys.ts"
import * as Seal from "./internal/seal.ts"
import { UnusableTokenStoreKey } from "./UnusableTokenStoreKey.ts"

/**
 * Where entries lie in the key-value store.
 */
export interface Place {
  /** What every entry's name starts with. Default `portone.token.` */
  readonly namespace?: string | undefined
}

/**
 * Keys and place.
 */
export interface Options extends Place {
  /** 32 bytes as base64 text. Whoever has it can read the tokens it locked. */
  readonly key: Redacted.Redacted<string>
  /** Keys that `key` replaced: what they locked can still be read, and nothing more is locked with them. */
  readonly previousKeys?: ReadonlyArray<Redacted.Redacted<string>> | undefined
}

/**
 * Shares tokens through the given `KeyValueStore`, encrypted with a key you hold.
 *
 * An entry that is missing, expired, altered, of another key or of another account's is no token, and no failure. In one process `clear` is exact;
 * against another process that stores a newer token at that very moment it may take the newer one away, which costs one token request.
 *
 * Fails with:
 * - `UnusableTokenStoreKey`: a key is not the base64 text of 32 bytes.
 */
export const layer = (
  options: Options
): Layer.Layer<TokenStore.TokenStore, UnusableTokenStoreKey, KeyValueStore.KeyValueStore> =>
  Layer.effect(TokenStore.TokenStore, Effect.flatMap(sealsOf(options), make)).pipe(Layer.provide(Seal.layerWebCrypto))

/**
 * The same with the keys in `PORTONE_TOKEN_STORE_KEY` and, while a key is being replaced, `PORTONE_TOKEN_STORE_PREVIOUS_KEYS`.
 *
 * Fails with:
 * - `UnusableTokenStoreKey`: the key is not set, or is not the base64 text of 32 bytes.
 */
export const layerConfig = (
  place: Place = {}
): Layer.Layer<TokenStore.TokenStore, UnusableTokenStoreKey, KeyValueStore.KeyValueStore> =>
  Layer.unwrap(Effect.map(Keys.fromConfig, (keys) => layer({ ...keys, ...place })))

/**
 * Shares tokens through the given `KeyValueStore` without encrypting them: whoever can read the store can refund in your name until the token ends,
 * and whoever can write it can make you use a token of theirs. For a store that is guarded as well as your API secret is.
 */
export const layerPlaintext = (
  place: Place = {}
): Layer.Layer<TokenStore.TokenStore, never, KeyValueStore.KeyValueStore> =>
  Layer.effect(
    TokenStore.TokenStore,
    Effect.flatMap(Seal.plaintext(place.namespace ?? NAMESPACE), (seal) => make([seal]))
  ).pipe(Layer.provide(Seal.layerWebCrypto))

// internal

const NAMESPACE = "portone.token."

type Seals = readonly [current: Seal.Seal, ...previous: ReadonlyArray<Seal.Seal>]

const make = Effect.fnUntraced(function*([current, ...previous]: Seals) {
  const store = yield* KeyValueStore.KeyValueStore
  const seals = [current, ...previous]
  // A key-value store has no compare-and-delete; at least this process's own writes take turns.
  const turns = yield* Semaphore.make(1)

  const read = Effect.fnUntraced(function*(seal: Seal.Seal, account: Redacted.Redacted<string>) {
    const name = yield* seal.name(Redacted.value(account))
    const sealed = yield* store.get(name)
    const text = sealed === undefined ? undefined : yield* seal.open(name, sealed)
    return { name, entry: text === undefined ? undefined : Option.getOrUndefined(decodeEntry(text)) }
  })

  return TokenStore.TokenStore.of({
    get: Effect.fnUntraced(function*(account) {
      const now = yield* Clock.currentTimeMillis
      for (const seal of seals) {
        const { entry } = yield* read(seal, account)
        if (entry !== undefined && entry.expiresAt > now) {
          return Option.some({ token: Redacted.make(entry.token), expiresAt: entry.expiresAt })
        }
      }
      return Option.none()
    }, guarded("get")),

    set: Effect.fnUntraced(
      function*(account, { expiresAt, token }) {
        const name = yield* current.name(Redacted.value(account))
        yield* store.set(name, yield* current.close(name, encodeEntry({ token: Redacted.value(token), expiresAt })))
        for (const seal of previous) yield* store.remove(yield* seal.name(Redacted.value(account)))
      },
      turns.withPermits(1),
      guarded("set")
    ),

    clear: Effect.fnUntraced(
      function*(account, token) {
        for (const seal of seals) {
          const { entry, name } = yield* read(seal, account)
          if (entry?.token === Redacted.value(token)) yield* store.remove(name)
        }
      },
      turns.withPermits(1),
      guarded("clear")
    )
  })
})

const sealsOf = Effect.fnUntraced(function*(options: Options) {
  const sealOf = Effect.fnUntraced(function*(key: Redacted.Redacted<string>, setting: string) {
    const secret = yield* Effect.fromResult(Keys.decode(key, setting))
    return yield* Seal.aes256Gcm(options.namespace ?? NAMESPACE, secret).pipe(
      Effect.mapError(() =>
        new UnusableTokenStoreKey({ setting, problem: "cannot be used, because WebCrypto is missing here" })
      )
    )
  })
  const current = yield* sealOf(options.key, Keys.CURRENT)
  const previous = yield* Effect.forEach(
    options.previousKeys ?? [],
    (key) => sealOf(key, Keys.PREVIOUS)
  )
  const seals: Seals = [current, ...previous]
  return seals
})

const Entry = Schema.fromJsonString(Schema.Struct({ token: Schema.NonEmptyString, expiresAt: Schema.Finite }))
const decodeEntry = Schema.decodeUnknownOption(Entry)
const encodeEntry = Schema.encodeSync(Entry)

// What a store raises may quote names, values and connection strings. Only the tag of its reason is passed on.
const guarded = (operation: "get" | "set" | "clear") => <A, E>(effect: Effect.Effect<A, E>) =>
  effect.pipe(
    Effect.mapError((error) => failed(operation, `the key-value store failed${reasonOf(error)}`)),
    Effect.catchDefect(() => Effect.fail(failed(operation, "the key-value store broke")))
  )

const failed = (operation: "get" | "set" | "clear", problem: string) =>
  new TokenStore.TokenStoreFailed({ operation, problem })

const decodeReason = Schema.decodeUnknownOption(Schema.Struct({
  cause: Schema.Struct({ reason: Schema.Struct({ _tag: Schema.String.check(Schema.isPattern(/^[A-Za-z]{1,40}$/)) }) })
}))

const reasonOf = (error: unknown) =>
  Option.match(decodeReason(error), { onNone: () => "", onSome: ({ cause }) => `: ${cause.reason._tag}` })
