/**
 * ADAPTER: `TokenStore` over any `KeyValueStore`, so that several processes share one token. Tokens
 * are encrypted in the store.
 */
import * as TokenStore from "@effect-portone/core/TokenStore"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as KeyValueStore from "effect/persistence/KeyValueStore"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import * as Semaphore from "effect/Semaphore"
import * as Tracer from "effect/Tracer"
import * as Keys from "./internal/keys.ts"
import * as Seal from "./internal/seal.ts"
import { UnusableTokenStoreKey } from "./UnusableTokenStoreKey.ts"

/**
 * The names of the entries in the key-value store.
 */
export interface Place {
  /** The prefix of every entry's name. Default `portone.token.` */
  readonly namespace?: string | undefined
}

/**
 * The keys, and the names of the entries.
 */
export interface Options extends Place {
  /** 32 bytes as base64 text. A program that has it can read the tokens that it encrypted. */
  readonly key: Redacted.Redacted<string>
  /** Keys that `key` replaced. Their entries are still read; no entry is written with them. */
  readonly previousKeys?: ReadonlyArray<Redacted.Redacted<string>> | undefined
}

/**
 * Shares tokens through the given `KeyValueStore`, encrypted with a key that you keep.
 *
 * An entry that is missing, expired, altered, of another key or of another account counts as no
 * token and is no failure. So does one that was stored in the future, and one whose token this
 * layer was asked to clear: a restored copy of the store can contain both.
 *
 * In one process `clear` is exact. If another process stores a newer token at the same moment,
 * `clear` may remove the newer one, which costs one token request.
 *
 * Fails with:
 * - `UnusableTokenStoreKey`: a key is not the base64 text of 32 bytes.
 */
export const layer = (
  options: Options
): Layer.Layer<TokenStore.TokenStore, UnusableTokenStoreKey, KeyValueStore.KeyValueStore> =>
  Layer.effect(TokenStore.TokenStore, Effect.flatMap(sealsOf(options), make)).pipe(Layer.provide(Seal.layerWebCrypto))

/**
 * The same with the keys in `PORTONE_TOKEN_STORE_KEY` and, while a key is being replaced, in
 * `PORTONE_TOKEN_STORE_PREVIOUS_KEYS`.
 *
 * Fails with:
 * - `UnusableTokenStoreKey`: the key is not set, or is not the base64 text of 32 bytes.
 */
export const layerConfig = (
  place: Place = {}
): Layer.Layer<TokenStore.TokenStore, UnusableTokenStoreKey, KeyValueStore.KeyValueStore> =>
  Layer.unwrap(Effect.map(Keys.fromConfig, (keys) => layer({ ...keys, ...place })))

/**
 * Shares tokens through the given `KeyValueStore` without encryption, for a store that is guarded
 * as well as your API secret is. A program that reads the store can refund in your name until the
 * token expires; a program that writes it can make you use another token.
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
  // A store in SQL would otherwise join a transaction of the caller: PostgreSQL ends one in which a
  // statement fails, and a token must not be rolled back with it.
  const context = Context.omit(Tracer.ParentSpan)(yield* Effect.context<never>())
  const apart = <A, E>(operation: Effect.Effect<A, E>): Effect.Effect<A, E> =>
    Effect.updateContext(operation, () => context)
  // A key-value store has no compare-and-delete, so the writes of this process wait for each other.
  const turns = yield* Semaphore.make(1)
  // PortOne rejected these, so a copy of the store from before must not bring them back.
  const cleared = new Map<string, number>()

  const read = Effect.fnUntraced(function*(seal: Seal.Seal, account: Redacted.Redacted<string>) {
    const name = yield* seal.name(Redacted.value(account))
    const sealed = yield* store.get(name)
    const text = sealed === undefined ? undefined : yield* seal.open(name, sealed)
    return { name, entry: text === undefined ? undefined : Option.getOrUndefined(decodeEntry(text)) }
  })

  return TokenStore.TokenStore.of({
    get: Effect.fnUntraced(
      function*(account) {
        const now = yield* Clock.currentTimeMillis
        for (const seal of seals) {
          const { entry } = yield* read(seal, account)
          if (
            entry !== undefined && entry.expiresAt > now && entry.storedAt <= now + CLOCK_DIFFERENCE &&
            !cleared.has(idOf(account, entry.token))
          ) {
            return Option.some({ token: Redacted.make(entry.token), expiresAt: entry.expiresAt })
          }
        }
        return Option.none()
      },
      guarded("get"),
      apart
    ),

    set: Effect.fnUntraced(
      function*(account, { expiresAt, token: redacted }) {
        const token = Redacted.value(redacted)
        // PortOne may issue the same token again.
        cleared.delete(idOf(account, token))
        const name = yield* current.name(Redacted.value(account))
        const storedAt = yield* Clock.currentTimeMillis
        yield* store.set(name, yield* current.close(name, encodeEntry({ token, expiresAt, storedAt })))
        for (const seal of previous) yield* store.remove(yield* seal.name(Redacted.value(account)))
      },
      turns.withPermits(1),
      guarded("set"),
      apart
    ),

    clear: Effect.fnUntraced(
      function*(account, redacted) {
        const token = Redacted.value(redacted)
        const now = yield* Clock.currentTimeMillis
        for (const [id, until] of cleared) if (until <= now) cleared.delete(id)
        cleared.set(idOf(account, token), now + LONGEST_LIFE)
        for (const seal of seals) {
          const { entry, name } = yield* read(seal, account)
          if (entry?.token === token) yield* store.remove(name)
        }
      },
      turns.withPermits(1),
      guarded("clear"),
      apart
    )
  })
})

// Units: milliseconds. How far the clocks of two machines that share a store may differ.
const CLOCK_DIFFERENCE = 60_000

// Units: milliseconds. PortOne's tokens live 30 minutes and can be extended by 5.
const LONGEST_LIFE = 60 * 60_000

const idOf = (account: Redacted.Redacted<string>, token: string) => JSON.stringify([Redacted.value(account), token])

const sealsOf = Effect.fnUntraced(function*(options: Options) {
  const sealOf = Effect.fnUntraced(
    function*(key: Redacted.Redacted<string>, setting: UnusableTokenStoreKey["setting"]) {
      const secret = yield* Effect.fromResult(Keys.decode(key, setting))
      return yield* Seal.aes256Gcm(options.namespace ?? NAMESPACE, secret).pipe(
        Effect.mapError(() => new UnusableTokenStoreKey({ setting, problem: "no-webcrypto" }))
      )
    }
  )
  const current = yield* sealOf(options.key, Keys.CURRENT)
  const previous = yield* Effect.forEach(
    options.previousKeys ?? [],
    (key) => sealOf(key, Keys.PREVIOUS)
  )
  const seals: Seals = [current, ...previous]
  return seals
})

// Units: milliseconds since 1970, on the clock of the machine that stored the token.
const Entry = Schema.fromJsonString(
  Schema.Struct({ token: Schema.NonEmptyString, expiresAt: Schema.Finite, storedAt: Schema.Finite })
)
const decodeEntry = Schema.decodeUnknownOption(Entry)
const encodeEntry = Schema.encodeSync(Entry)

// An error of a store may quote names, values and connection strings, so only the tag of its reason
// is passed on.
const guarded = (operation: "get" | "set" | "clear") => <A, E>(effect: Effect.Effect<A, E>) =>
  effect.pipe(
    Effect.mapError((error) => {
      const reason = reasonOf(error)
      return new TokenStore.TokenStoreFailed({
        operation,
        problem: `the key-value store failed${reason}`,
        problemKo: `키-값 저장소 오류${reason}`
      })
    }),
    Effect.catchDefect(() =>
      new TokenStore.TokenStoreFailed({
        operation,
        problem: "the key-value store broke",
        problemKo: "키-값 저장소의 예기치 않은 오류"
      })
    )
  )

const decodeReason = Schema.decodeUnknownOption(Schema.Struct({
  cause: Schema.Struct({ reason: Schema.Struct({ _tag: Schema.String.check(Schema.isPattern(/^[A-Za-z]{1,40}$/)) }) })
}))

const reasonOf = (error: unknown) =>
  Option.match(decodeReason(error), { onNone: () => "", onSome: ({ cause }) => `: ${cause.reason._tag}` })
