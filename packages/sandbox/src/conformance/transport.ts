/**
 * The test suite for adapters of `Transport`.
 */
import type { Transport } from "@effect-portone/core"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import { type ConformanceCase, ConformanceFailure } from "./case.ts"
import { stub } from "./stub.ts"
import { promises } from "./transportPromises.ts"

/**
 * The promises that an adapter is known to break.
 */
export interface TransportOptions {
  /**
   * Case name → why the adapter breaks the promise. Such a case passes while the deviation exists
   * and fails when it is gone, so that the list stays correct.
   */
  readonly deviations?: Readonly<Record<string, string>> | undefined
}

/**
 * The cases that an adapter passes if it keeps the promises of the port. Each case starts its own
 * server on loopback and builds the adapter for its address. No case waits for time to pass, so a
 * test clock works as well as a live one.
 *
 * ```ts
 * import { transport } from "@effect-portone/sandbox/conformance"
 * import { NodeTransport } from "@effect-portone/http"
 * import { Effect } from "effect"
 *
 * const cases = transport((baseUrl) => NodeTransport.layer({ baseUrl }))
 * await Effect.runPromise(Effect.forEach(cases, ({ run }) => run))
 * cases[0]?.name // => "carries method, path, query and body as they are"
 * ```
 */
export const transport = <E, R>(
  layer: (baseUrl: string) => Layer.Layer<Transport.Transport, E, R>,
  options: TransportOptions = {}
): ReadonlyArray<ConformanceCase<R>> => {
  const deviations = options.deviations ?? {}
  const names = new Set(promises.map(({ name }) => name))
  const cases = promises.map(({ check, name, reply, url }): ConformanceCase<R> => {
    const run = Effect.gen(function*() {
      const server = yield* stub(reply)
      const baseUrl = url === undefined ? server.baseUrl : yield* url
      yield* Effect.provide(check(server), Layer.fresh(layer(baseUrl)))
    }).pipe(Effect.scoped, Effect.catchCause((cause) => new ConformanceFailure({ promise: name, seen: seenIn(cause) })))
    const why = deviations[name]
    return why === undefined ? { name, run } : { name: `${name} (known deviation: ${why})`, run: mustFail(name, run) }
  })
  const unknown = Object.keys(deviations).filter((name) => !names.has(name))
  return unknown.length === 0
    ? cases
    : [...cases, {
      name: "declares deviations from promises that exist",
      run: new ConformanceFailure({ promise: "deviations are named after cases", seen: unknown.join(", ") })
    }]
}

// internal

const seenIn = (cause: Cause.Cause<unknown>): string => {
  const failure = cause.reasons.find(Cause.isFailReason)?.error
  return typeof failure === "string" ? failure : failure === undefined ? "a defect" : `${Object(failure)["_tag"]}`
}

const mustFail = <R>(name: string, run: Effect.Effect<void, ConformanceFailure, R>) =>
  Effect.flatMap(Effect.exit(run), (exit): Effect.Effect<void, ConformanceFailure> =>
    Exit.isSuccess(exit)
      ? new ConformanceFailure({ promise: `a deviation from "${name}"`, seen: "none; take it off the list" })
      : Effect.void)
