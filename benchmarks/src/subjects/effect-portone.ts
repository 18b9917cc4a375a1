/**
 * This library, the way an Effect application calls it: one fiber for each caller, everything that is on by default left on.
 */
import {
  AccessToken,
  cancel,
  Cancelled,
  CancelRequest,
  Credentials,
  TokenStore,
  type Transport
} from "@effect-portone/core"
import { Effect, Layer, Logger, ManagedRuntime, Option, Redacted } from "effect"
import { CANCELLED, ofPromise, part, type Subject } from "./Subject.ts"

type Over = Layer.Layer<Transport.Transport, unknown>

const runtimeOver = (transport: Over) =>
  ManagedRuntime.make(
    AccessToken.layer().pipe(
      Layer.provide([
        Credentials.layer({ impKey: Redacted.make("key"), impSecret: Redacted.make("secret") }),
        TokenStore.layerMemory
      ]),
      Layer.provideMerge(transport),
      // No peer logs. Without a logger no event is put together.
      Layer.provideMerge(Logger.layer([]))
    )
  )

const cancelled = (impUid: string) =>
  Effect.map(
    cancel(CancelRequest.partial({ impUid, ...part })),
    (done) =>
      done._tag === "CancelConfirmed" && Option.isSome(Cancelled.balanceLeft(done))
        ? done.payment.cancelAmount
        : undefined
  )

/** Callers that are fibers. */
export const inFibers = async (transport: Over): Promise<Subject> => {
  const runtime = runtimeOver(transport)
  await runtime.context()
  return {
    work: (take, note) =>
      runtime.runPromise(Effect.gen(function*() {
        for (let impUid = take(); impUid !== undefined; impUid = take()) {
          const since = performance.now()
          const amount = yield* cancelled(impUid)
          note(performance.now() - since)
          if (amount !== CANCELLED) {
            return yield* Effect.die(new Error(`${impUid} came back with ${String(amount)} cancelled`))
          }
        }
      })),
    close: () => runtime.dispose()
  }
}

/** Callers that are no Effect applications: each cancel is a promise of its own. */
export const inPromises = async (transport: Over): Promise<Subject> => {
  const runtime = runtimeOver(transport)
  await runtime.context()
  return ofPromise((impUid) => runtime.runPromise(cancelled(impUid)), CANCELLED, () => runtime.dispose())
}
