/**
 * Limits of this process: requests at once, cancels at once for each PG, cancels a second.
 *
 * A place is taken by a request only, not by a refund that waits: for a pause, for its PG, or for
 * its turn. So a PG that hangs takes the places of its own cancels and no others.
 */
import type { Payment, Transport } from "@effect-portone/core"
import { Clock, Context, Effect, Layer, Option, PartitionedSemaphore, Semaphore } from "effect"
import * as RateLimiter from "effect/persistence/RateLimiter"
import type { Seen } from "../jobs/record.ts"
import { Settings } from "../Settings.ts"
import * as Metrics from "../watch/metrics.ts"
import type { GiveBack } from "./GivenBack.ts"

/**
 * The transport of one refund, and the hook of `refundOnce` that reports the payment's PG to it.
 */
export interface LimitedTransport {
  readonly transport: Transport.Transport["Service"]
  readonly onPayment: (
    payment: Pick<Payment.Payment, "pgProvider"> & Partial<Pick<Payment.Payment, "currency">>
  ) => Effect.Effect<void>
  readonly seen: () => Seen
  /** Call it when the refund is over. */
  readonly leave: Effect.Effect<void>
}

export class Limits extends Context.Service<Limits, {
  /** How many refunds may be in progress: more than requests, because most of them wait. */
  readonly refunds: number
  /** PGs that have no room for another refund. */
  readonly fullPgs: () => ReadonlyArray<string>
  /**
   * How many more refunds may begin at each PG that was full a short time ago. A refund that begins
   * without room is looked up for nothing.
   */
  readonly room: () => ReadonlyMap<string, number>
  /**
   * For one refund, which is given back as soon as its PG is known to have no room for it.
   * `refundOnce` looks the payment up before it cancels, so the PG is known by then.
   */
  readonly limit: (transport: Transport.Transport["Service"], giveBack: GiveBack) => LimitedTransport
}>()("worker/Limits") {}

/** The bulkhead of a PG. */
interface Gateway {
  readonly permits: Semaphore.Semaphore
  /** Refunds that wait for their cancel, and cancels. */
  busy: number
  /** Refunds that wait for room, in their order. Each is let in by a call. */
  readonly waiting: Set<() => void>
  /** When it had no room, the last time that a refund came. */
  fullAt: number
  /** Since when it has had no room, or when a refund left it last. */
  changedAt: number
}

export const layer: Layer.Layer<Limits, never, Settings> = Layer.effect(
  Limits,
  Effect.gen(function*() {
    const { concurrency, perGateway, rate } = yield* Settings
    const clock = yield* Clock.Clock
    const monotonic = () => Number(clock.monotonicTimeNanosUnsafe() / 1_000_000n)
    const refunds = Math.max(LEAST, WAITING * concurrency)
    // Of both kinds in turn: a cancel must not wait for the look-ups of hundreds of other refunds.
    const places = yield* PartitionedSemaphore.make<"look-up" | "cancel">({ permits: concurrency })
    const limiter = yield* RateLimiter.make
    const gateways = new Map<string, Gateway>()
    const gatewayOf = (name: string): Gateway => {
      const known = gateways.get(name)
      if (known !== undefined) return known
      const gateway = {
        permits: Semaphore.makeUnsafe(perGateway),
        busy: 0,
        waiting: new Set<() => void>(),
        fullAt: Number.NEGATIVE_INFINITY,
        changedAt: Number.NEGATIVE_INFINITY
      }
      gateways.set(name, gateway)
      return gateway
    }
    // As many wait as are sent, so that a finished cancel is replaced at once.
    const hasRoom = ({ busy }: Gateway) => busy < 2 * perGateway
    const wasFull = (gateway: Gateway) => !hasRoom(gateway) || monotonic() - gateway.fullAt < FULL
    const hangs = ({ changedAt }: Gateway) => monotonic() - changedAt >= ROOM
    // Not for every single place, so that a claim has some.
    const roomOf = ({ busy, waiting }: Gateway) => {
      const free = 2 * perGateway - busy - waiting.size
      return 2 * free < perGateway ? 0 : free
    }
    // `orDie`: a rate limiter in memory does not fail.
    const turn = Effect.orDie(
      RateLimiter.sleep(limiter, { key: "cancel", algorithm: "token-bucket", window: "1 second", limit: rate })
    )
    return {
      refunds,
      fullPgs: () => [...gateways].flatMap(([name, one]) => hasRoom(one) ? [] : [name]),
      room: () => new Map([...gateways].filter(([, one]) => wasFull(one)).map(([name, one]) => [name, roomOf(one)])),
      limit: (transport, giveBack) => {
        let seen: Seen = { pg: undefined, currency: undefined }
        let looked = false
        let entered: Gateway | undefined
        const leave = Effect.sync(() => {
          if (entered === undefined) return
          entered.busy--
          entered.changedAt = monotonic()
          const [next] = entered.waiting
          if (next !== undefined && hasRoom(entered)) next()
          entered = undefined
        })
        const letIn = (gateway: Gateway) => {
          entered = gateway
          gateway.busy++
          if (!hasRoom(gateway)) gateway.fullAt = gateway.changedAt = monotonic()
        }
        const awaitRoom = (gateway: Gateway) =>
          Effect.callback<void>((resume) => {
            const come = () => {
              gateway.waiting.delete(come)
              letIn(gateway)
              resume(Effect.void)
            }
            gateway.waiting.add(come)
            return Effect.sync(() => gateway.waiting.delete(come))
          })
        const enter = Effect.fnUntraced(function*(name: string) {
          const gateway = gatewayOf(name)
          if (hasRoom(gateway)) return letIn(gateway)
          gateway.fullAt = monotonic()
          // While a PG hangs, its refunds are not worth waiting for.
          if (!hangs(gateway)) yield* Effect.timeoutOption(awaitRoom(gateway), ROOM)
          if (entered !== undefined) return
          yield* giveBack({ pg: name, pause: "short" })
          // The caller gives the refund up now; otherwise it goes on and waits for its turn.
          yield* Effect.sleep(ROOM)
          letIn(gateway)
        })
        return {
          seen: () => seen,
          leave,
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
              const sent = request.method === "GET"
                ? places.withPermit("look-up")(Effect.andThen(Metrics.lookedUp, transport.send(request)))
                : places.withPermit("cancel")(transport.send(request))
              return request.method === "POST" && request.path.startsWith("/payments/cancel")
                ? Effect.suspend(() => {
                  const gateway = gatewayOf(seen.pg ?? "")
                  if (entered === undefined) letIn(gateway)
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
/** How long a refund waits for room at its PG. Units: milliseconds. */
const ROOM = 2000
/**
 * For so long after a PG was full, no more refunds are begun than it has room for. Units:
 * milliseconds.
 */
const FULL = 60_000
