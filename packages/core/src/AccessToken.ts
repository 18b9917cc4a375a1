/**
 * The access token: issued once for however many callers, kept until shortly before it ends, dropped when PortOne refuses it.
 */
import * as Clock from "effect/Clock"
import type * as Config from "effect/Config"
import * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import type { CredentialsRejected, NotSent } from "./CancelError.ts"
import * as Credentials from "./Credentials.ts"
import { requestToken } from "./internal/requestToken.ts"
import * as LogEvent from "./LogEvent.ts"
import * as TokenStore from "./TokenStore.ts"
import { Transport } from "./Transport.ts"

/**
 * A token in use. `issue` tells one issue from the next, even when PortOne hands out the same token again.
 */
export interface Token {
  readonly value: Redacted.Redacted<string>
  readonly issue: number
}

/**
 * Access tokens.
 *
 * - `get` fails with `CredentialsRejected` (wrong key or secret) or `NotSent` (no token could be had, so nothing was sent).
 * - `drop` forgets a token PortOne refused; the next `get` asks for another.
 * - `tier` is the sub-merchant that requests act for when they do not say.
 *
 * Spec: "401: Unauthorized — 인증 Token이 전달되지 않았거나 유효하지 않은 경우".
 */
export class AccessToken extends Context.Service<AccessToken, {
  readonly get: Effect.Effect<Token, CredentialsRejected | NotSent>
  readonly drop: (token: Token) => Effect.Effect<void>
  readonly tier: string | undefined
}>()("@effect-portone/core/AccessToken") {}

/**
 * How tokens are kept.
 */
export interface Options {
  /** A token with less life than this is refreshed before use, so that it outlives the request. Default 2 minutes. */
  readonly margin?: Duration.Input | undefined
  /** A store that takes longer counts as failed. Default 1 second. */
  readonly storeTimeout?: Duration.Input | undefined
}

interface Held extends Token {
  /** Units: nanoseconds on the monotonic clock. */
  readonly endsAt: bigint
  /** PortOne handed this same token out again when asked for a fresh one, so asking once more before it nearly ends is no use. */
  readonly reissued: boolean
}

type Failure = CredentialsRejected | NotSent

const make = Effect.fnUntraced(function*(options: Options): Effect.fn.Return<
  AccessToken["Service"],
  never,
  Credentials.Credentials | TokenStore.TokenStore | Transport | Scope.Scope
> {
  const credentials = yield* Credentials.Credentials
  const store = yield* TokenStore.TokenStore
  const transport = yield* Transport
  const scope = yield* Effect.scope
  const margin = nanos(options.margin ?? "2 minutes")
  const storeTimeout = options.storeTimeout ?? "1 second"

  let held: Held | undefined
  let refused: string | undefined
  let inFlight: Deferred.Deferred<Token, Failure> | undefined
  let issues = 0

  const usable = (token: Held, now: bigint) =>
    token.endsAt - now > (token.reissued && margin > LAST_MINUTE ? LAST_MINUTE : margin)

  const hold = (value: Redacted.Redacted<string>, endsAt: bigint, reissued: boolean): Held =>
    held = { value, issue: ++issues, endsAt, reissued }

  const failed = (operation: "get" | "set" | "clear") =>
    LogEvent.emit({ event: "portone.token.store-failed", operation })

  // Failed, died or too slow: a store is a cache, so its troubles are a log line and one more token request.
  const guarded = <A>(operation: "get" | "set" | "clear", effect: Effect.Effect<A, TokenStore.TokenStoreFailed>) =>
    Effect.timeout(effect, storeTimeout).pipe(
      Effect.exit,
      Effect.flatMap((exit) =>
        Exit.isSuccess(exit) ? Effect.succeedSome(exit.value) : Effect.as(failed(operation), Option.none<A>())
      )
    )

  const fromStore = Effect.gen(function*() {
    const entry = Option.flatten(yield* guarded("get", store.get(credentials.impKey)))
    if (Option.isNone(entry) || Redacted.value(entry.value.token) === refused) return undefined
    const now = yield* Clock.currentTimeMillis
    // A clock set wrong must not make a token immortal.
    const left = Math.min(entry.value.expiresAt - now, LONGEST_LIFE)
    const monotonic = yield* Clock.monotonicTimeNanos
    const endsAt = monotonic + millisToNanos(left)
    return endsAt - monotonic > margin ? hold(entry.value.token, endsAt, false) : undefined
  })

  const fromProvider = Effect.gen(function*() {
    // Taken before the request leaves, so that time on the wire shortens the life and never lengthens it.
    const before = yield* Clock.monotonicTimeNanos
    const wall = yield* Clock.currentTimeMillis
    const issued = yield* requestToken(transport, credentials)
    const previous = held === undefined ? refused : Redacted.value(held.value)
    const sameToken = previous === Redacted.value(issued.token)
    refused = undefined
    const lifeMillis = issued.lifeSeconds * 1000
    const token = hold(issued.token, before + millisToNanos(lifeMillis), sameToken)
    yield* LogEvent.emit({ event: "portone.token.issued", lifeSeconds: issued.lifeSeconds, sameToken })
    yield* guarded("set", store.set(credentials.impKey, { token: issued.token, expiresAt: wall + lifeMillis }))
    return token
  })

  const obtain = Effect.gen(function*() {
    return (yield* fromStore) ?? (yield* fromProvider)
  })

  // In the layer's scope, so that a caller who is interrupted does not take the token away from the others; and
  // uninterruptible, so that there is never a flight that nobody flies.
  const takeOff = Effect.uninterruptibleMask((restore) => {
    const flight = inFlight = Deferred.makeUnsafe<Token, Failure>()
    const fly = Effect.onExit(obtain, (exit) => {
      inFlight = undefined
      return Deferred.done(flight, exit)
    })
    return Effect.andThen(Effect.forkIn(fly, scope), restore(Deferred.await(flight)))
  })

  const get = Clock.clockWith((clock): Effect.Effect<Token, Failure> =>
    held !== undefined && usable(held, clock.monotonicTimeNanosUnsafe())
      ? Effect.succeed(held)
      : inFlight === undefined
      ? takeOff
      : Deferred.await(inFlight)
  )

  const drop = Effect.fnUntraced(function*(token: Token) {
    if (held?.issue !== token.issue) return
    refused = Redacted.value(token.value)
    held = undefined
    yield* LogEvent.emit({ event: "portone.token.dropped" })
    yield* guarded("clear", store.clear(credentials.impKey, token.value))
  })

  return { get, drop, tier: credentials.tier }
})

/**
 * Access tokens for the given credentials, kept in the given store.
 */
export const layer = (
  options: Options = {}
): Layer.Layer<AccessToken, never, Credentials.Credentials | TokenStore.TokenStore | Transport> =>
  Layer.effect(AccessToken, make(options))

/**
 * Access tokens for the credentials in `PORTONE_IMP_KEY` and `PORTONE_IMP_SECRET`, kept in memory. The usual choice for one process.
 */
export const layerConfig: Layer.Layer<AccessToken, Config.ConfigError, Transport> = /* @__PURE__ */ Layer.provide(
  /* @__PURE__ */ layer(),
  [Credentials.layerConfig, TokenStore.layerMemory]
)

// internal

const millisToNanos = (millis: number) => BigInt(Math.floor(millis)) * 1_000_000n
const nanos = (duration: Duration.Input) => millisToNanos(Duration.toMillis(Duration.fromInputUnsafe(duration)))

// Asked within its last minute, PortOne extends a token by five; asked earlier, it hands out the same one unchanged.
const LAST_MINUTE = millisToNanos(60_000)

// Units: milliseconds. 30 minutes of life plus the 5 of one extension.
const LONGEST_LIFE = 35 * 60_000
