/**
 * The access token. It is requested once for all callers, used until shortly before it expires, and
 * dropped when PortOne rejects it.
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import { type CredentialsRejected, NotSent } from "./CancelError.ts"
import * as Credentials from "./Credentials.ts"
import { requestToken } from "./internal/wire/requestToken.ts"
import * as LogEvent from "./LogEvent.ts"
import type { InvalidSettings } from "./Settings.ts"
import * as TokenStore from "./TokenStore.ts"
import { Transport } from "./Transport.ts"

/**
 * A token in use. `issue` identifies one issuance, even if PortOne returns the same token again.
 */
export interface Token {
  readonly value: Redacted.Redacted<string>
  readonly issue: number
}

/**
 * Access tokens.
 *
 * - `get` fails with `CredentialsRejected` (wrong key or secret) or `NotSent` (there is no token,
 *   so nothing was sent).
 * - `drop` discards a token that PortOne rejected; the next `get` requests another.
 * - `tier` is the sub-merchant of requests that have no tier of their own.
 * - `secrets` are key and secret. They are removed where PortOne repeats them in a message.
 *
 * Spec: "401: Unauthorized — 인증 Token이 전달되지 않았거나 유효하지 않은 경우".
 */
export class AccessToken extends Context.Service<AccessToken, {
  readonly get: Effect.Effect<Token, CredentialsRejected | NotSent>
  readonly drop: (token: Token) => Effect.Effect<void>
  readonly tier: string | undefined
  readonly secrets?: ReadonlyArray<Redacted.Redacted<string>> | undefined
}>()("@effect-portone/core/AccessToken") {}

/**
 * How long tokens are used.
 */
export interface Options {
  /**
   * A token with less remaining life is refreshed before use, so that it outlives the request.
   *
   * Units: duration, default 2 minutes.
   */
  readonly margin?: Duration.Input | undefined
  /**
   * A store operation that takes longer counts as failed.
   *
   * Units: duration, default 1 second.
   */
  readonly storeTimeout?: Duration.Input | undefined
}

interface Current extends Token {
  /** Units: nanoseconds on the monotonic clock. */
  readonly endsAt: bigint
  /** PortOne issued the same token again, so a request before its last minute changes nothing. */
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
  // Copies, because the owner of the credentials may wipe them while a request is on its way.
  const secrets = [credentials.impKey, credentials.impSecret].map((one) => Redacted.make(Redacted.value(one)))

  let current: Current | undefined
  let rejected: string | undefined
  let inFlight: Deferred.Deferred<Token, Failure> | undefined
  let issues = 0

  const usable = (token: Current, now: bigint) =>
    token.endsAt - now > (token.reissued && margin > LAST_MINUTE ? LAST_MINUTE : margin)

  const use = (value: Redacted.Redacted<string>, endsAt: bigint, reissued: boolean): Current =>
    current = { value, issue: ++issues, endsAt, reissued }

  const failed = (operation: "get" | "set" | "clear") =>
    LogEvent.emit({ event: "portone.token.store-failed", operation })

  // A store is a cache: if it fails, dies or is too slow, that is logged and a token is requested.
  // It runs in a fiber of its own, because a part of it that cannot be interrupted, such as opening
  // a connection, must not make the caller wait.
  const guarded = <A>(operation: "get" | "set" | "clear", effect: Effect.Effect<A, TokenStore.TokenStoreFailed>) =>
    Effect.flatMap(
      Effect.forkIn(effect, scope, { startImmediately: true, uninterruptible: false }),
      (fiber) =>
        Effect.onExit(
          Effect.timeout(Fiber.await(fiber), storeTimeout),
          () => Effect.sync(() => fiber.interruptUnsafe())
        )
    ).pipe(
      Effect.exit,
      Effect.flatMap((exit) =>
        Exit.isSuccess(exit) && Exit.isSuccess(exit.value)
          ? Effect.succeedSome(exit.value.value)
          : Effect.as(failed(operation), Option.none<A>())
      )
    )

  const fromStore = Effect.gen(function*() {
    const entry = Option.flatten(yield* guarded("get", store.get(credentials.impKey)))
    if (Option.isNone(entry) || Redacted.value(entry.value.token) === rejected) return undefined
    const now = yield* Clock.currentTimeMillis
    // A wrong clock must not make a token live longer than PortOne's tokens can.
    const left = Math.min(entry.value.expiresAt - now, LONGEST_LIFE)
    const monotonic = yield* Clock.monotonicTimeNanos
    const endsAt = monotonic + millisToNanos(left)
    return endsAt - monotonic > margin ? use(entry.value.token, endsAt, false) : undefined
  })

  const fromProvider = Effect.gen(function*() {
    // Read before the request is sent, so that its duration shortens the life of the token.
    const before = yield* Clock.monotonicTimeNanos
    const wall = yield* Clock.currentTimeMillis
    const issued = yield* requestToken(transport, credentials)
    const previous = current === undefined ? rejected : Redacted.value(current.value)
    const sameToken = previous === Redacted.value(issued.token)
    rejected = undefined
    const lifeMillis = issued.lifeSeconds * 1000
    const token = use(issued.token, before + millisToNanos(lifeMillis), sameToken)
    yield* LogEvent.emit({ event: "portone.token.issued", lifeSeconds: issued.lifeSeconds, sameToken })
    yield* guarded("set", store.set(credentials.impKey, { token: issued.token, expiresAt: wall + lifeMillis }))
    return token
  })

  const obtain = Effect.gen(function*() {
    return (yield* fromStore) ?? (yield* fromProvider)
  })

  // Runs in the layer's scope: interrupting one caller must not cancel the shared token request.
  // Uninterruptible up to the fork: a request in `inFlight` is always running.
  const obtainShared = Effect.uninterruptibleMask((restore) => {
    const shared = inFlight = Deferred.makeUnsafe<Token, Failure>()
    return Effect.flatMap(Effect.forkIn(obtain, scope), (request) => {
      // An observer, because in a scope that is closed the request ends without having begun.
      request.addObserver((exit) => {
        inFlight = undefined
        Deferred.doneUnsafe(shared, Exit.hasInterrupts(exit) ? Exit.fail(layerClosed()) : exit)
      })
      return restore(Deferred.await(shared))
    })
  })

  const get = Clock.clockWith((clock): Effect.Effect<Token, Failure> =>
    current !== undefined && usable(current, clock.monotonicTimeNanosUnsafe())
      ? Effect.succeed(current)
      : inFlight === undefined
      ? obtainShared
      : Deferred.await(inFlight)
  )

  const drop = Effect.fnUntraced(function*(token: Token) {
    if (current?.issue !== token.issue) return
    rejected = Redacted.value(token.value)
    current = undefined
    yield* LogEvent.emit({ event: "portone.token.dropped" })
    yield* guarded("clear", store.clear(credentials.impKey, token.value))
  })

  return { get, drop, tier: credentials.tier, secrets }
})

/**
 * Access tokens for the given credentials, stored in the given store.
 */
export const layer = (
  options: Options = {}
): Layer.Layer<AccessToken, never, Credentials.Credentials | TokenStore.TokenStore | Transport> =>
  Layer.effect(AccessToken, make(options))

/**
 * Access tokens for the credentials in `PORTONE_IMP_KEY` and `PORTONE_IMP_SECRET`, stored in
 * memory. The usual choice for one process.
 */
export const layerConfig: Layer.Layer<AccessToken, InvalidSettings, Transport> = /* @__PURE__ */ Layer.suspend(() =>
  Layer.provide(layer(), [Credentials.layerConfig, TokenStore.layerMemory])
)

// internal

// Nothing but the end of the layer interrupts the shared request, so no caller was interrupted.
const layerClosed = () => new NotSent({ reason: "TokenUnavailable", detail: "the layer of AccessToken is closed" })

const millisToNanos = (millis: number) => BigInt(Math.floor(millis)) * 1_000_000n
const nanos = (duration: Duration.Input) => millisToNanos(Duration.toMillis(Duration.fromInputUnsafe(duration)))

// In its last minute, a request extends a token by five minutes; before, it returns it unchanged.
const LAST_MINUTE = millisToNanos(60_000)

// Units: milliseconds. 30 minutes of life plus the 5 of one extension.
const LONGEST_LIFE = 35 * 60_000
