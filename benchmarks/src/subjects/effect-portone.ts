/**
 * This library, called as an Effect application calls it, with everything that is on by default.
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
import { layerJson } from "@effect-portone/logging"
import { Effect, Layer, Logger, ManagedRuntime, Option, Redacted, Tracer } from "effect"
import { inFibersOf } from "./fibers.ts"
import { CANCELLED, type Observer, ofPromise, part, type Subject } from "./Subject.ts"

type Over = Layer.Layer<Transport.Transport, unknown>

const runtimeOver = (transport: Over, observer: Observer) =>
  ManagedRuntime.make(
    AccessToken.layer().pipe(
      Layer.provide([
        Credentials.layer({ impKey: Redacted.make("key"), impSecret: Redacted.make("secret") }),
        TokenStore.layerMemory
      ]),
      Layer.provideMerge(transport),
      Layer.provideMerge(observers[observer])
    )
  )

// A tracer that keeps every span for a while, as one that exports them in batches does.
const recording = Layer.sync(Tracer.Tracer, () => {
  let spans: Array<Tracer.Span> = []
  return Tracer.make({
    span: (options) => {
      if (spans.length === 512) spans = []
      const span = new Tracer.NativeSpan(options)
      spans.push(span)
      return span
    }
  })
})

const observers: Readonly<Record<Observer, Layer.Layer<never>>> = {
  // No peer logs. Without a logger no event is built.
  plain: Logger.layer([]),
  json: layerJson(),
  tracer: Layer.merge(Logger.layer([]), recording)
}

const cancelled = (impUid: string) =>
  Effect.map(
    cancel(CancelRequest.partial({ impUid, ...part })),
    (done) =>
      done._tag === "CancelConfirmed" && Option.isSome(Cancelled.balanceLeft(done))
        ? done.payment.cancelAmount
        : undefined
  )

/** Callers that are fibers. */
export const inFibers = (transport: Over, observer: Observer = "plain"): Promise<Subject> =>
  inFibersOf(runtimeOver(transport, observer), cancelled)

/** Callers outside Effect: each cancel is a promise of its own. */
export const inPromises = async (transport: Over): Promise<Subject> => {
  const runtime = runtimeOver(transport, "plain")
  await runtime.context()
  return ofPromise((impUid) => runtime.runPromise(cancelled(impUid)), CANCELLED, () => runtime.dispose())
}
