/**
 * Decides, just before a cancel is sent, whether it may be: not while it is on hold, and not after
 * a person has resolved its refund. Look-ups always pass.
 */
import { CancelError, type Transport } from "@effect-portone/core"
import { Clock, Context, Effect, Layer, Semaphore } from "effect"
import { SqlClient, type SqlError } from "effect/sql"
import { heldPgs, Holds } from "../jobs/Holds.ts"
import type { Job } from "../jobs/Job.ts"
import { Settings } from "../Settings.ts"
import type { GiveBack } from "./GivenBack.ts"

export class Gate extends Context.Service<Gate, {
  /**
   * The transport of one call of `refundOnce`. The refund is given back where its cancel may not be
   * sent, because it is on hold or the process stops, and the ledger has recorded that.
   */
  readonly guard: (
    transport: Transport.Transport["Service"],
    job: Pick<Job, "key">,
    /** As far as it is known when the cancel is about to be sent. */
    pg: () => string | undefined,
    giveBack: GiveBack
  ) => Transport.Transport["Service"]
  /** PGs of which no job is to be begun. At most `FRESH` old. */
  readonly held: Effect.Effect<ReturnType<typeof heldPgs>, SqlError.SqlError>
  /** The process stops: no cancel passes any more. */
  readonly close: Effect.Effect<void>
  /** How many cancels have passed and have no answer yet. */
  readonly inFlight: () => number
}>()("worker/Gate") {}

/**
 * For so long a process may go by the holds and resolutions that it has read. After this time,
 * a command that has changed them may report that no process begins such a cancel any more.
 *
 * Units: milliseconds.
 */
export const FRESH = 250

export const layer: Layer.Layer<Gate, SqlError.SqlError, Holds | SqlClient.SqlClient | Settings> = Layer.effect(
  Gate,
  Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    const { merchant } = yield* Settings
    const { list } = yield* Holds
    const clock = yield* Clock.Clock
    const monotonic = () => Number(clock.monotonicTimeNanosUnsafe() / 1_000_000n)
    const [head] = yield* sql<{ seq: number | bigint }>`SELECT seq FROM refund_event_head WHERE merchant = ${merchant}`
    /** A job that was resolved before this process started is never claimed by it. */
    let seen = Number(head?.seq ?? 0)
    let held: ReturnType<typeof heldPgs> = []
    let readAt = Number.NEGATIVE_INFINITY
    const resolved = new Set<string>()

    const reading = Semaphore.makeUnsafe(1)
    /** Reads what is older, once for all that ask at the same time. */
    const refresh = reading.withPermit(Effect.gen(function*() {
      const since = monotonic()
      if (since - readAt < FRESH) return
      held = heldPgs(yield* list)
      const rows = yield* sql<{ seq: number | bigint; key: string | null }>`SELECT head.seq, event.key
        FROM refund_event_head head LEFT JOIN refund_event event ON event.merchant = head.merchant
          AND event.seq > ${seen} AND event.seq <= head.seq AND event.action = 'resolved'
        WHERE head.merchant = ${merchant}`
      for (const { key, seq } of rows) {
        if (key !== null) resolved.add(key)
        seen = Number(seq)
      }
      readAt = since
    }))

    /** Reads again where the reading itself took too long to go by it. */
    const fresh = Effect.gen(function*() {
      for (let tries = 0; tries < TRIES; tries++) {
        yield* refresh
        if (monotonic() - readAt < FRESH) return true
      }
      return false
    })

    let isClosed = false
    let inFlight = 0
    const mayCancel = (key: string, pg: string | undefined) =>
      fresh.pipe(
        Effect.map((isFresh) =>
          isFresh && !isClosed && !resolved.has(key) && held !== "every PG" && !held.includes(pg ?? "")
        ),
        // What cannot be read may be a hold.
        Effect.orElseSucceed(() => false)
      )

    return Gate.of({
      held: Effect.andThen(refresh, Effect.sync(() => held)),
      close: Effect.sync(() => void (isClosed = true)),
      inFlight: () => inFlight,
      guard: (transport, { key }, pg, giveBack) => {
        let passed = 0
        let isStopped = false
        return {
          send: (request) => {
            // The request after one that was not sent comes when the ledger has recorded that, so
            // the refund can be given back without a doubt.
            if (isStopped && passed === 0) {
              return Effect.andThen(giveBack({ pg: pg(), pause: isClosed ? "short" : "usual" }), Effect.never)
            }
            if (request.method !== "POST" || !request.path.startsWith("/payments/cancel")) {
              return transport.send(request)
            }
            return Effect.flatMap(mayCancel(key, pg()), (may) => {
              if (may) {
                passed++
                inFlight++
                return Effect.ensuring(transport.send(request), Effect.sync(() => inFlight--))
              }
              isStopped = true
              return Effect.fail(new CancelError.NotSent({ reason: "Other", detail: "on hold" }))
            })
          }
        }
      }
    })
  })
)

// internal

/** A database that is always slower than `FRESH` may have a hold that cannot be read in time. */
const TRIES = 10
