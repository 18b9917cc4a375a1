/**
 * E3, E4 and E5.10: what a payment history and a rejection show. Over real HTTP against the
 * sandbox, whose ledger is the judge; a transport in between plays the provider of each row.
 */
import { Rejection, Transport } from "@effect-portone/core"
import { type Refund, RefundLedger, refundOnce, type RefundOutcome, RefundTag } from "@effect-portone/refunds"
import { layer as sandboxLayer } from "@effect-portone/sandbox/Sandbox"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Option, Redacted } from "effect"
import { client, received, seed, short, taken } from "./shop.ts"

type Send = Transport.Transport["Service"]["send"]

/** A provider that answers in its own way: `send` asks the sandbox. */
const provider = (answer: (send: Send, request: Transport.TransportRequest) => ReturnType<Send>) =>
  Layer.effect(
    Transport.Transport,
    Effect.map(Transport.Transport, ({ send }) => ({
      send: (request: Transport.TransportRequest) => answer(send, request)
    }))
  ).pipe(Layer.provideMerge(client()))

const isCancel = ({ path }: Transport.TransportRequest) => path === "/payments/cancel"

const body = (fields: object): Transport.TransportResponse => ({
  status: 200,
  body: Redacted.make(JSON.stringify({ response: null, ...fields }))
})

/** The payment in a response, changed. */
const changed = (response: Transport.TransportResponse, change: (payment: any) => void) => {
  const envelope = JSON.parse(Redacted.value(response.body))
  if (envelope.response !== null) change(envelope.response)
  return { ...response, body: Redacted.make(JSON.stringify(envelope)) }
}

const lost = body({ code: "none", message: "an answer that proves nothing" })

const once = (impUid: string, key: string, options: Refund.Options = {}, amount: number | "rest" = 3000) =>
  refundOnce({ impUid, key, amount, reason: "단순 변심" }, { timers: short, ...options })

const inSandbox = <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.provide(effect, sandboxLayer())

describe("E3.1 a history in another order, without reasons, after a lost answer", () => {
  const newestFirst = provider((send, request) =>
    Effect.map(send(request), (response) =>
      isCancel(request) ? lost : changed(response, (payment) => {
        payment.cancel_history.reverse()
        for (const entry of payment.cancel_history) entry.reason = "취소"
      }))
  )

  for (const onForeign of ["stop", "replan"] as const) {
    it.live(`never ends in a false "not refunded", nor in a second refund: ${onForeign}`, () =>
      inSandbox(
        Effect.gen(function*() {
          const impUid = yield* seed()
          yield* Effect.provide(once(impUid, "first", {}, 1000), client())
          const done = yield* Effect.provide(once(impUid, "second", { onForeign }), newestFirst)
          assert.deepInclude(done, { _tag: "Undetermined", cause: "EqualForeignCancel", next: "compare-first" })
          assert.deepStrictEqual(yield* taken(impUid), [1000, 3000])
        }).pipe(Effect.provide(RefundLedger.layerMemory()))
      ))
  }

  it.live("finds the refund as the only new entry, where no other program writes", () =>
    inSandbox(
      Effect.gen(function*() {
        const impUid = yield* seed()
        yield* Effect.provide(once(impUid, "first", {}, 1000), client())
        const done = yield* Effect.provide(once(impUid, "second", { profile: { singleWriter: true } }), newestFirst)
        assert.deepInclude(done, { _tag: "Succeeded", certain: "new-entry", amount: 3000 })
        assert.deepStrictEqual(yield* taken(impUid), [1000, 3000])
      }).pipe(Effect.provide(RefundLedger.layerMemory()))
    ))
})

describe("E3.2 several keys on one payment at once", () => {
  for (const [name, ledger] of [["with", RefundLedger.layerMemory()], ["without", Layer.empty]] as const) {
    it.live(`are each refunded exactly once ${name} a ledger`, () =>
      inSandbox(
        Effect.gen(function*() {
          const impUid = yield* seed()
          const keys = Array.from({ length: 10 }, (_, index) => `key-${index}`)
          const all = yield* Effect.all(keys.map((key) => once(impUid, key, {}, 1000)), { concurrency: "unbounded" })
            .pipe(Effect.provide(client()))
          assert.deepStrictEqual(all.map(({ _tag }) => _tag), keys.map(() => "Succeeded"))
          assert.deepStrictEqual(yield* taken(impUid), keys.map(() => 1000))
        }).pipe(Effect.provide(ledger))
      ))
  }
})

describe("E3.3 a request that arrives twice, of which the second is rejected", () => {
  const answers = {
    "a checksum in unknown words": body({ code: 1, message: "요청하신 값을 확인해주세요." }),
    "PortOne's known words": body({ code: 1, message: "이미 전액취소된 주문입니다." }),
    "the token": { status: 401, body: Redacted.make("{\"code\":-1,\"message\":\"Unauthorized\",\"response\":null}") }
  }
  for (const [name, answer] of Object.entries(answers)) {
    for (const earlier of ["none", undefined] as const) {
      it.live(`for ${name}, the refund is found (${earlier ?? "with a ledger"})`, () =>
        inSandbox(
          Effect.gen(function*() {
            const impUid = yield* seed()
            const twice = provider((send, request) =>
              isCancel(request) ? Effect.as(Effect.exit(send(request)), answer) : send(request)
            )
            const done = yield* Effect.provide(once(impUid, "copy", { earlier }), twice)
            assert.strictEqual(done._tag, "Succeeded")
            assert.deepStrictEqual(yield* taken(impUid), [3000])
          }).pipe(Effect.provide(earlier === undefined ? RefundLedger.layerMemory() : Layer.empty))
        ))
    }
  }
})

describe("E3.5 one request lost, then a rejection, again and again", () => {
  it.live("ends in compare-first after a bounded number of sends, and then sends nothing", () =>
    inSandbox(
      Effect.gen(function*() {
        const impUid = yield* seed()
        let cancels = 0
        const unlucky = provider((send, request) =>
          isCancel(request)
            ? Effect.sync(() =>
              ++cancels % 2 === 1 ? lost : body({ code: 1, message: "취소할 결제건이 존재하지 않습니다." })
            )
            : send(request)
        )
        const seen: Array<RefundOutcome.RefundOutcome> = []
        for (let call = 0; call < 30 && seen.at(-1)?.next !== "compare-first"; call++) {
          seen.push(yield* Effect.provide(once(impUid, "unlucky"), unlucky))
        }
        assert.deepInclude(seen.at(-1), { _tag: "Undetermined", cause: "SendsUsedUp", isLocked: true })
        const before = cancels
        yield* Effect.provide(once(impUid, "unlucky"), unlucky)
        assert.strictEqual(cancels, before)
        assert.deepStrictEqual(yield* taken(impUid), [])
      }).pipe(Effect.provide(RefundLedger.layerMemory()))
    ))
})

describe("E3.6 another amount than was asked, as with a promotion", () => {
  for (const [name, ledger] of [["with", RefundLedger.layerMemory()], ["without", Layer.empty]] as const) {
    it.live(`is reported with both amounts after a lost answer, ${name} a ledger`, () =>
      inSandbox(
        Effect.gen(function*() {
          const impUid = yield* seed()
          const promotion = provider((send, request) => {
            if (!isCancel(request)) return send(request)
            const sent = JSON.parse(Redacted.value(request.body ?? Redacted.make("{}")))
            return Effect.as(send({ ...request, body: Redacted.make(JSON.stringify({ ...sent, amount: 2700 })) }), lost)
          })
          const done = yield* Effect.provide(once(impUid, "promotion"), promotion)
          assert.deepInclude(done, { _tag: "Succeeded", amount: 2700, asked: 3000, next: "compare-first" })
          assert.match(done.message, /2700 KRW.*3000 KRW/)
          assert.deepStrictEqual(yield* taken(impUid), [2700])
        }).pipe(Effect.provide(ledger))
      ))
  }
})

describe("E4 a PG's rejection", () => {
  const rejecting = (message: string) =>
    provider((send, request) => isCancel(request) ? Effect.succeed(body({ code: -1, message })) : send(request))

  for (
    const words of [
      "Read timed out",
      "통신실패",
      "이미 환불된 결제입니다.",
      "결제취소에 실패하였습니다. 이미 전체 취소된 거래입니다.",
      "already cancelled",
      "결제취소에 실패하였습니다. 처리 중 오류가 발생했습니다.",
      "결제취소에 실패하였습니다."
    ]
  ) {
    it.live(`proves nothing in the words "${words}", and nothing is sent again with a ledger`, () =>
      inSandbox(
        Effect.gen(function*() {
          const impUid = yield* seed()
          const done = yield* Effect.provide(once(impUid, "words"), rejecting(words))
          assert.deepInclude(done, { _tag: "Undetermined", next: "compare-first", isLocked: true, sends: 1 })
          const before = yield* received
          const again = yield* Effect.provide(once(impUid, "words"), client())
          assert.deepInclude(again, { _tag: "Undetermined", next: "compare-first" })
          assert.strictEqual((yield* received).cancel, before.cancel)
        }).pipe(Effect.provide(RefundLedger.layerMemory()))
      ))
  }

  const listed = Rejection.rejections.filter(({ pg, proves }) => pg !== "" && proves === "not-executed")
  const of = (obstacle: Rejection.Rejection["obstacle"]) => listed.find((row) => row.obstacle === obstacle)?.words ?? ""

  it.live("in listed words is final, with the PG's words beside the sentence", () =>
    inSandbox(
      Effect.gen(function*() {
        const impUid = yield* seed()
        const words = of("stays")
        const done = yield* Effect.provide(once(impUid, "final"), rejecting(words))
        assert.deepInclude(done, { _tag: "Rejected", next: "stop", rejection: words })
        assert.deepInclude(yield* Effect.provide(once(impUid, "final"), client()), { _tag: "Rejected", sends: 0 })
        assert.deepStrictEqual(yield* taken(impUid), [])
      }).pipe(Effect.provide(RefundLedger.layerMemory()))
    ))

  it.live("E5.10 for an obstacle that passes keeps the key usable", () =>
    inSandbox(
      Effect.gen(function*() {
        const impUid = yield* seed()
        const done = yield* Effect.provide(once(impUid, "later"), rejecting(of("passes")))
        assert.deepInclude(done, { _tag: "Rejected", next: "call-again" })
        assert.deepInclude(yield* Effect.provide(once(impUid, "later"), client()), { _tag: "Succeeded", sends: 1 })
        assert.deepStrictEqual(yield* taken(impUid), [3000])
      }).pipe(Effect.provide(RefundLedger.layerMemory()))
    ))
})

describe("the tag of another refund", () => {
  it.live("in the reason is rejected, also without a tag of its own", () =>
    inSandbox(
      Effect.gen(function*() {
        const impUid = yield* seed()
        const tags = yield* RefundTag.RefundTag
        const { tag } = yield* tags.of(impUid, "first")
        for (const options of [{}, { tag: false }]) {
          const copied = refundOnce({ impUid, key: "second", amount: 3000, reason: `[${tag}] 단순 변심` }, options)
          const error = yield* Effect.flip(copied)
          assert.deepInclude(error, { _tag: "InvalidRefund", field: "reason" })
        }
        assert.deepStrictEqual(yield* taken(impUid), [])
      }).pipe(Effect.provide(client()))
    ))

  it.live("copied into the console by a person is no reason to refund again", () =>
    inSandbox(
      Effect.gen(function*() {
        const impUid = yield* seed()
        yield* Effect.provide(once(impUid, "first", {}, 3000), client())
        const tags = yield* RefundTag.RefundTag
        const { tag } = yield* tags.of(impUid, "first")
        let cancels = 0
        const byHand = provider((send, request) =>
          isCancel(request) && ++cancels === 1
            ? Effect.as(
              send({
                ...request,
                body: Redacted.make(
                  Redacted.value(request.body ?? Redacted.make("{}")).replace(/\[[A-Z2-7]{18}\]/, `[${tag}]`)
                )
              }),
              lost
            )
            : send(request)
        )
        const done = yield* Effect.provide(once(impUid, "second"), byHand)
        assert.deepInclude(done, { _tag: "Undetermined", next: "compare-first" })
        assert.deepStrictEqual(yield* taken(impUid), [3000, 3000])
      }).pipe(Effect.provide(client()))
    ))
})

describe("a ledger that knows what an earlier call relied on", () => {
  for (const profile of [{ settlement: "async" }, { checksumHolds: false }] as const) {
    it.live(`sends nothing more, whatever a later call is told: ${Object.keys(profile)[0]}`, () =>
      inSandbox(
        Effect.gen(function*() {
          const impUid = yield* seed()
          const silent = provider((send, request) => isCancel(request) ? Effect.succeed(lost) : send(request))
          const first = yield* Effect.provide(once(impUid, "locked", { profile }), silent)
          assert.deepInclude(first, { _tag: "Undetermined", isLocked: true })
          const before = yield* received
          const second = yield* Effect.provide(once(impUid, "locked"), client())
          assert.deepInclude(second, { _tag: "Undetermined", isLocked: true, sends: 0 })
          assert.strictEqual((yield* received).cancel, before.cancel)
        }).pipe(Effect.provide(RefundLedger.layerMemory()))
      ))
  }

  it.live("takes no entry without a tag for another program's, where an earlier call wrote none", () =>
    inSandbox(
      Effect.gen(function*() {
        const impUid = yield* seed()
        const blind = provider((send, request) => isCancel(request) ? Effect.as(send(request), lost) : send(request))
        yield* Effect.provide(once(impUid, "untagged", { tag: false, patience: 0 }), blind)
        const later = yield* Effect.provide(
          once(impUid, "untagged", { profile: { echoesReason: true }, onForeign: "replan" }),
          client()
        )
        assert.deepInclude(later, { _tag: "Undetermined", sends: 0 })
        assert.deepStrictEqual(yield* taken(impUid), [3000])
      }).pipe(Effect.provide(RefundLedger.layerMemory()))
    ))

  it.live("that fails after a PG's doubtful answer does not hide the doubt", () =>
    inSandbox(
      Effect.gen(function*() {
        const impUid = yield* seed()
        let changes = 0
        const failing: RefundLedger.RefundLedger = {
          stores: true,
          change: (payment, change) =>
            ++changes > 1
              ? Effect.fail(new RefundLedger.LedgerFailed({ impUid: payment, problem: "it is away" }))
              : Effect.sync(() => change(Option.none())[0])
        }
        const timedOut = provider((send, request) =>
          isCancel(request) ? Effect.succeed(body({ code: -1, message: "응답 시간 초과" })) : send(request)
        )
        const done = yield* once(impUid, "doubt").pipe(
          Effect.provide(timedOut),
          Effect.provideService(RefundLedger.RefundLedger, failing)
        )
        assert.deepInclude(done, { _tag: "Undetermined", cause: "PgTimedOut", next: "compare-first" })
      })
    ))
})
