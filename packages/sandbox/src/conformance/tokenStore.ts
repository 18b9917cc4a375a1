/**
 * The test suite for adapters of `TokenStore`.
 */
import type { TokenStore } from "@effect-portone/core"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import { type ConformanceCase, ConformanceFailure } from "./case.ts"
import { promises } from "./tokenStorePromises.ts"
import { clear, get, holds, type Kept, revealsNothing, set, type Subject, subject } from "./tokenStoreSubject.ts"

/**
 * Access to the backing store; each option adds a case. `Backing` is what the layer provides in
 * addition to the `TokenStore`.
 */
export interface TokenStoreOptions<Backing> {
  /** The current names of the entries in the backing store. */
  readonly keyNames?: Effect.Effect<ReadonlyArray<string>, unknown, Backing> | undefined
  /** Makes every entry in the backing store unreadable. */
  readonly spoil?: Effect.Effect<unknown, unknown, Backing> | undefined
  /** The adapter over a backing store in which every operation fails. */
  readonly broken?: Layer.Layer<TokenStore.TokenStore, unknown> | undefined
}

/**
 * The cases that an adapter passes if it keeps the promises of the port. Each case builds a fresh
 * layer and uses accounts of its own, so a store that is in use can be tested too.
 *
 * ```ts
 * import { TokenStore } from "@effect-portone/core"
 * import { tokenStore } from "@effect-portone/sandbox/conformance"
 * import { Effect } from "effect"
 *
 * const [first] = tokenStore(TokenStore.layerMemory)
 * first?.name // => "returns what was set for the account"
 * if (first !== undefined) await Effect.runPromise(first.run)
 * ```
 */
export const tokenStore = <Backing, E, R>(
  layer: Layer.Layer<TokenStore.TokenStore | Backing, E, R>,
  options: TokenStoreOptions<Backing> = {}
): ReadonlyArray<ConformanceCase<R>> => {
  const { broken, keyNames, spoil } = options
  const all: Array<Kept<TokenStore.TokenStore | Backing>> = [...promises]
  if (keyNames !== undefined) all.push(["names no entry after its account or token", namesNothing(keyNames)])
  if (spoil !== undefined) all.push(["returns nothing for an unreadable entry, and can set it again", survives(spoil)])
  if (broken !== undefined) {
    all.push(["fails with a TokenStoreFailed that tells nothing, when the backing store fails", failsQuietly(broken)])
  }
  return all.map(([name, body]) => ({
    name,
    run: Effect.flatMap(subject, body).pipe(
      Effect.provide(Layer.fresh(layer)),
      Effect.catchCause((cause) => Cause.hasInterruptsOnly(cause) ? Effect.interrupt : Effect.fail(broke(name, cause)))
    )
  }))
}

// internal

const namesNothing = <R>(keyNames: Effect.Effect<ReadonlyArray<string>, unknown, R>) =>
  Effect.fnUntraced(function*({ account, token }: Subject) {
    const before = yield* keyNames
    yield* set(account, token)
    const after = yield* keyNames
    if (after.length <= before.length) return yield* Effect.fail("no new entry in the backing store")
    yield* revealsNothing("a key name", after, [account, token])
  })

const survives = <R>(spoil: Effect.Effect<unknown, unknown, R>) =>
  Effect.fnUntraced(function*({ account, newer, token }: Subject) {
    yield* set(account, token)
    yield* spoil
    yield* holds(account, undefined)
    yield* clear(account, token)
    yield* set(account, newer)
    yield* holds(account, newer)
  })

const failsQuietly = (broken: Layer.Layer<TokenStore.TokenStore, unknown>) =>
  Effect.fnUntraced(function*({ account, token }: Subject) {
    const operations = {
      get: Effect.asVoid(get(account)),
      set: Effect.asVoid(set(account, token)),
      clear: clear(account, token)
    }
    for (const [operation, effect] of Object.entries(operations)) {
      const exit = yield* Effect.exit(effect)
      const cause = exit._tag === "Failure" ? exit.cause : Cause.empty
      const failure = Option.getOrUndefined(Cause.findErrorOption(cause))
      if (failure?._tag !== "TokenStoreFailed" || failure.operation !== operation) {
        return yield* Effect.fail(`no TokenStoreFailed of ${operation}`)
      }
      const seen = [failure, failure.message, JSON.stringify(failure), cause, Cause.pretty(cause)]
      yield* revealsNothing("an error", seen, [account, token])
    }
  }, Effect.provide(Layer.fresh(broken)))

const broke = (promise: string, cause: Cause.Cause<unknown>) => {
  const error = Cause.squash(cause)
  return new ConformanceFailure({
    promise,
    seen: typeof error === "string" ? error : error instanceof Error ? `${error.name}: ${error.message}` : "a failure"
  })
}
