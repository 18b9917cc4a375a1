/**
 * Limits of this process: refunds at once, cancels at once for each PG, cancels a second.
 *
 * Look-ups are not limited.
 */
import type { Payment, Transport } from "@effect-portone/core"
import { Context, Effect, Layer, Option, Semaphore } from "effect"
import { RateLimiter } from "effect/persistence"
import { Settings } from "./Settings.ts"

/**
 * The transport of one refund, and the hook of `refundOnce` that reports the payment's PG to it.
 */
export interface LimitedTransport {
  readonly transport: Transport.Transport["Service"]
  readonly onPayment: (payment: Pick<Payment.Payment, "pgProvider">) => Effect.Effect<void>
}

export class Limits extends Context.Service<Limits, {
  /** Runs a refund as soon as fewer than `WORKER_CONCURRENCY` are running. */
  readonly withPermit: <A, E, R>(refund: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
  /** Lets no further refund start and waits for the running ones. */
  readonly drain: Effect.Effect<void>
  /**
   * For one refund. `refundOnce` looks the payment up before it cancels, so the PG is known by
   * then.
   */
  readonly limit: (transport: Transport.Transport["Service"]) => LimitedTransport
}>()("worker/Limits") {}

export const layer: Layer.Layer<Limits, never, Settings> = Layer.effect(
  Limits,
  Effect.gen(function*() {
    const { concurrency, perGateway, rate } = yield* Settings
    const permits = yield* Semaphore.make(concurrency)
    const limiter = yield* RateLimiter.make
    const gateways = new Map<string, Semaphore.Semaphore>()
    const permitsOf = (gateway: string) => {
      const known = gateways.get(gateway)
      if (known !== undefined) return known
      const permits = Semaphore.makeUnsafe(perGateway)
      gateways.set(gateway, permits)
      return permits
    }
    // `orDie`: a rate limiter in memory does not fail.
    const turn = Effect.orDie(
      RateLimiter.sleep(limiter, { key: "cancel", algorithm: "token-bucket", window: "1 second", limit: rate })
    )
    return {
      withPermit: (refund) => permits.withPermit(refund),
      drain: Effect.asVoid(permits.take(concurrency)),
      limit: (transport) => {
        let gateway = ""
        return {
          onPayment: ({ pgProvider }) => Effect.sync(() => gateway = Option.getOrElse(pgProvider, () => gateway)),
          transport: {
            send: (request) =>
              request.method === "POST" && request.path.startsWith("/payments/cancel")
                ? Effect.suspend(() => permitsOf(gateway).withPermit(Effect.andThen(turn, transport.send(request))))
                : transport.send(request)
          }
        }
      }
    }
  })
).pipe(Layer.provide(RateLimiter.layerStoreMemory))
