/**
 * Limits of this process: requests at once, cancels at once for each PG, cancels a second.
 *
 * A place is taken by a request only, not by a refund that waits: for a pause, for its PG, or for
 * its turn. So a PG that hangs takes the places of its own cancels and no others.
 */
import type { Payment, Transport } from "@effect-portone/core"
import { Clock, Context, Deferred, Effect, Layer, Option, Semaphore } from "effect"
import { RateLimiter } from "effect/persistence"
import type { Seen } from "../jobs/record.ts"
import { Settings } from "../Settings.ts"
import * as Metrics from "../watch/metrics.ts"

/**
 * The transport of one refund, and the hook of `refundOnce` that reports the payment's PG to it.
 */
export interface LimitedTransport {
  readonly transport: Transport.Transport["Service"]
  readonly onPayment: (
    payment: Pick<Payment.Payment, "pgProvider"> & Partial<Pick<Payment.Payment, "currency">>
  ) => Effect.Effect<void>
  /** The PG, as soon as it is known that it has no room for this refund. Nothing was sent. */
  readonly whenFull: Effect.Effect<string>
  readonly seen: () => Seen
  /** Call it when the refund is over. */
  readonly leave: Effect.Effect<void>
}

export class Limits extends Context.Service<Limits, {
  /** How many refunds may be in progress: more than requests, because most of them wait. */
  readonly refunds: number
  /** PGs that have had no room for some time. */
  readonly fullPgs: () => ReadonlyArray<string>
  /**
   * For one refund. `refundOnce` looks the payment up before it cancels, so the PG is known by
   * then.
   */
  readonly limit: (transport: Transport.Transport["Service"]) => LimitedTransport
}>()("worker/Limits") {}

/** The bulkhead of a PG. `busy` counts refunds that wait for their cancel, and cancels. */
interface Gateway {
  readonly permits: Semaphore.Semaphore
  busy: number
  fullAt: number
}

export const layer: Layer.Layer<Limits, never, Settings> = Layer.effect(
  Limits,
  Effect.gen(function*() {
    const { concurrency, perGateway, rate } = yield* Settings
    const clock = yield* Clock.Clock
    const monotonic = () => Number(clock.monotonicTimeNanosUnsafe() / 1_000_000n)
    const refunds = Math.max(LEAST, WAITING * concurrency)
    const places = yield* Semaphore.make(concurrency)
    const limiter = yield* RateLimiter.make
    const gateways = new Map<string, Gateway>()
    const gatewayOf = (name: string): Gateway => {
      const known = gateways.get(name)
      if (known !== undefined) return known
      const gateway = {
        permits: Semaphore.makeUnsafe(perGateway),
        busy: 0,
        fullAt: Number.NEGATIVE_INFINITY
      }
      gateways.set(name, gateway)
      return gateway
    }
    // As many wait as are sent, so that a finished cancel is replaced at once.
    const hasRoom = ({ busy }: Gateway) => busy < 2 * perGateway
    const wasFull = ({ fullAt }: Gateway) => monotonic() - fullAt < FULL
    // `orDie`: a rate limiter in memory does not fail.
    const turn = Effect.orDie(
      RateLimiter.sleep(limiter, { key: "cancel", algorithm: "token-bucket", window: "1 second", limit: rate })
    )
    return {
      refunds,
      fullPgs: () => [...gateways].flatMap(([name, one]) => wasFull(one) && !hasRoom(one) ? [name] : []),
      limit: (transport) => {
        const full = Deferred.makeUnsafe<string>()
        let seen: Seen = { pg: undefined, currency: undefined }
        let looked = false
        let entered: Gateway | undefined
        const leave = Effect.sync(() => {
          if (entered !== undefined) entered.busy--
          entered = undefined
        })
        const enter = Effect.fnUntraced(function*(name: string) {
          const gateway = gatewayOf(name)
          // While a PG hangs, its refunds are not worth waiting for.
          const patience = wasFull(gateway) ? 0 : ROOM
          for (let waited = 0; waited < patience && !hasRoom(gateway); waited += EVERY) yield* Effect.sleep(EVERY)
          if (!hasRoom(gateway)) {
            gateway.fullAt = monotonic()
            yield* Deferred.succeed(full, name)
            // The caller gives the refund up now; otherwise it goes on and waits for its turn.
            yield* Effect.sleep(ROOM)
          }
          gateway.busy++
          entered = gateway
        })
        return {
          seen: () => seen,
          leave,
          whenFull: Deferred.await(full),
          onPayment: ({ currency, pgProvider }) =>
            Effect.suspend(() => {
              seen = {
                pg: named(PG, pgProvider) ?? seen.pg,
                currency: named(CURRENCY, currency) ?? seen.currency
              }
              // Later look-ups come after a cancel, and what was begun is not given up.
              if (looked) return Effect.void
              looked = true
              return enter(seen.pg ?? "")
            }),
          transport: {
            send: (request) => {
              const isLookUp = request.method === "GET"
              const sent = places.withPermit(
                isLookUp ? Effect.andThen(Metrics.lookedUp, transport.send(request)) : transport.send(request)
              )
              return request.method === "POST" && request.path.startsWith("/payments/cancel")
                ? Effect.suspend(() => {
                  const gateway = gatewayOf(seen.pg ?? "")
                  if (entered === undefined) gateway.busy++
                  entered = gateway
                  return gateway.permits.withPermit(Effect.andThen(turn, sent)).pipe(Effect.ensuring(leave))
                })
                : sent
            }
          }
        }
      }
    }
  })
).pipe(Layer.provide(RateLimiter.layerStoreMemory))

// internal

/** What is not such a name is not kept: a database may reject it, and a label may not have it. */
const PG = /^[\w.-]{1,64}$/
const CURRENCY = /^[A-Z]{3}$/

const named = (form: RegExp, name: Option.Option<string> | undefined): string | undefined =>
  name === undefined ? undefined : Option.getOrUndefined(Option.filter(name, (name) => form.test(name)))

/** Refunds in progress for each request at once, because a refund also waits for its commits. */
const WAITING = 8
/** Refunds in progress, if a few requests at once would allow fewer. */
const LEAST = 256
/** How long a refund waits for room at its PG, and how often it looks. Units: milliseconds. */
const ROOM = 2000
const EVERY = 20
/** For so long a PG that had no room is not waited for. Units: milliseconds. */
const FULL = 60_000
