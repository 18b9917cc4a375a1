/**
 * Look-ups by order id, and lists, against the sandbox over sockets.
 */
import {
  cancel,
  CancelRequest,
  type FindPayment,
  findPayment,
  ListPayments,
  listPayments,
  Payment
} from "@effect-portone/core"
import { layer as sandboxLayer, Sandbox } from "@effect-portone/sandbox/Sandbox"
import { assert, describe, layer } from "@effect/vitest"
import { Effect, Layer, Option, Stream } from "effect"
import { sandboxClient } from "./sandboxClient.ts"

let order = 0
const nextOrder = () => `look-up-${++order}`

// Attempts in the order in which they are started.
const attempts = Effect.fnUntraced(function*(
  merchant_uid: string,
  ...kinds: ReadonlyArray<{ readonly kind: string; readonly [field: string]: unknown }>
) {
  const sandbox = yield* Sandbox
  const made: Array<string> = []
  for (const [index, fields] of kinds.entries()) {
    const payment = yield* sandbox.seed({ merchant_uid, started_at: 1_790_000_000 + index, amount: 10_000, ...fields })
    made.push(payment.imp_uid)
  }
  return made
})

const lookUps = Effect.gen(function*() {
  const sandbox = yield* Sandbox
  return (yield* sandbox.requests)["find"]?.received ?? 0
})

layer(sandboxClient().pipe(Layer.provideMerge(sandboxLayer())))("over HTTP", (it) => {
  describe("A15 findPayment by merchantUid", () => {
    it.effect("finds the paid attempt before a failed one, which is the one that a cancel takes", () =>
      Effect.gen(function*() {
        const merchantUid = nextOrder()
        const [paid] = yield* attempts(merchantUid, { kind: "card" }, { kind: "failed-card" })

        const payment = yield* findPayment({ merchantUid })
        const checksum = Payment.cancellableBalance(payment)
        const done = yield* cancel(CancelRequest.full({ merchantUid, checksum, reason: "변심" }))

        assert.strictEqual(payment.impUid, paid)
        assert.strictEqual(done._tag === "CancelConfirmed" ? done.payment.impUid : undefined, payment.impUid)
      }))

    const kinds = {
      paid: { kind: "card" },
      failed: { kind: "failed-card" },
      ready: { kind: "vbank-ready" },
      partly: { kind: "card", cancelled: 3000 },
      refunded: { kind: "card", cancelled: 10_000 },
      pending: { kind: "card", status: "pending", paid_at: 0 }
    } as const
    type Kind = keyof typeof kinds
    const orders: ReadonlyArray<readonly [ReadonlyArray<Kind>, number]> = [
      [["paid"], 0],
      [["failed"], 0],
      [["failed", "paid"], 1],
      [["paid", "failed", "failed"], 0],
      [["paid", "ready"], 0],
      [["partly", "failed"], 0],
      [["refunded", "paid", "failed"], 1],
      [["paid", "refunded"], 0],
      [["failed", "refunded"], 1],
      [["failed", "ready"], 1],
      [["paid", "pending"], 0],
      [["pending", "failed"], 1],
      [["paid", "paid", "failed"], 1]
    ]
    for (const [order, expected] of orders) {
      it.effect(`finds attempt ${expected + 1} of ${order.join(", ")}, as the sandbox's cancel does`, () =>
        Effect.gen(function*() {
          const merchantUid = nextOrder()
          const made: Array<string> = []
          for (const [index, kind] of order.entries()) {
            const { cancelled = 0, ...fields } = kinds[kind] as { readonly kind: string; readonly cancelled?: number }
            const [impUid = ""] = yield* attempts(merchantUid, { started_at: 1_790_000_000 + index, ...fields })
            made.push(impUid)
            if (cancelled === 0) continue
            yield* cancel(
              CancelRequest.partial({ impUid, amount: cancelled, checksum: CancelRequest.unchecked, reason: "변심" })
            )
          }

          assert.strictEqual((yield* findPayment({ merchantUid })).impUid, made[expected])
        }))
    }

    it.effect("finds the last attempt of a status that is asked for", () =>
      Effect.gen(function*() {
        const merchantUid = nextOrder()
        const made = yield* attempts(
          merchantUid,
          { kind: "card" },
          { kind: "failed-card" },
          { kind: "vbank-ready" },
          { kind: "failed-card" }
        )
        const found = (status: FindPayment.Status) =>
          Effect.map(findPayment({ merchantUid }, { status }), ({ impUid }) => impUid)

        assert.strictEqual(yield* found("paid"), made[0])
        assert.strictEqual(yield* found("ready"), made[2])
        assert.strictEqual(yield* found("failed"), made[3])
        assert.strictEqual(yield* found("all"), made[3])
        assert.strictEqual((yield* Effect.flip(found("cancelled")))._tag, "PaymentNotFound")
      }))

    it.effect("sends one request when the last attempt can be cancelled", () =>
      Effect.gen(function*() {
        const merchantUid = nextOrder()
        yield* attempts(merchantUid, { kind: "failed-card" }, { kind: "card" })
        const before = yield* lookUps

        yield* findPayment({ merchantUid })

        assert.strictEqual((yield* lookUps) - before, 1)
      }))
  })

  describe("listPayments", () => {
    const from = new Date(1_700_000_000_000)
    const seedAt = Effect.fnUntraced(function*(seconds: number, count: number, fields: Record<string, unknown> = {}) {
      const sandbox = yield* Sandbox
      const made: Array<string> = []
      for (let index = 0; index < count; index++) {
        const time = seconds + index
        const { imp_uid } = yield* sandbox.seed({
          kind: "card",
          amount: 10_000,
          started_at: time,
          paid_at: time,
          ...fields
        })
        made.push(imp_uid)
      }
      return made.toReversed()
    })
    const options = { status: "paid", from, to: new Date(1_700_000_999_000), pageSize: 3 } as const

    it.effect("lists pages one after the other, latest first", () =>
      Effect.gen(function*() {
        const sandbox = yield* Sandbox
        yield* sandbox.reset
        const made = yield* seedAt(1_700_000_000, 8)
        // The reset removed the token, so that the next request is sent twice.
        yield* Stream.runDrain(listPayments({ status: "failed" }))
        const before = yield* lookUps
        const payments = yield* Stream.runCollect(listPayments(options))

        assert.deepStrictEqual(payments.map(({ impUid }) => impUid), made)
        assert.strictEqual((yield* lookUps) - before, 3)
      }))

    it.effect("lists all payments when one is cancelled while they are read", () =>
      Effect.gen(function*() {
        const sandbox = yield* Sandbox
        yield* sandbox.reset
        const made = yield* seedAt(1_700_000_000, 10)
        const listed: Array<string> = []
        yield* Stream.runForEach(listPayments(options), ({ impUid }) =>
          Effect.gen(function*() {
            listed.push(impUid)
            // A cancelled payment leaves the list of paid ones.
            if (listed.length === 3 || listed.length === 6) {
              yield* cancel(CancelRequest.full({ impUid: listed[listed.length / 3]!, checksum: 10_000 }))
            }
          }))

        assert.deepStrictEqual(listed.toSorted(), made.toSorted())
      }))

    it.effect("goes on after HTTP 401 in the middle, and when the token expires", () =>
      Effect.gen(function*() {
        const sandbox = yield* Sandbox
        yield* sandbox.reset
        const made = yield* seedAt(1_700_000_000, 7)
        let listed = 0
        const payments = yield* Stream.runCollect(
          Stream.tap(listPayments(options), () =>
            ++listed === 3
              ? sandbox.fault({ route: "find", fault: "unauthorized-once" })
              : listed === 6
              ? sandbox.advance(3600)
              : Effect.void)
        )

        assert.deepStrictEqual(payments.map(({ impUid }) => impUid), made)
      }))

    it.effect("ends with LookupFailed after a cut page, and the payments before it were emitted", () =>
      Effect.gen(function*() {
        const sandbox = yield* Sandbox
        yield* sandbox.reset
        const made = yield* seedAt(1_700_000_000, 7)
        const listed: Array<string> = []
        const error = yield* Effect.flip(
          Stream.runForEach(listPayments(options), ({ impUid }) =>
            Effect.gen(function*() {
              listed.push(impUid)
              if (listed.length === 3) yield* sandbox.fault({ route: "find", fault: "truncated-json" })
            }))
        )

        assert.strictEqual(error._tag, "LookupFailed")
        assert.deepStrictEqual(listed, made.slice(0, 3))
      }))

    it.effect("reads a year in windows that the API accepts", () =>
      Effect.gen(function*() {
        const sandbox = yield* Sandbox
        yield* sandbox.reset
        const day = 86_400
        const start = 1_700_000_000
        for (const at of [0, 89, 90, 91, 200, 365]) yield* seedAt(start + at * day, 1)
        const payments = yield* Stream.runCollect(
          listPayments({ status: "all", from, to: new Date((start + 365 * day) * 1000) })
        )

        assert.deepStrictEqual(
          payments.map(({ startedAt }) => (Option.getOrThrow(startedAt).epochMilliseconds / 1000 - start) / day),
          [365, 200, 91, 90, 89, 0]
        )
      }))

    it.effect("lists a time without payments as an empty stream", () =>
      Effect.gen(function*() {
        const sandbox = yield* Sandbox
        yield* sandbox.reset
        for (const status of ["all", "ready", "paid", "cancelled", "failed"] as const) {
          assert.deepStrictEqual(yield* Stream.runCollect(listPayments({ status })), [])
        }
      }))

    it.effect("lists recent payments by default, with a clock of the caller that is years slow", () =>
      Effect.gen(function*() {
        const sandbox = yield* Sandbox
        yield* sandbox.reset
        const { imp_uid } = yield* sandbox.seed({ kind: "card", amount: 10_000 })
        // The test clock shows 1970-01-01.
        const payments = yield* Stream.runCollect(listPayments({ status: "paid" }))

        assert.deepStrictEqual(payments.map(({ impUid }) => impUid), [imp_uid])
      }))

    it.effect("names its module and its errors", () =>
      Effect.gen(function*() {
        const error = yield* Effect.flip(Stream.runDrain(ListPayments.listPayments({ status: "none" as never })))
        assert.strictEqual(error._tag, "InvalidRequest")
      }))
  })
})
