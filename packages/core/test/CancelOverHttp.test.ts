/**
 * The client against the sandbox over sockets. The sandbox implements the same reference of
 * PortOne's and shares no code with the client, so where the two agree, that is evidence.
 */
import {
  cancel,
  CancelError,
  CancelRequest,
  findPayment,
  findPayments,
  Payment,
  RefundAccount,
  Transport
} from "@effect-portone/core"
import { layer as sandboxLayer, Sandbox } from "@effect-portone/sandbox/Sandbox"
import { assert, describe, it, layer } from "@effect/vitest"
import { Effect, Layer, Option, Redacted, Result } from "effect"
import { sandboxClient } from "./sandboxClient.ts"

const seed = Effect.fnUntraced(function*(kind: string, fields: Record<string, unknown> = {}) {
  const sandbox = yield* Sandbox
  return yield* sandbox.seed({ kind, amount: 10000, ...fields })
})

const refundAccount = RefundAccount.make({
  holder: "홍길동",
  bank: "088",
  account: "110123456789",
  phone: "01012345678"
})
const tagOf = <A extends { _tag: string }, E extends { _tag: string }>(result: Result.Result<A, E>) =>
  Result.isSuccess(result) ? result.success._tag : result.failure._tag

layer(sandboxClient().pipe(Layer.provideMerge(sandboxLayer())))("over HTTP", (it) => {
  describe("cancel", () => {
    it.effect("rejected for its token while no other token can be had is no cancel that was never sent", () =>
      Effect.gen(function*() {
        const sandbox = yield* Sandbox
        const { imp_uid } = yield* seed("card")
        yield* findPayment({ impUid: imp_uid })
        for (const fault of ["html-503", "reset-before-commit", "truncated-json"]) {
          yield* sandbox.fault({ route: "cancel", fault: "unauthorized-once" })
          yield* sandbox.fault({ route: "token", fault })
          const error = yield* Effect.flip(
            cancel(CancelRequest.partial({ impUid: imp_uid, amount: 3000, checksum: 10000 }))
          )

          assert.deepInclude({ ...error } as object, {
            _tag: "Unauthorized",
            attempts: 1,
            reason: "TokenUnavailable",
            payment: imp_uid
          })
          assert.deepStrictEqual([error.moneyMoved, error.resend], ["no", "with-checksum"])
          assert.match(error.message, /was rejected once .* could not be sent again: TokenUnavailable/)
          assert.match(error.message, /This request moved no money\. .*send it again with its checksum/)
          assert.match(error.messageKo, /한 번 거절됐고.*다시 보내지 못했습니다.*같은 checksum으로/)
          assert.notMatch(error.message + error.messageKo, /was not sent|보내지 못했습니다: .*보내지 못했/)
          // The look-up requests another token. It moves nothing, so it says what it could not do.
          assert.strictEqual((yield* findPayment({ impUid: imp_uid })).cancelAmount, 0)
        }
      }))

    it.effect("whose second copy could not leave says that the first was rejected", () =>
      Effect.gen(function*() {
        const transport = yield* Transport.Transport
        const { imp_uid } = yield* seed("card")
        let cancels = 0
        const once = Layer.succeed(Transport.Transport, {
          send: (request) =>
            request.path === "/payments/cancel" && ++cancels === 2
              ? Effect.fail(new CancelError.NotSent({ reason: "ConnectionRefused" }))
              : transport.send(request)
        })
        const sandbox = yield* Sandbox
        yield* sandbox.fault({ route: "cancel", fault: "unauthorized-once" })
        const error = yield* Effect.flip(
          Effect.provide(cancel(CancelRequest.full({ impUid: imp_uid, checksum: 10000 })), once)
        )

        assert.deepInclude({ ...error } as object, { _tag: "Unauthorized", attempts: 1, reason: "ConnectionRefused" })
        assert.strictEqual(cancels, 2)
      }))

    it.effect("gives a part back, and the answer says what is left", () =>
      Effect.gen(function*() {
        const { imp_uid } = yield* seed("card")
        const done = yield* cancel(
          CancelRequest.partial({ impUid: imp_uid, amount: 3000, checksum: 10000, reason: "변심" })
        )

        assert.strictEqual(done._tag, "CancelConfirmed")
        if (done._tag !== "CancelConfirmed") return
        assert.strictEqual(Payment.cancellableBalance(done.payment), 7000)
        const entry = done.payment.cancelHistory.at(-1)!
        assert.strictEqual(entry.amount, 3000)
        assert.strictEqual(Option.getOrUndefined(entry.reason), "변심")
        assert.isTrue(Option.isSome(entry.cancellationId))
        assert.deepStrictEqual(done.payment.unreadFields, [])
        assert.deepStrictEqual(Redacted.value(done.payment.personal).unknownFields, {})
      }))

    it.effect("sends every field under the name of the sandbox", () =>
      Effect.gen(function*() {
        const sandbox = yield* Sandbox
        const { imp_uid, merchant_uid } = yield* seed("vbank")
        yield* cancel(CancelRequest.partial({
          impUid: imp_uid,
          merchantUid: merchant_uid,
          amount: 3000,
          checksum: 10000,
          taxFree: 100,
          vatAmount: 200,
          reason: "품절",
          refundAccount,
          retainPromotion: true,
          enableWebhook: true,
          requester: "customer"
        }))

        const [entry] = yield* sandbox.ledger(imp_uid)
        assert.deepStrictEqual(entry?.request, {
          imp_uid,
          merchant_uid,
          amount: 3000,
          checksum: 10000,
          tax_free: 100,
          vat_amount: 200,
          reason: "품절",
          refund_holder: "홍길동",
          refund_bank: "088",
          refund_account: "110123456789",
          refund_tel: "01012345678",
          retain_promotion: true,
          enable_webhook: true,
          extra: { requester: "customer" }
        })
      }))

    for (const kind of ["card", "trans", "phone", "naverpay", "kakaopay", "tosspay", "payco"]) {
      it.effect(`gives a ${kind} payment back in full`, () =>
        Effect.gen(function*() {
          const { imp_uid } = yield* seed(kind)
          const done = yield* cancel(CancelRequest.full({ impUid: imp_uid, checksum: 10000, reason: "변심" }))
          assert.isTrue(done._tag === "CancelConfirmed" && Payment.isFullyCancelled(done.payment))
        }))
    }

    for (const kind of ["vbank", "smartro-vbank", "smartro-v2-vbank", "smartro-v2-trans"]) {
      it.effect(`needs a refund account for ${kind}, says so, and gives it back with one`, () =>
        Effect.gen(function*() {
          const { imp_uid } = yield* seed(kind)
          const request = { impUid: imp_uid, checksum: 10000 }
          const error = yield* Effect.flip(cancel(CancelRequest.full(request)))
          assert.strictEqual(error._tag, "MissingRefundAccount")

          const done = yield* cancel(CancelRequest.full({ ...request, refundAccount }))
          assert.strictEqual(done._tag, "CancelConfirmed")
        }))
    }

    it.effect("rejects the second of two equal partial cancels by its checksum", () =>
      Effect.gen(function*() {
        const sandbox = yield* Sandbox
        const { imp_uid } = yield* seed("card")
        const request = CancelRequest.partial({ impUid: imp_uid, amount: 3000, checksum: 10000 })
        yield* cancel(request)
        const error = yield* Effect.flip(cancel(request))

        assert.strictEqual(error._tag, "ChecksumMismatch")
        assert.strictEqual((yield* sandbox.ledger(imp_uid)).length, 1)
      }))

    it.effect("gives back twice without a checksum, which is why leaving it out has a name", () =>
      Effect.gen(function*() {
        const sandbox = yield* Sandbox
        const { imp_uid } = yield* seed("card")
        const request = CancelRequest.partial({ impUid: imp_uid, amount: 3000, checksum: CancelRequest.unchecked })
        yield* cancel(request)
        yield* cancel(request)
        assert.strictEqual((yield* sandbox.ledger(imp_uid)).length, 2)
      }))

    it.effect("applies one of fifty equal cancels that race with one checksum", () =>
      Effect.gen(function*() {
        const sandbox = yield* Sandbox
        const { imp_uid } = yield* seed("card")
        const request = CancelRequest.partial({ impUid: imp_uid, amount: 3000, checksum: 10000 })
        const results = yield* Effect.all(Array.from({ length: 50 }, () => Effect.result(cancel(request))), {
          concurrency: "unbounded"
        })

        assert.strictEqual(results.filter(Result.isSuccess).length, 1)
        assert.isTrue(results.every((result) => Result.isSuccess(result) || result.failure._tag === "ChecksumMismatch"))
        assert.strictEqual((yield* sandbox.ledger(imp_uid)).length, 1)
      }))

    it.effect("keeps cents exact through three partial cancels", () =>
      Effect.gen(function*() {
        const { imp_uid } = yield* seed("usd-card", { amount: 0.3 })
        const part = (checksum: number) =>
          cancel(CancelRequest.partial({ impUid: imp_uid, amount: 0.1, checksum, currency: "USD" }))
        const left = (done: Effect.Success<ReturnType<typeof part>>) =>
          done._tag === "CancelConfirmed" ? Payment.cancellableBalance(done.payment) : Number.NaN

        const first = left(yield* part(0.3))
        const second = left(yield* part(first))
        assert.strictEqual(first, 0.2)
        assert.strictEqual(second, 0.1)
        assert.strictEqual(left(yield* part(second)), 0)
      }))

    it.effect("says PaymentNotFound for an unknown imp_uid, even with a right merchant_uid", () =>
      Effect.gen(function*() {
        const { merchant_uid } = yield* seed("card")
        const wrong = CancelRequest.full({ impUid: "imp_unknown", merchantUid: merchant_uid, checksum: 10000 })
        assert.strictEqual((yield* Effect.flip(cancel(wrong)))._tag, "PaymentNotFound")
      }))

    it.effect("cancels by merchant_uid alone", () =>
      Effect.gen(function*() {
        const { merchant_uid } = yield* seed("card", { merchant_uid: "주문/7?a=b" })
        const done = yield* cancel(CancelRequest.full({ merchantUid: merchant_uid, checksum: 10000 }))
        assert.strictEqual(done._tag, "CancelConfirmed")
      }))

    it.effect("outlives the end of its token", () =>
      Effect.gen(function*() {
        const sandbox = yield* Sandbox
        const { imp_uid } = yield* seed("card")
        yield* cancel(CancelRequest.partial({ impUid: imp_uid, amount: 1000, checksum: 10000 }))
        yield* sandbox.advance(3600)
        const done = yield* cancel(CancelRequest.partial({ impUid: imp_uid, amount: 1000, checksum: 9000 }))
        assert.strictEqual(done._tag, "CancelConfirmed")
      }))
  })

  describe("look-ups", () => {
    it.effect("find a payment by imp_uid and by a merchant_uid with a slash, a question mark and Korean", () =>
      Effect.gen(function*() {
        const { imp_uid } = yield* seed("card", { merchant_uid: "주문/8?a=b&c=%25" })
        assert.strictEqual((yield* findPayment({ impUid: imp_uid })).impUid, imp_uid)
        assert.strictEqual((yield* findPayment({ merchantUid: "주문/8?a=b&c=%25" })).impUid, imp_uid)
      }))

    it.effect("find a test-channel payment only when asked to include it", () =>
      Effect.gen(function*() {
        const { imp_uid } = yield* seed("card", { sandbox: true })
        assert.strictEqual((yield* Effect.flip(findPayment({ impUid: imp_uid })))._tag, "PaymentNotFound")
        const payment = yield* findPayment({ impUid: imp_uid }, { includeSandbox: true })
        assert.isTrue(Option.getOrThrow(payment.sandbox))
      }))

    it.effect("find a hundred at once, and those that exist among those that do not", () =>
      Effect.gen(function*() {
        const seeded = yield* Effect.forEach(Array.from({ length: 99 }), () => seed("card"))
        const ids = seeded.map((payment) => payment.imp_uid)
        assert.strictEqual((yield* findPayments([...ids, "imp_unknown"])).length, 99)
        assert.strictEqual((yield* Effect.flip(findPayments(["imp_unknown"])))._tag, "PaymentNotFound")
      }))
  })
})

/**
 * Each fault of the sandbox, and the error that follows. A verdict that contradicts the sandbox
 * ledger fails the test, even if this table agrees with it.
 */
const faults: ReadonlyArray<readonly [fault: string, verdict: string, applied: boolean]> = [
  ["reset-before-commit", "OutcomeUnknown", false],
  ["drop-before-commit", "OutcomeUnknown", false],
  ["drop-after-commit", "OutcomeUnknown", true],
  ["reset-after-commit", "OutcomeUnknown", true],
  ["half-headers", "OutcomeUnknown", true],
  ["cut-body", "OutcomeUnknown", true],
  ["wrong-content-length", "OutcomeUnknown", true],
  ["short-content-length", "MalformedResponse", true],
  ["slow-bytes", "CancelConfirmed", true],
  ["hang", "OutcomeUnknown", false],
  ["hang-after-commit", "OutcomeUnknown", true],
  ["half-open", "OutcomeUnknown", true],
  // undici treats an unexpected 100 as a broken response, and stops there.
  ["continue-100", "OutcomeUnknown", true],
  ["redirect-302", "OutcomeUnknown", false],
  ["redirect-307", "OutcomeUnknown", false],
  ["unauthorized-once", "CancelConfirmed", true],
  ["expired-token", "CancelConfirmed", true],
  ["status-403", "CancelRejected", false],
  ["status-408", "OutcomeUnknown", false],
  ["status-409", "OutcomeUnknown", false],
  ["status-421", "OutcomeUnknown", false],
  ["status-425", "OutcomeUnknown", false],
  ["status-429", "OutcomeUnknown", false],
  ["html-500", "OutcomeUnknown", false],
  ["html-500-after-commit", "OutcomeUnknown", true],
  ["html-502", "OutcomeUnknown", false],
  ["html-503", "OutcomeUnknown", false],
  ["html-200", "MalformedResponse", false],
  ["empty-body", "MalformedResponse", true],
  ["truncated-json", "MalformedResponse", true],
  ["big-body", "OutcomeUnknown", true],
  ["wrong-charset", "CancelConfirmed", true],
  ["unknown-code", "CancelRejected", false],
  ["pg-rejection", "CancelRejected", false],
  ["portone-rejection", "PaymentNotFound", false],
  ["null-response", "CancelConfirmedUnreadable", true],
  ["odd-response", "CancelConfirmedUnreadable", true]
]

// After these only the client's own time limit ends the wait; every other answer is waited for.
const unanswered: ReadonlySet<string> = new Set(["hang", "hang-after-commit", "half-open"])

const live = sandboxClient({ timeout: "5 minutes" }).pipe(Layer.provideMerge(sandboxLayer()))

// Each has a sandbox of its own, so that those that wait can do so at the same time.
const test = (name: string, body: () => Effect.Effect<void, unknown, Layer.Success<typeof live>>) =>
  it.live(name, () => Effect.provide(body(), live))

describe.concurrent("under each fault of the sandbox", () => {
  for (const [fault, verdict, applied] of faults) {
    test(`${fault}: ${verdict}, ${applied ? "and" : "not"} applied, at most one POST a send`, () =>
      Effect.gen(function*() {
        const sandbox = yield* Sandbox
        const { imp_uid } = yield* seed("card")
        yield* sandbox.fault({ route: "cancel", fault })
        const result = yield* cancel(CancelRequest.partial({ impUid: imp_uid, amount: 3000, checksum: 10000 })).pipe(
          Effect.provide(Layer.orDie(sandboxClient({ timeout: unanswered.has(fault) ? "3 seconds" : "5 minutes" }))),
          Effect.result
        )

        const ledger = yield* sandbox.ledger(imp_uid)
        const sends = (yield* sandbox.requests)["cancel"]?.received
        assert.strictEqual(tagOf(result), verdict)
        assert.strictEqual(ledger.length, applied ? 1 : 0)
        assert.strictEqual(sends, fault === "unauthorized-once" || fault === "expired-token" ? 2 : 1)
        if (Result.isSuccess(result)) assert.strictEqual(ledger.length, 1, "confirmed means applied")
        else if (result.failure.moneyMoved === "no") assert.strictEqual(ledger.length, 0, "\"no\" is a proof")
      }))
  }

  test("reset-on-connect: NotSent if connecting failed, OutcomeUnknown if it had just succeeded; never applied", () =>
    Effect.gen(function*() {
      const sandbox = yield* Sandbox
      // With a token, so that the fault meets the cancel.
      yield* Effect.result(findPayment({ impUid: "imp_none" }))
      const { imp_uid } = yield* seed("card")
      yield* sandbox.fault({ route: "connection", fault: "reset-on-connect" })
      const result = yield* Effect.result(
        cancel(CancelRequest.partial({ impUid: imp_uid, amount: 3000, checksum: 10000 }))
      )

      assert.include(["NotSent", "OutcomeUnknown"], tagOf(result))
      assert.deepStrictEqual(yield* sandbox.ledger(imp_uid), [])
    }))

  test("without a checksum a 401 is not followed by a second send", () =>
    Effect.gen(function*() {
      const sandbox = yield* Sandbox
      const { imp_uid } = yield* seed("card")
      yield* sandbox.fault({ route: "cancel", fault: "unauthorized-once" })
      const request = CancelRequest.partial({ impUid: imp_uid, amount: 3000, checksum: CancelRequest.unchecked })

      assert.strictEqual((yield* Effect.flip(cancel(request)))._tag, "Unauthorized")
      assert.strictEqual((yield* sandbox.requests)["cancel"]?.received, 1)
    }))
})
