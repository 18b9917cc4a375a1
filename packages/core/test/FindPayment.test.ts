import { type AccessToken, CancelError, findPayment, findPayments, type Transport, Webhook } from "@effect-portone/core"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import * as Provider from "./provider.ts"

const on = (provider: ReturnType<typeof Provider.make>) => Effect.provide(Provider.live(provider))
const path = (provider: ReturnType<typeof Provider.make>) =>
  provider.seen.filter((request) => request.path !== "/users/getToken").map((request) => request.path)

/** Every reading of it throws. */
const unreadable = (() => {
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  return proxy
})()

describe("findPayment", () => {
  it.effect("asks by imp_uid", () => {
    const provider = Provider.make({})
    return Effect.gen(function*() {
      const payment = yield* findPayment({ impUid: "imp_1" })
      assert.strictEqual(payment.impUid, "imp_1")
      assert.deepStrictEqual(path(provider), ["/payments/imp_1"])
    }).pipe(on(provider))
  })

  it.effect("finds test-channel payments by an option, because since 2026-01-26 they are hidden otherwise", () => {
    const provider = Provider.make({})
    return Effect.gen(function*() {
      yield* findPayment({ impUid: "imp_1" }, { includeSandbox: true })
      assert.deepStrictEqual(path(provider), ["/payments/imp_1?include_sandbox=true"])
    }).pipe(on(provider))
  })

  it.effect("asks by merchant_uid, encoded, because it is free text", () => {
    const provider = Provider.make({ get: Provider.ok(Provider.wirePayment({ merchant_uid: "주문/7?a=b#c %&" })) })
    return Effect.gen(function*() {
      yield* findPayment({ merchantUid: "주문/7?a=b#c %&" })
      assert.deepStrictEqual(path(provider), [`/payments/find/${encodeURIComponent("주문/7?a=b#c %&")}`])
      assert.notMatch(path(provider)[0] ?? "", /[?#가-힣 ]/)
    }).pipe(on(provider))
  })

  it.effect("prefers imp_uid when both are given, as PortOne does on a cancel", () => {
    const provider = Provider.make({})
    return Effect.gen(function*() {
      yield* findPayment({ impUid: "imp_1", merchantUid: "order-1" })
      assert.deepStrictEqual(path(provider), ["/payments/imp_1"])
    }).pipe(on(provider))
  })

  const attempt = (imp_uid: string, status: string, fields: Record<string, unknown> = {}) =>
    Provider.wirePayment({ imp_uid, status, cancel_amount: 0, cancel_history: [], ...fields })
  const pageOf = (list: ReadonlyArray<unknown>, next = 0) =>
    Provider.ok({ total: list.length, previous: 0, next, list })

  it.effect("looks through all attempts of an order when the last one cannot be cancelled", () => {
    const order = { merchant_uid: "주문/7" }
    const failed = attempt("imp_2", "failed", order)
    const provider = Provider.make({ get: [Provider.ok(failed), pageOf([failed, attempt("imp_1", "paid", order)])] })
    return Effect.gen(function*() {
      assert.strictEqual((yield* findPayment({ merchantUid: "주문/7" })).impUid, "imp_1")
      const segment = encodeURIComponent("주문/7")
      assert.deepStrictEqual(path(provider), [
        `/payments/find/${segment}`,
        `/payments/findAll/${segment}?page=1&limit=100&sorting=-started`
      ])
    }).pipe(on(provider))
  })

  const choices: ReadonlyArray<readonly [string, ReadonlyArray<ReturnType<typeof attempt>>, string]> = [
    ["the last one if none can be cancelled", [attempt("b", "failed"), attempt("a", "ready")], "b"],
    ["no fully cancelled one", [attempt("b", "cancelled", { cancel_amount: 10_000 }), attempt("a", "paid")], "a"],
    ["no revoked virtual account", [attempt("b", "cancelled"), attempt("a", "paid")], "a"],
    ["one that was cancelled in part", [attempt("b", "failed"), attempt("a", "cancelled", { cancel_amount: 1 })], "a"],
    ["one of an unknown status that was paid", [attempt("b", "settled", { paid_at: 1_712_634_724 })], "b"],
    ["no unpaid one of an unknown status", [attempt("b", "pending", { paid_at: 0 }), attempt("a", "paid")], "a"]
  ]
  for (const [what, list, expected] of choices) {
    it.effect(`chooses ${what}`, () => {
      const provider = Provider.make({ get: [Provider.ok(list[0]), pageOf(list)] })
      return Effect.gen(function*() {
        assert.strictEqual((yield* findPayment({ merchantUid: "order-1" })).impUid, expected)
      }).pipe(on(provider))
    })
  }

  it.effect("reads the next pages of an order with many attempts, and no more than ten", () => {
    const failed = attempt("imp_9", "failed")
    const provider = Provider.make({
      get: [Provider.ok(failed), pageOf([failed], 2), pageOf([attempt("imp_1", "paid")])]
    })
    const endless = Provider.make({ get: [Provider.ok(failed), pageOf([failed], 2)] })
    return Effect.gen(function*() {
      assert.strictEqual((yield* findPayment({ merchantUid: "order-1" }).pipe(on(provider))).impUid, "imp_1")
      const error = yield* Effect.flip(findPayment({ merchantUid: "order-1" }).pipe(on(endless)))
      assert.strictEqual(error._tag === "LookupFailed" ? error.reason : error._tag, "IncompleteList")
      assert.strictEqual(path(endless).length, 11)
    })
  })

  const failed = attempt("imp_9", "failed")
  const unusable: ReadonlyArray<readonly [string, Provider.Reply]> = [
    ["one attempt cannot be read, because it may be the paid one", pageOf([failed, { imp_uid: "imp_1" }])],
    ["the attempts are no page", Provider.ok([failed])],
    ["the attempts are HTML", { status: 200, body: "<html></html>" }],
    ["the attempts are lost", new CancelError.OutcomeUnknown({ reason: "ConnectionLost" })]
  ]
  for (const [what, reply] of unusable) {
    it.effect(`says LookupFailed when ${what}`, () => {
      const provider = Provider.make({ get: [Provider.ok(failed), reply] })
      return Effect.gen(function*() {
        const error = yield* Effect.flip(findPayment({ merchantUid: "order-1" }))
        assert.strictEqual(error._tag, "LookupFailed")
        assert.include(error.message, "order-1")
      }).pipe(on(provider))
    })
  }

  const others: ReadonlyArray<
    readonly [what: string, key: Parameters<typeof findPayment>[0], replies: ReadonlyArray<Provider.Reply>]
  > = [
    ["another payment", { impUid: "imp_1" }, [Provider.ok(attempt("imp_2", "paid"))]],
    ["a payment whose id differs in case", { impUid: "imp_1" }, [Provider.ok(attempt("IMP_1", "paid"))]],
    ["another order's payment", { merchantUid: "order-1" }, [
      Provider.ok(attempt("imp_1", "paid", { merchant_uid: "order-2" }))
    ]],
    ["another order's attempts", { merchantUid: "order-1" }, [
      Provider.ok(failed),
      pageOf([failed, attempt("imp_2", "paid", { merchant_uid: "order-2" })])
    ]]
  ]
  for (const [what, key, get] of others) {
    it.effect(`says LookupFailed when PortOne returns ${what}, so that it is not refunded instead`, () =>
      Effect.gen(function*() {
        const error = yield* Effect.flip(findPayment(key))
        assert.strictEqual(error._tag === "LookupFailed" ? error.reason : error._tag, "AnswerForAnotherPayment")
        assert.include(error.messageKo, "다른 결제에 대한 응답")
      }).pipe(on(Provider.make({ get }))))
  }

  it.effect("goes by imp_uid when both ids are given, as PortOne does", () =>
    Effect.gen(function*() {
      assert.strictEqual((yield* findPayment({ impUid: "imp_1", merchantUid: "order-2" })).merchantUid, "order-1")
    }).pipe(on(Provider.make({}))))

  for (const status of ["ready", "paid", "cancelled", "failed"] as const) {
    it.effect(`asks PortOne for the status ${status}, in one request`, () => {
      const provider = Provider.make({ get: Provider.ok(attempt("imp_1", status)) })
      return Effect.gen(function*() {
        yield* findPayment({ merchantUid: "order-1" }, { status })
        assert.deepStrictEqual(path(provider), [`/payments/find/order-1/${status}`])
      }).pipe(on(provider))
    })
  }

  it.effect("asks for the last attempt of any status with all, in one request", () => {
    const provider = Provider.make({ get: Provider.ok(attempt("imp_1", "failed")) })
    return Effect.gen(function*() {
      assert.strictEqual((yield* findPayment({ merchantUid: "order-1" }, { status: "all" })).status, "failed")
      assert.deepStrictEqual(path(provider), ["/payments/find/order-1"])
    }).pipe(on(provider))
  })

  for (
    const [what, key, status] of [
      ["a status that PortOne cannot look up", { merchantUid: "order-1" }, "pending"],
      ["a status in capitals", { merchantUid: "order-1" }, "PAID"],
      ["a path as status", { merchantUid: "order-1" }, "../cancel"],
      ["a status beside impUid, which it would not restrict", { impUid: "imp_1" }, "paid"]
    ] as const
  ) {
    it.effect(`rejects ${what} before anything is sent`, () => {
      const provider = Provider.make({})
      return Effect.gen(function*() {
        const error = yield* Effect.flip(findPayment(key, { status: status as never }))
        assert.strictEqual(error._tag === "InvalidRequest" ? error.field : error._tag, "status")
        assert.deepStrictEqual(provider.seen, [])
      }).pipe(on(provider))
    })
  }

  for (
    const [what, key] of [
      ["a blank in an imp_uid", { impUid: "imp_1 " }],
      ["a line break in an imp_uid", { impUid: "imp_1\n" }],
      ["Korean in an imp_uid", { impUid: "결제1" }],
      ["only dots", { impUid: "..." }],
      ["neither id", {}],
      ["an empty imp_uid", { impUid: "" }],
      ["a long imp_uid", { impUid: "x".repeat(33) }],
      ["an empty merchant_uid", { merchantUid: "" }],
      ["a path step", { impUid: ".." }],
      ["an imp_uid with a line break at its end", { impUid: "imp_1\n" }],
      ["an imp_uid with a blank", { impUid: "imp 1" }],
      ["an imp_uid in Korean", { impUid: "결제1" }],
      ["a path step as a merchant_uid", { merchantUid: ".." }],
      ["half an emoji", { merchantUid: "\uD83C" }],
      ["a number", { impUid: 7 }]
    ] as const
  ) {
    it.effect(`rejects ${what} before anything is sent`, () => {
      const provider = Provider.make({})
      return Effect.gen(function*() {
        const error = yield* Effect.flip(findPayment(key as never))
        assert.strictEqual(error._tag, "InvalidRequest")
        assert.deepStrictEqual(provider.seen, [])
      }).pipe(on(provider))
    })
  }

  describe("rejects an option before anything is sent", () => {
    const thrower = {
      get tier(): string {
        throw new Error("secret")
      }
    }
    for (
      const [what, field, options] of [
        ["null", "options", null],
        ["a text", "options", "includeSandbox"],
        ["one that is misspelt", "includeSandBox", { includeSandBox: true }],
        ["a text for a flag", "includeSandbox", { includeSandbox: "true" }],
        ["a tier in lower case", "tier", { tier: "abc" }],
        ["a tier with a line break", "tier", { tier: "ABC\n" }],
        ["an inherited tier that is none", "tier", Object.create({ tier: "abc" })],
        ["a getter that throws", "options", thrower],
        ["a name that is none, whose text may be a secret", "options", { "010-1234-5678": true }]
      ] as const
    ) {
      it.effect(what, () => {
        const provider = Provider.make({})
        return Effect.gen(function*() {
          const calls: ReadonlyArray<Effect.Effect<unknown, unknown, AccessToken.AccessToken | Transport.Transport>> = [
            findPayment({ impUid: "imp_1" }, options as never),
            Webhook.lookUp({ imp_uid: "imp_1" }, options as never),
            ...(field === "includeSandbox" ? [] : [findPayments(["imp_1"], options as never)])
          ]
          for (const call of calls) {
            const error = yield* Effect.flip(call)
            if (!(error instanceof CancelError.InvalidRequest)) return assert.fail(String(error))
            assert.strictEqual(error.field, field)
            assert.notMatch(error.message + error.messageKo, /secret|1234/)
          }
          assert.deepStrictEqual(provider.seen, [])
        }).pipe(on(provider))
      })
    }

    it.effect("and takes one that is undefined or inherited", () => {
      const provider = Provider.make({})
      return Effect.gen(function*() {
        yield* findPayment({ impUid: "imp_1" }, Object.assign({ tier: undefined }, { other: undefined }))
        yield* findPayment({ impUid: "imp_1" }, Object.create({ tier: "ABC" }))
        assert.deepStrictEqual(
          provider.seen.filter(({ path }) => path.startsWith("/payments")).map(({ tier }) => tier),
          [
            undefined,
            "ABC"
          ]
        )
      }).pipe(on(provider))
    })
  })

  for (const [what, key] of [["null", null], ["what cannot be read", unreadable]] as const) {
    it.effect(`rejects ${what} in place of an id before anything is sent`, () => {
      const provider = Provider.make({})
      return Effect.gen(function*() {
        assert.strictEqual((yield* Effect.flip(findPayment(key as never)))._tag, "InvalidRequest")
        assert.strictEqual((yield* Effect.flip(findPayments(key as never)))._tag, "InvalidRequest")
        assert.deepStrictEqual(provider.seen, [])
      }).pipe(on(provider))
    })
  }

  it.effect("says PaymentNotFound on 404 in PortOne's envelope", () => {
    const provider = Provider.make({ get: Provider.refusal(-1, "존재하지 않는 결제정보입니다.", 404) })
    return Effect.gen(function*() {
      const error = yield* Effect.flip(findPayment({ impUid: "imp_1" }))
      assert.strictEqual(error._tag, "PaymentNotFound")
      assert.include(error.message, "includeSandbox")
    }).pipe(on(provider))
  })

  const failures: ReadonlyArray<readonly [string, Provider.Reply]> = [
    ["a 404 that is not PortOne's", { status: 404, body: "<html>no such page</html>" }],
    ["a 500 page", { status: 500, body: "<html></html>" }],
    ["a 200 page", { status: 200, body: "<html></html>" }],
    ["cut JSON", { status: 200, body: "{\"code\":0" }],
    ["a refusal", Provider.refusal(1, "거절")],
    ["a payment without an amount", Provider.ok(Provider.wirePayment({ amount: null }))],
    ["a null payment", Provider.ok(null)],
    ["a lost answer", new CancelError.OutcomeUnknown({ reason: "ConnectionLost" })]
  ]
  for (const [what, reply] of failures) {
    it.effect(`says LookupFailed after ${what}, and that reading moves no money`, () => {
      const provider = Provider.make({ get: reply })
      return Effect.gen(function*() {
        const error = yield* Effect.flip(findPayment({ impUid: "imp_1" }))
        assert.strictEqual(error._tag, "LookupFailed")
        assert.strictEqual(error.moneyMoved, "no")
        assert.strictEqual(error.resend, "safe")
        assert.include(error.message, "Reading moves no money")
      }).pipe(on(provider))
    })
  }

  it.effect("says NotSent when nothing left the machine", () => {
    const provider = Provider.make({ get: new CancelError.NotSent({ reason: "ConnectionRefused" }) })
    return Effect.gen(function*() {
      assert.strictEqual((yield* Effect.flip(findPayment({ impUid: "imp_1" })))._tag, "NotSent")
    }).pipe(on(provider))
  })

  it.effect("takes another token after a 401, once", () => {
    const provider = Provider.make({ get: [Provider.unauthorized, Provider.ok(Provider.wirePayment())] })
    return Effect.gen(function*() {
      yield* findPayment({ impUid: "imp_1" })
      assert.strictEqual(path(provider).length, 2)
    }).pipe(on(provider))
  })

  it.effect("says Unauthorized after the second 401", () => {
    const provider = Provider.make({ get: Provider.unauthorized })
    return Effect.gen(function*() {
      assert.strictEqual((yield* Effect.flip(findPayment({ impUid: "imp_1" })))._tag, "Unauthorized")
      assert.strictEqual(path(provider).length, 2)
    }).pipe(on(provider))
  })

  it.effect("acts for the given tier", () => {
    const provider = Provider.make({})
    return Effect.gen(function*() {
      yield* findPayment({ impUid: "imp_1" }, { tier: "A1B" })
      assert.strictEqual(provider.seen.at(-1)?.tier, "A1B")
    }).pipe(on(provider))
  })
})

describe("findPayments", () => {
  const two = Provider.ok([Provider.wirePayment(), Provider.wirePayment({ imp_uid: "imp_2" })])

  it.effect("says LookupFailed when one of them was not asked for", () =>
    Effect.gen(function*() {
      const error = yield* Effect.flip(findPayments(["imp_1", "imp_2"]))
      assert.strictEqual(error._tag === "LookupFailed" ? error.reason : error._tag, "AnswerForAnotherPayment")
    }).pipe(
      on(Provider.make({ get: Provider.ok([Provider.wirePayment(), Provider.wirePayment({ imp_uid: "imp_3" })]) }))
    ))

  it.effect("asks for all at once", () => {
    const provider = Provider.make({ get: two })
    return Effect.gen(function*() {
      const payments = yield* findPayments(["imp_1", "imp_2"])
      assert.deepStrictEqual(payments.map((payment) => payment.impUid), ["imp_1", "imp_2"])
      assert.deepStrictEqual(path(provider), ["/payments?imp_uid%5B%5D=imp_1&imp_uid%5B%5D=imp_2"])
    }).pipe(on(provider))
  })

  it.effect("takes 207 for what it is: some were found", () => {
    const provider = Provider.make({ get: { ...two, status: 207 } })
    return Effect.gen(function*() {
      assert.strictEqual((yield* findPayments(["imp_1", "imp_2", "imp_3"])).length, 2)
    }).pipe(on(provider))
  })

  it.effect("asks nothing for an empty list", () => {
    const provider = Provider.make({})
    return Effect.gen(function*() {
      assert.deepStrictEqual(yield* findPayments([]), [])
      assert.deepStrictEqual(provider.seen, [])
    }).pipe(on(provider))
  })

  it.effect("takes 100 and rejects 101, the API's own limit", () => {
    const provider = Provider.make({ get: Provider.ok([]) })
    const ids = Array.from({ length: 101 }, (_, index) => `imp_${index}`)
    return Effect.gen(function*() {
      assert.deepStrictEqual(yield* findPayments(ids.slice(0, 100)), [])
      assert.strictEqual((yield* Effect.flip(findPayments(ids)))._tag, "InvalidRequest")
    }).pipe(on(provider))
  })

  it.effect("rejects a bad id before anything is sent", () => {
    const provider = Provider.make({})
    return Effect.gen(function*() {
      assert.strictEqual((yield* Effect.flip(findPayments(["imp_1", ""])))._tag, "InvalidRequest")
      assert.deepStrictEqual(provider.seen, [])
    }).pipe(on(provider))
  })

  for (const response of [null, {}, "x"]) {
    it.effect(`says LookupFailed when the list is ${JSON.stringify(response)}`, () => {
      const provider = Provider.make({ get: Provider.ok(response) })
      return Effect.gen(function*() {
        assert.strictEqual((yield* Effect.flip(findPayments(["imp_1"])))._tag, "LookupFailed")
      }).pipe(on(provider))
    })
  }

  it.effect("says LookupFailed when one of the payments cannot be read, rather than leaving it out in silence", () => {
    const provider = Provider.make({ get: Provider.ok([Provider.wirePayment(), { imp_uid: "imp_2" }]) })
    return Effect.gen(function*() {
      assert.strictEqual((yield* Effect.flip(findPayments(["imp_1", "imp_2"])))._tag, "LookupFailed")
    }).pipe(on(provider))
  })

  it.effect("says PaymentNotFound when none is known", () => {
    const provider = Provider.make({ get: Provider.refusal(-1, "존재하지 않는 결제정보입니다.", 404) })
    return Effect.gen(function*() {
      assert.strictEqual((yield* Effect.flip(findPayments(["imp_1"])))._tag, "PaymentNotFound")
    }).pipe(on(provider))
  })
})
