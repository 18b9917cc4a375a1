/**
 * How much goes on at once: so many refunds in this process, so many cancels at one PG, so many cancels a second. Looks are not slowed down.
 */
import type { Transport } from "@effect-portone/core"
import { Context, Effect, Layer, Redacted, Semaphore } from "effect"
import { RateLimiter } from "effect/persistence"
import { Settings } from "./Settings.ts"

export class Pace extends Context.Service<Pace, {
  /** Waits for one of the places of this process. */
  readonly place: <A, E, R>(work: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
  /** Lets nobody else begin and waits for those who have begun. */
  readonly drain: Effect.Effect<void>
  /** Slows down the transport of one refund. A refund looks before it cancels, so its look tells the PG. */
  readonly around: (transport: Transport.Transport["Service"]) => Transport.Transport["Service"]
}>()("worker/Pace") {}

export const layer: Layer.Layer<Pace, never, Settings> = Layer.effect(
  Pace,
  Effect.gen(function*() {
    const { concurrency, perGateway, rate } = yield* Settings
    const places = yield* Semaphore.make(concurrency)
    const limiter = yield* RateLimiter.make
    const gates = new Map<string, Semaphore.Semaphore>()
    const gateOf = (gateway: string) => {
      const known = gates.get(gateway)
      if (known !== undefined) return known
      const gate = Semaphore.makeUnsafe(perGateway)
      gates.set(gateway, gate)
      return gate
    }
    // The memory of a process cannot fail.
    const turn = Effect.orDie(
      RateLimiter.sleep(limiter, { key: "cancel", algorithm: "token-bucket", window: "1 second", limit: rate })
    )
    return {
      place: (work) => places.withPermit(work),
      drain: Effect.asVoid(places.take(concurrency)),
      around: (transport) => {
        let gateway = ""
        return {
          send: (request) =>
            request.method === "POST" && request.path.startsWith("/payments/cancel")
              ? Effect.suspend(() => gateOf(gateway).withPermit(Effect.andThen(turn, transport.send(request))))
              : Effect.tap(transport.send(request), ({ body }) =>
                Effect.sync(() => gateway = gatewayIn(Redacted.value(body)) ?? gateway))
        }
      }
    }
  })
).pipe(Layer.provide(RateLimiter.layerStoreMemory))

// internal

const gatewayIn = (body: string): string | undefined => /"pg_provider"\s*:\s*"([a-z0-9_]{1,40})"/.exec(body)?.[1]
