/**
 * `CancelCheck.guard` before `cancel`: errors are not sent, warnings are logged and sent, and
 * nothing more goes over the wire.
 */
import { cancel, CancelError, type CancelRequest, LogEvent, type Payment } from "@effect-portone/core"
import { CancelCheck } from "@effect-portone/gateways"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Logger, References, Result, Schema } from "effect"
import { TestClock } from "effect/testing"
import { account, full, noon, part, payment, row, seconds, secrets } from "../../core/test/payments.ts"
import * as Provider from "../../core/test/provider.ts"

const ask = Effect.fnUntraced(function*(
  request: CancelRequest.CancelRequest,
  paid: Payment.Payment | undefined,
  reply: Provider.Answer = Provider.ok(Provider.wirePayment())
) {
  yield* TestClock.setTime(noon.epochMilliseconds)
  const provider = Provider.make({ cancel: reply })
  const lines: Array<Record<string, unknown>> = []
  const recorder = Logger.make(({ fiber }) => {
    lines.push({ ...fiber.getRef(References.CurrentLogAnnotations) })
  })
  const checked = paid === undefined ? Effect.succeed(request) : CancelCheck.guard(paid)(request)
  const result = yield* Effect.result(Effect.flatMap(checked, cancel)).pipe(
    Effect.provide(Provider.live(provider)),
    Effect.provide(Layer.mergeAll(Logger.layer([recorder]), Layer.succeed(References.MinimumLogLevel, "Trace")))
  )
  return { result, seen: provider.seen, lines }
})

const failure = <A>(result: Result.Result<A, CancelError.CancelError>) => {
  assert.isTrue(Result.isFailure(result))
  return Result.isFailure(result) ? result.failure : undefined
}

const vbank = { pay_method: "vbank", pg_provider: "html5_inicis" }

describe("a cancel that cannot work", () => {
  it.effect("is not sent without its refund account, and no token is asked for either", () =>
    Effect.gen(function*() {
      const { result, seen } = yield* ask(full(), payment(vbank))

      const error = failure(result)
      assert.deepStrictEqual(seen, [])
      assert.instanceOf(error, CancelError.MissingRefundAccount)
      if (!(error instanceof CancelError.MissingRefundAccount)) return
      assert.deepInclude(error, { evidence: "rule", rule: "refund-account-vbank", payment: "imp_1" })
      assert.isUndefined(error.code)
      assert.strictEqual(error.moneyMoved, "no")
      assert.strictEqual(error.resend, "never")
      assert.strictEqual(
        error.message,
        "The request for imp_1 needs a refund account (rule refund-account-vbank: refundAccount is missing, and the " +
          "payment was made to a virtual account). No money moved. Ask the customer for holder, bank and account " +
          "number, and send it with RefundAccount.make."
      )
    }))

  it.effect("asks for the phone number, not for the account, where only the phone number is missing", () =>
    Effect.gen(function*() {
      for (const pg_provider of ["smartro", "smartro_v2"]) {
        const request = full({ refundAccount: account("88") })
        const { result, seen } = yield* ask(request, payment({ pay_method: "vbank", pg_provider }))

        const error = failure(result)
        assert.deepStrictEqual(seen, [])
        assert.deepInclude(error, { _tag: "MissingRefundAccount", field: "refundAccount.phone", moneyMoved: "no" })
        assert.strictEqual(
          error?.message,
          "The request for imp_1 needs the phone number of the account holder (rule refund-phone-smartro: " +
            "refundAccount.phone is missing, and Smartro needs the account holder's phone number). No money moved. " +
            "Ask the customer for the number, and send it as refundAccount.phone."
        )
        assert.strictEqual(
          error?.messageKo,
          "imp_1 요청에는 예금주 연락처가 필요합니다(규칙 refund-phone-smartro: 예금주 연락처가 없습니다. 스마트로는 " +
            "refund_tel이 필요합니다). 환불되지 않았습니다. 고객에게 예금주 연락처를 확인해 refundAccount.phone(으)로 보내세요."
        )
      }
    }))

  it.effect("is the same error in the provider's words, with other evidence", () =>
    Effect.gen(function*() {
      const { result, seen } = yield* ask(full(), undefined, Provider.refusal(1, "환불계좌를 입력해주세요"))

      const error = failure(result)
      assert.strictEqual(seen.length, 2)
      assert.instanceOf(error, CancelError.MissingRefundAccount)
      if (!(error instanceof CancelError.MissingRefundAccount)) return
      assert.deepInclude(error, { evidence: "provider", code: 1, providerMessage: "환불계좌를 입력해주세요" })
      assert.isUndefined(error.rule)
      assert.include(error.message, "(code 1: 환불계좌를 입력해주세요). No money moved.")
    }))

  it.effect("names the right bank code when the account is for another PG", () =>
    Effect.gen(function*() {
      const { result, seen } = yield* ask(full({ refundAccount: account("BK88", "01012345678") }), payment(vbank))

      const error = failure(result)
      assert.deepStrictEqual(seen, [])
      assert.strictEqual(error?._tag, "InvalidRequest")
      assert.strictEqual(
        error?.message,
        "Invalid request: refundAccount.bank BK88 is not a code of html5_inicis: Shinhan is 88 here. This request moved no money. " +
          "Nothing was sent; send this PG's own code; Bank.refundCode finds it by name."
      )
      for (const secret of secrets) assert.notInclude(JSON.stringify(error) + error?.message, secret)
    }))

  it.effect("is an InvalidRequest that carries its rule and what to do", () =>
    Effect.gen(function*() {
      const { result } = yield* ask(part(5000), payment({ cancel_amount: 7000 }))

      const error = failure(result)
      assert.deepInclude(error, { _tag: "InvalidRequest", field: "amount", rule: "amount-above-balance" })
      assert.include(
        error?.message ?? "",
        "amount 5000 is above the 3000 that is left of the payment. This request moved no money."
      )
    }))

  it.effect("depends on the clock: a phone payment of the month before", () =>
    Effect.gen(function*() {
      const paid = payment({
        pay_method: "phone",
        pg_provider: "danal",
        paid_at: seconds("2026-10-31T14:59:59Z")
      })
      const { result, seen } = yield* ask(full(), paid)

      const error = failure(result)
      assert.deepInclude(error, { rule: "phone-month" })
      assert.deepStrictEqual(seen, [])
    }))

  it.effect("is rejected by cancel for its own faults, so that a malformed request never reaches the rules", () =>
    Effect.gen(function*() {
      const { result } = yield* ask(part(0), payment(vbank))

      const error = failure(result)
      assert.deepInclude(error, { _tag: "InvalidRequest", field: "amount" })
      assert.isUndefined(error instanceof CancelError.InvalidRequest ? error.rule : "?")
      assert.include(error?.message ?? "", "correct amount and call again")
    }))

  it.effect("is rejected when the payment is another one, without any other finding", () =>
    Effect.gen(function*() {
      const { result, seen } = yield* ask(full(), payment({ ...vbank, imp_uid: "imp_2" }))

      assert.deepInclude(failure(result), { rule: "another-payment" })
      assert.deepStrictEqual(seen, [])
    }))

  it.effect("is logged once, with its rule and no value of the account", () =>
    Effect.gen(function*() {
      const { lines } = yield* ask(full(), payment(vbank))

      assert.deepStrictEqual(lines.map(({ event }) => event), ["portone.cancel.failed"])
      assert.deepInclude(lines[0], { error: "MissingRefundAccount", reason: "refund-account-vbank", moneyMoved: "no" })
    }))
})

describe("a rejection by a PG whose words are known", () => {
  it.effect("is logged with its hint", () =>
    Effect.gen(function*() {
      const { lines } = yield* ask(
        full(),
        undefined,
        Provider.refusal(-1, "[9029] 상점의 취소가능 금액이 부족합니다.")
      )

      const failed = lines.find(({ event }) => event === "portone.cancel.failed")
      assert.deepInclude(failed, { error: "CancelRejected", reason: "settlement-short", moneyMoved: "unknown" })
    }))
})

describe("a cancel with warnings alone", () => {
  const paid = payment({ pg_provider: "naverpay", escrow: true })

  it.effect("is sent, because a doubt must not withhold a refund", () =>
    Effect.gen(function*() {
      const { result, seen } = yield* ask(part(), paid)

      assert.isTrue(Result.isSuccess(result))
      assert.deepStrictEqual(seen.map(({ path }) => path), ["/users/getToken", "/payments/cancel"])
    }))

  it.effect("is logged with the codes of its warnings", () =>
    Effect.gen(function*() {
      const { lines } = yield* ask(part(), paid)

      const warned = lines.filter(({ event }) => event === "portone.check.warnings")
      assert.deepStrictEqual(warned, [{
        event: "portone.check.warnings",
        payment: "imp_1",
        warnings: "naverpay-reason, naverpay-requester, escrow-partial"
      }])
      for (const line of lines) for (const key of Object.keys(line)) assert.include(LogEvent.keys, key)
    }))

  it.effect("logs no warnings when there are none", () =>
    Effect.gen(function*() {
      const { lines } = yield* ask(full(), payment())

      assert.isFalse(lines.some((line) => line["event"] === "portone.check.warnings" || "warnings" in line))
    }))
})

describe("the guard", () => {
  it.effect("adds nothing to the wire: the same two requests with it and without", () =>
    Effect.gen(function*() {
      const paid = payment({ cancel_amount: 2000, cancel_history: [row(2000)] })
      const withPayment = yield* ask(part(3000, { checksum: 8000 }), paid)
      const without = yield* ask(part(3000, { checksum: 8000 }), undefined)

      assert.deepStrictEqual(withPayment.seen, without.seen)
      assert.strictEqual(withPayment.seen.length, 2)
    }))

  it.effect("changes no verdict on what was sent", () =>
    Effect.gen(function*() {
      const replies: ReadonlyArray<Provider.Answer> = [
        Provider.ok(Provider.wirePayment()),
        Provider.ok(null),
        Provider.refusal(1, "이미 전액취소된 주문입니다."),
        Provider.refusal(-1, "결제취소에 실패하였습니다. [500626|기 취소 거래]"),
        { status: 500, body: "<html>" },
        { status: 200, body: "" }
      ]
      for (const reply of replies) {
        const [guarded, blind] = [yield* ask(full(), payment(), reply), yield* ask(full(), undefined, reply)]
        assert.deepStrictEqual(guarded.result, blind.result)
      }
    }))

  it.effect("returns the request that it checked, and needs no service", () =>
    Effect.gen(function*() {
      yield* TestClock.setTime(noon.epochMilliseconds)
      const request = part(3000, { checksum: 10000 })

      const checked: Effect.Effect<
        CancelRequest.CancelRequest,
        CancelError.InvalidRequest | CancelError.MissingRefundAccount
      > = CancelCheck.guard(payment())(request)

      assert.deepInclude(yield* checked, request)
    }))

  it.effect("returns a copy that no later change of the request reaches", () =>
    Effect.gen(function*() {
      yield* TestClock.setTime(noon.epochMilliseconds)
      const request = { ...part(1000, { checksum: 10000 }) }

      const checked = yield* CancelCheck.guard(payment())(request)
      Object.assign(request, { amount: 8000, impUid: "imp_2" })

      assert.deepInclude(checked, { impUid: "imp_1", amount: 1000 })
    }))

  it.effect("reads every field once, so a getter shows the rules and cancel one value", () =>
    Effect.gen(function*() {
      yield* TestClock.setTime(noon.epochMilliseconds)
      let reads = 0
      const request = {
        ...part(1000, { checksum: 10000 }),
        get amount() {
          return ++reads === 1 ? 2000 : 8000
        }
      }

      const { result, seen } = yield* ask(request, payment())

      assert.isTrue(Result.isSuccess(result))
      assert.strictEqual(reads, 1)
      assert.include(JSON.stringify(seen.at(-1)), "2000")
    }))

  it.effect("fails for a malformed request as cancel does, and nothing is sent", () =>
    Effect.gen(function*() {
      yield* TestClock.setTime(noon.epochMilliseconds)
      const malformed = [part(0), part(Number.NaN), { ...part(), amount: "3000" }, { ...full(), refundAccount: null }]
      for (const one of malformed) {
        const request = one as CancelRequest.CancelRequest
        const { result, seen } = yield* ask(request, payment(vbank))
        const { result: alone } = yield* ask(request, undefined)

        assert.strictEqual(failure(result)?._tag, "InvalidRequest")
        assert.deepStrictEqual(failure(result), failure(alone))
        assert.deepStrictEqual(seen, [])
      }
    }))

  it.effect("gives the errors that errorOf makes of its findings", () =>
    Effect.gen(function*() {
      yield* TestClock.setTime(noon.epochMilliseconds)
      const [finding] = CancelCheck.check(payment(vbank), full(), noon)
      const error = yield* Effect.flip(CancelCheck.guard(payment(vbank))(full()))

      assert.deepStrictEqual(finding && CancelCheck.errorOf("imp_1", finding), error)
    }))
})

describe("errors made by a rule", () => {
  const errors = [
    new CancelError.MissingRefundAccount({
      payment: "imp_1",
      evidence: "rule",
      rule: "refund-account-vbank",
      problem: "refundAccount is missing"
    }),
    new CancelError.MissingRefundAccount({ evidence: "rule", rule: "refund-phone-smartro", problem: "p" }),
    new CancelError.InvalidRequest({
      field: "amount",
      problem: "is a part",
      rule: "phone-partial-ksnet",
      advice: "cancel all"
    }),
    new CancelError.CancelRejected({
      code: -1,
      providerMessage: "말",
      status: 200,
      family: "pg",
      hint: "settlement-short"
    })
  ]
  for (const error of errors) {
    const why = error._tag === "CancelRejected" ? error.hint : error.rule
    it(`${error._tag} ${why} survives a trip through JSON and has three sentences`, () => {
      const codec = Schema.toCodecJson(CancelError.CancelError)
      const back = Schema.decodeUnknownSync(codec)(JSON.parse(JSON.stringify(Schema.encodeSync(codec)(error))))

      assert.deepStrictEqual(back, error)
      assert.strictEqual(back.message, error.message)
      assert.strictEqual(error.message.split(/(?<=[.)])\s+(?=[A-Z])/).length, 3, error.message)
    })
  }
})
