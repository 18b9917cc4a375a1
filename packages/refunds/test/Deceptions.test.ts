/**
 * Answers, callers and ledgers that would mislead: each of these once led to a second refund, or to
 * a false "refunded" or "not refunded".
 */
import { RefundAccount, Transport } from "@effect-portone/core"
import { findRefund, forgetRefund, type Refund, RefundLedger, refundOnce, RefundTag } from "@effect-portone/refunds"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Option, Redacted } from "effect"
import { nothing, ok, rejection, type Script, scripted, type World } from "./scripted.ts"
import { short, TAG_SECRET } from "./shop.ts"

const once = (fields: Partial<Refund.Refund> = {}, options: Refund.Options = {}) =>
  refundOnce({ impUid: "imp_1", key: "k", amount: 3000, ...fields }, { timers: short, ...options })

/** Carries a cancel out and loses the answer. */
const lost = (world: World, request: Record<string, unknown>, amount?: number) => {
  world.carryOut(request, amount)
  return nothing
}
const before = { cancel_amount: 0, cancel_history: [], status: "paid" }
const ledgers = [["without a ledger", () => Layer.empty], ["with a ledger", RefundLedger.layerMemory]] as const

describe("a cancel's own answer", () => {
  for (
    const [name, other] of [
      ["another order", { merchant_uid: "order-2" }],
      ["another currency", { currency: "USD" }],
      ["another order, unreadable otherwise", { merchant_uid: "order-2", imp_uid: null, amount: "?" }]
    ] as const
  ) {
    it.live(`that is about ${name} proves nothing`, () =>
      Effect.gen(function*() {
        const entry = { cancellation_id: "z", amount: 3000, cancelled_at: 1, reason: null }
        const { live, world } = scripted({
          cancel: ({ payment }) => ok(payment({ ...other, cancel_amount: 3000, cancel_history: [entry] }))
        })
        const outcome = yield* once().pipe(Effect.provide(live))

        assert.deepStrictEqual([outcome._tag, world.carriedOut], ["Undetermined", []])
      }))
  }

  it.live("without a currency is in the currency of the payment", () =>
    Effect.gen(function*() {
      const { live, world } = scripted({
        paid: 100,
        fields: { currency: "USD" },
        cancel: (world, request) => {
          world.carryOut(request)
          return ok(world.payment({ currency: undefined }))
        }
      })
      const both = Effect.all([once({ amount: 30 }), once({ amount: 10, key: "k2" })])
      const outcomes = yield* both.pipe(Effect.provide(Layer.merge(live, RefundLedger.layerMemory())))

      assert.deepStrictEqual(outcomes.map((one) => one._tag === "Succeeded" && one.amount), [30, 10])
      assert.deepStrictEqual(world.carriedOut, [30, 10])
    }))
})

describe("a promotion", () => {
  for (
    const [when, later] of [["that is gone afterwards", {}], ["that cannot be read", { promotion: "PROMO1" }]] as const
  ) {
    for (const onForeign of ["stop", "replan"] as const) {
      it.live(`${when} makes a smaller cancel no other program's: ${onForeign}`, () =>
        Effect.gen(function*() {
          const { live, world } = scripted({
            showsReason: false,
            fields: "promotion" in later ? later : { promotion: { id: "p", discount: 1000 } },
            cancel: (world, request) => {
              world.fields = later
              return lost(world, request, Number(request["amount"]) - 300)
            }
          })
          const outcome = yield* once({}, { onForeign }).pipe(
            Effect.provide(Layer.merge(live, RefundLedger.layerMemory()))
          )

          assert.deepStrictEqual([outcome._tag, world.carriedOut], ["Undetermined", [2700]])
          assert.strictEqual(outcome._tag === "Undetermined" && outcome.cause, "EqualForeignCancel")
        }))
    }
  }

  for (const [name, ledger] of ledgers) {
    it.live(`that leaves something of a refund of the rest is to be compared, ${name}`, () =>
      Effect.gen(function*() {
        const { live, world } = scripted({
          fields: { promotion: { id: "p" } },
          cancel: (world, request) => {
            world.carryOut(request, Number(request["amount"]) - 1000)
            return ok(world.payment())
          }
        })
        const all = Effect.all([once({ amount: "rest" }), once({ amount: "rest" }), findRefund("imp_1", "k")])
        const [first, second, found] = yield* all.pipe(Effect.provide(Layer.merge(live, ledger())))

        for (const one of [first, second]) {
          assert.deepInclude(one, { _tag: "Succeeded", next: "compare-first", amount: 9000 })
        }
        assert.deepInclude(found, { _tag: "Refunded", next: name === "with a ledger" ? "compare-first" : "done" })
        assert.deepStrictEqual(world.carriedOut, [9000])
      }))
  }
})

describe("a history", () => {
  for (const onForeign of ["stop", "replan"] as const) {
    it.live(`whose cancels all have one id, newest first, names them by their amounts too: ${onForeign}`, () =>
      Effect.gen(function*() {
        const { live, world } = scripted({
          showsReason: false,
          cancel: lost,
          lookUp: ({ entries, payment }) =>
            ok(
              payment({
                cancel_history: entries.toReversed().map((one) => Object.assign({}, one, { cancellation_id: "0" }))
              })
            )
        })
        world.carryOut({ amount: 1000, reason: null })
        const outcome = yield* once({}, { onForeign }).pipe(
          Effect.provide(Layer.merge(live, RefundLedger.layerMemory()))
        )

        assert.deepStrictEqual([outcome._tag, world.carriedOut], ["Undetermined", [1000, 3000]])
      }))
  }

  it.live("of a cancelled payment that has neither a sum nor a cancel shows nothing", () =>
    Effect.gen(function*() {
      const { live } = scripted({
        cancel: (world, request) => {
          world.carryOut(request)
          return rejection("요청 오류")
        },
        lookUp: ({ payment }, nth) =>
          nth === 1 ? undefined : ok(payment({ cancel_amount: undefined, cancel_history: undefined }))
      })
      const outcome = yield* once({ amount: 10_000 }).pipe(
        Effect.provide(Layer.merge(live, RefundLedger.layerMemory()))
      )

      assert.deepInclude(outcome, { _tag: "Undetermined" })
    }))

  for (
    const torn of [
      { cancel_history: [{ amount: "3,000" }] },
      { cancel_history: [{}] },
      { cancel_history: [] },
      { cancel_history: null },
      { cancel_amount: 0, cancel_history: [] }
    ]
  ) {
    for (const [name, ledger] of ledgers) {
      it.live(`that does not add up is no finding of findRefund: ${JSON.stringify(torn)}, ${name}`, () =>
        Effect.gen(function*() {
          let made = false
          const { live } = scripted({ lookUp: ({ payment }) => made ? ok(payment(torn)) : undefined })
          const error = yield* Effect.gen(function*() {
            yield* once()
            made = true
            return yield* Effect.flip(findRefund("imp_1", "k"))
          }).pipe(Effect.provide(Layer.merge(live, ledger())))

          assert.deepInclude(error, { _tag: "LookupFailed", reason: "UnreadablePayment" })
        }))
    }
  }
})

describe("a PG that settles later", () => {
  for (
    const first of [{ pg_provider: undefined }, { pg_provider: { name: "paypal_v2" } }, { pg_provider: "html5_inicis" }]
  ) {
    it.live(`is one as soon as any look-up shows it: first ${JSON.stringify(first)}`, () =>
      Effect.gen(function*() {
        const { live, world } = scripted({
          fields: { pg_provider: "paypal_v2" },
          lookUp: ({ payment }, nth) => nth === 1 ? ok(payment(first)) : undefined,
          cancel: () => nothing
        })
        const outcome = yield* once().pipe(Effect.provide(Layer.merge(live, RefundLedger.layerMemory())))

        assert.deepInclude(outcome, { _tag: "Undetermined", cause: "AsyncAnswerLost", isLocked: true })
        assert.lengthOf(world.arrived, 1)
      }))
  }

  for (
    const fields of [
      { pg_provider: "SMARTRO_V2 ", pay_method: "vbank" },
      { pg_provider: "smartro_v2", pay_method: null },
      { pg_provider: "smartro_v2", pay_method: {} },
      { pg_provider: "smartro_v2", pay_method: "method-of-tomorrow" },
      { pg_provider: null, pay_method: "vbank" }
    ]
  ) {
    it.live(`may be one: ${JSON.stringify(fields)}`, () =>
      Effect.gen(function*() {
        const { live, world } = scripted({ fields, cancel: () => nothing })
        const outcome = yield* once().pipe(Effect.provide(Layer.merge(live, RefundLedger.layerMemory())))

        assert.deepInclude(outcome, { _tag: "Undetermined", cause: "AsyncAnswerLost", isLocked: true })
        assert.lengthOf(world.arrived, 1)
      }))
  }

  for (const [name, ledger] of ledgers) {
    it.live(`stays one with an option that is there and undefined, ${name}`, () =>
      Effect.gen(function*() {
        const { live, world } = scripted({ fields: { pg_provider: "paypal_v2" }, cancel: () => nothing })
        const profile = { settlement: undefined, checksumHolds: undefined } as never
        const outcome = yield* once({}, { profile, ...(name === "with a ledger" ? {} : { earlier: "none" }) }).pipe(
          Effect.provide(Layer.merge(live, ledger()))
        )

        assert.deepInclude(outcome, { _tag: "Undetermined", cause: "AsyncAnswerLost" })
        assert.lengthOf(world.arrived, 1)
      }))
  }
})

describe("a call that has sent", () => {
  it.live("keeps what was hidden when it began, and fails with no typed error", () =>
    Effect.gen(function*() {
      const refundAccount = RefundAccount.make({ holder: "홍길동", bank: "88", account: "110123456789" })
      const { live, world } = scripted({
        lookUp: ({ payment }) => ok(payment(before)),
        cancel: (world, request) => {
          Redacted.wipeUnsafe(refundAccount.account)
          return lost(world, request)
        }
      })
      const outcome = yield* once({ extras: { refundAccount } }, { earlier: "none", sends: 2 }).pipe(
        Effect.provide(live)
      )

      assert.strictEqual(outcome._tag, "Undetermined")
      assert.strictEqual(world.arrived.at(-1)?.["refund_account"], "110123456789")
    }))

  it.live("is confirmed also where the ledger breaks at that moment", () =>
    Effect.gen(function*() {
      let changes = 0
      const { live } = scripted()
      const texts = new Map<string, string>()
      const dying = Layer.succeed(RefundLedger.RefundLedger, {
        stores: true,
        change: (impUid, change) =>
          Effect.sync(() => {
            const [result, after] = change(Option.fromUndefinedOr(texts.get(impUid)))
            if (++changes > 1) throw new Error("the ledger broke")
            if (Option.isSome(after)) texts.set(impUid, after.value)
            return result
          })
      })
      const outcome = yield* once().pipe(Effect.provide(Layer.merge(live, dying)))

      assert.deepInclude(outcome, { _tag: "Succeeded", next: "done" })
      if (Option.isSome(outcome.lastError)) assert.notMatch(outcome.lastError.value.message, /sent nothing/)
    }))

  it.live("does not say that it moved no money where its record was deleted and the key used again", () =>
    Effect.gen(function*() {
      const { live } = scripted({ cancel: lost, lookUp: ({ payment }) => ok(payment(before)) })
      const texts = new Map<string, string>()
      let changes = 0
      const shared = Layer.succeed(RefundLedger.RefundLedger, {
        stores: true,
        change: (impUid, change) =>
          Effect.sync(() => {
            // As if another call had asked for another amount after a person deleted the record.
            if (++changes === 3) texts.set(impUid, texts.get(impUid)!.replace("\"asked\":3000", "\"asked\":4000"))
            const [result, after] = change(Option.fromUndefinedOr(texts.get(impUid)))
            if (Option.isSome(after)) texts.set(impUid, after.value)
            return result
          })
      })
      const outcome = yield* once().pipe(Effect.provide(Layer.merge(live, shared)))

      assert.deepInclude(outcome, { _tag: "Undetermined", cause: "BrokenInvariant", next: "stop" })
    }))
})

describe("a ledger", () => {
  it.live("in memory is one ledger for every call that is given the same layer", () =>
    Effect.gen(function*() {
      let lags = true
      const { live, world } = scripted({
        showsReason: false,
        lookUp: ({ payment }) => lags ? ok(payment(before)) : undefined,
        cancel: (world, request) => world.arrived.length === 1 ? lost(world, request) : undefined
      })
      const shop = Layer.merge(live, RefundLedger.layerMemory())
      const first = yield* once({}, { sends: 1 }).pipe(Effect.provide(shop, { local: true }))
      lags = false
      const second = yield* once().pipe(Effect.provide(shop, { local: true }))

      assert.deepStrictEqual([first._tag, second._tag, world.carriedOut], ["Undetermined", "Undetermined", [3000]])
    }))

  it.live("that stored the end of one attempt and failed does not end another one", () =>
    Effect.gen(function*() {
      const { live } = scripted({
        cancel: ({ arrived }) =>
          arrived.length === 1 ? nothing : rejection("취소 가능 잔액이 다릅니다. checksum을 확인하세요.")
      })
      let text: string | undefined
      const openIn = (text: string | undefined): number => Number(/"open":(\d+)/.exec(text ?? "")?.[1] ?? 0)
      const forgetful = Layer.succeed(RefundLedger.RefundLedger, {
        stores: true,
        change: (impUid, change) =>
          Effect.suspend(() => {
            const [result, after] = change(Option.fromUndefinedOr(text))
            const before = text
            text = Option.getOrUndefined(after)
            return openIn(text) < openIn(before)
              ? Effect.fail(new RefundLedger.LedgerFailed({ impUid, problem: "the answer of the commit was lost" }))
              : Effect.succeed(result)
          })
      })
      const outcomes = yield* Effect.all([once({}, { sends: 1 }), once({}, { sends: 1 })]).pipe(
        Effect.provide(Layer.merge(live, forgetful))
      )

      assert.deepStrictEqual(outcomes.map(({ _tag }) => _tag), ["Undetermined", "Undetermined"])
      assert.strictEqual(openIn(text), 1)
    }))

  it.live("compares no amounts of two currencies", () =>
    Effect.gen(function*() {
      let currency: string | undefined
      const { live, world } = scripted({
        paid: 100,
        showsReason: false,
        lookUp: ({ payment }) => ok(payment({ currency })),
        cancel: lost
      })
      const error = yield* Effect.gen(function*() {
        yield* once({ amount: 30 })
        currency = "USD"
        return yield* Effect.flip(once({ amount: 30 }))
      }).pipe(Effect.provide(Layer.merge(live, RefundLedger.layerMemory())))

      assert.deepInclude(error, { _tag: "LedgerFailed", moneyMoved: "unknown" })
      assert.match(error.message, /amounts in KRW, and the payment is in USD/)
      assert.deepStrictEqual(world.carriedOut, [30])
    }))

  for (const impUid of ["imp_1 ", "", "imp\u200b_1", undefined]) {
    it.live(`forgets no payment that cannot exist: ${JSON.stringify(impUid)}`, () =>
      Effect.gen(function*() {
        const error = yield* Effect.flip(forgetRefund(impUid as string, "k"))
        assert.deepInclude(error, { _tag: "InvalidRefund", field: "impUid" })
      }).pipe(Effect.provide([RefundTag.layer(Redacted.make(TAG_SECRET)), RefundLedger.layerMemory()])))
  }

  for (const onForeign of ["stop", "replan"] as const) {
    it.live(`that has forgotten a refund still knows the others, and what is finished: ${onForeign}`, () =>
      Effect.gen(function*() {
        const rejected = JSON.stringify({ code: -1, message: "기타오류", response: null })
        const { live, world } = scripted({
          showsReason: false,
          cancel: (world) => world.arrived.length === 2 ? { status: 200, body: rejected } : undefined
        })
        yield* Effect.gen(function*() {
          const options = { tag: false, onForeign }
          const done = yield* once({ key: "done" }, options)
          const open = yield* once({ key: "open", amount: 2000 }, options)
          assert.deepInclude(open, { _tag: "Undetermined", isLocked: true })
          yield* forgetRefund("imp_1", "open")
          yield* forgetRefund("imp_1", "done")

          const again = yield* once({ key: "done" }, options)
          assert.deepInclude(again, { _tag: "Succeeded", amount: 3000, sends: 0 })
          assert.deepInclude(done, { _tag: "Succeeded" })
          assert.deepInclude(yield* Effect.flip(once({ key: "done", amount: 1 }, options)), { _tag: "KeyReused" })
          assert.deepInclude(yield* once({ key: "open", amount: 2000 }, options), { _tag: "Succeeded", sends: 1 })
        }).pipe(Effect.provide(Layer.merge(live, RefundLedger.layerMemory())))

        assert.deepStrictEqual(world.carriedOut, [3000, 2000])
      }))
  }

  describe("that is new or was lost", () => {
    const withLedger = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
      Effect.provide(effect, RefundLedger.layerMemory(), { local: true })

    for (const tag of [true, false]) {
      it.live(`does not make a refund again that is in the history without a tag: tag ${tag}`, () =>
        Effect.gen(function*() {
          const { live, world } = scripted({ showsReason: false })
          yield* Effect.gen(function*() {
            yield* withLedger(once({}, { tag }))
            yield* withLedger(Effect.gen(function*() {
              for (let call = 0; call < 3; call++) {
                const again = yield* once({}, { tag })
                assert.deepInclude(again, {
                  _tag: "Undetermined",
                  cause: "EqualForeignCancel",
                  sends: 0,
                  isLocked: true
                })
              }
              // Another refund of another amount cannot be that cancel, one of the same amount can.
              assert.deepInclude(yield* once({ key: "another", amount: 1000 }, { tag }), { _tag: "Succeeded" })
              assert.deepInclude(yield* once({ key: "equal" }, { tag }), { cause: "EqualForeignCancel", sends: 0 })
              // Only the one that a person has compared goes on.
              yield* forgetRefund("imp_1", "equal")
              assert.deepInclude(yield* once({}, { tag }), { cause: "EqualForeignCancel", sends: 0 })
              assert.deepInclude(yield* once({ key: "equal" }, { tag }), { _tag: "Succeeded", sends: 1 })
              assert.deepInclude(yield* once({ key: "equal" }, { tag }), { _tag: "Succeeded", sends: 0 })
            }))
          }).pipe(Effect.provide(live))

          assert.deepStrictEqual(world.carriedOut, [3000, 1000, 3000])
        }))
    }

    it.live("says the same when it only looks: a person compares first", () =>
      Effect.gen(function*() {
        const { live } = scripted({ showsReason: false })
        yield* Effect.gen(function*() {
          yield* withLedger(once())
          yield* withLedger(Effect.gen(function*() {
            assert.deepInclude(yield* findRefund("imp_1", "k"), { _tag: "NotFound", next: "call-again" })
            const outcome = yield* once()
            const found = yield* findRefund("imp_1", "k")
            assert.deepInclude(found, { _tag: "Open", cause: "EqualForeignCancel", sent: 0 })
            assert.deepStrictEqual([found.next, found.isLocked], [outcome.next, outcome.isLocked])
            assert.deepStrictEqual([found.next, found.isLocked], ["compare-first", true])
            assert.include(found.message, "Find out whether that cancel is this refund")
            assert.deepInclude(yield* findRefund("imp_1", "another"), { _tag: "NotFound", next: "call-again" })
            yield* forgetRefund("imp_1", "k")
            assert.deepInclude(yield* findRefund("imp_1", "k"), { _tag: "NotFound", next: "call-again" })
          }))
        }).pipe(Effect.provide(live))
      }))

    it.live("is not misled by an old history in between", () =>
      Effect.gen(function*() {
        const { live, world } = scripted({
          showsReason: false,
          lookUp: ({ payment }, nth) => nth === 3 ? ok(payment(before)) : undefined
        })
        yield* Effect.gen(function*() {
          yield* withLedger(once())
          yield* withLedger(Effect.gen(function*() {
            for (let call = 0; call < 4; call++) {
              assert.deepInclude(yield* once(), { _tag: "Undetermined", sends: 0 })
            }
          }))
        }).pipe(Effect.provide(live))

        assert.deepStrictEqual(world.carriedOut, [3000])
      }))

    it.live("finds a refund whose tag the history shows", () =>
      Effect.gen(function*() {
        const { live, world } = scripted()
        yield* Effect.gen(function*() {
          yield* withLedger(once())
          assert.deepInclude(yield* withLedger(once()), { _tag: "Succeeded", certain: "tag", sends: 0 })
        }).pipe(Effect.provide(live))

        assert.deepStrictEqual(world.carriedOut, [3000])
      }))

    for (const count of [200, 201]) {
      it.live(`knows a history of ${count} cancels`, () =>
        Effect.gen(function*() {
          const { live, world } = scripted({ paid: 1_000_000, showsReason: false })
          for (let nth = 0; nth < count; nth++) world.carryOut({ amount: 1000 })
          const made = world.carriedOut.length
          yield* Effect.gen(function*() {
            assert.deepInclude(yield* once({ amount: 1000 }), { cause: "EqualForeignCancel", sends: 0 })
            assert.deepInclude(yield* once({ key: "another", amount: 3000 }), { _tag: "Succeeded" })
            assert.deepInclude(yield* once({ amount: 1000 }), { cause: "EqualForeignCancel", sends: 0 })
          }).pipe(Effect.provide(Layer.merge(live, RefundLedger.layerMemory())))

          assert.lengthOf(world.carriedOut, made + 1)
        }))
    }

    it.live("takes an equal cancel that came after it for another one", () =>
      Effect.gen(function*() {
        const { live, world } = scripted({ showsReason: false })
        yield* Effect.gen(function*() {
          assert.deepInclude(yield* once({ key: "first", amount: 1000 }), { _tag: "Succeeded" })
          world.carryOut({ amount: 3000 })
          assert.deepInclude(yield* once(), { _tag: "Succeeded", sends: 1 })
        }).pipe(Effect.provide(Layer.merge(live, RefundLedger.layerMemory())))

        assert.deepStrictEqual(world.carriedOut, [1000, 3000, 3000])
      }))
  })

  for (const tag of [true, false]) {
    it.live(`that has forgotten a refund does not send another one again that was made: tag ${tag}`, () =>
      Effect.gen(function*() {
        const { live, world } = scripted({
          paid: 9000,
          showsReason: false,
          cancel: (world, request) => world.arrived.length === 1 ? lost(world, request) : undefined
        })
        yield* Effect.gen(function*() {
          // It was made, its answer is lost, and the PG returns no reason.
          const made = yield* once({ key: "made" }, { tag })
          assert.deepInclude(made, { _tag: "Undetermined", cause: "EqualForeignCancel" })
          yield* forgetRefund("imp_1", "another")
          const again = yield* once({ key: "made" }, { tag })
          assert.deepInclude(again, { _tag: "Undetermined", sends: 0, isLocked: true })
        }).pipe(Effect.provide(Layer.merge(live, RefundLedger.layerMemory())))

        assert.deepStrictEqual(world.carriedOut, [3000])
      }))

    it.live(`that was told to forget a refund during its cancel knows its end: tag ${tag}`, () =>
      Effect.gen(function*() {
        const { live, world } = scripted({ showsReason: false })
        const done = yield* Effect.gen(function*() {
          const context = yield* Effect.context<RefundTag.RefundTag>()
          const forget = Effect.provideContext(Effect.orDie(forgetRefund("imp_1", "k")), context)
          const first = yield* Effect.updateService(once({}, { tag }), Transport.Transport, ({ send }) => ({
            send: (request) =>
              request.path === "/payments/cancel" ? Effect.tap(send(request), () => forget) : send(request)
          }))
          return [first, yield* once({}, { tag })] as const
        }).pipe(Effect.provide(Layer.merge(live, RefundLedger.layerMemory())))

        assert.deepInclude(done[0], { _tag: "Succeeded", sends: 1 })
        assert.deepInclude(done[1], { _tag: "Succeeded", sends: 0 })
        assert.deepStrictEqual(world.carriedOut, [3000])
      }))
  }

  it.live("says that nothing was sent under a key, as far as it knows", () =>
    Effect.gen(function*() {
      const { live } = scripted({ lookUp: () => nothing, cancel: lost })
      const told = yield* once().pipe(Effect.provide(Layer.merge(live, RefundLedger.layerMemory())))
      const untold = yield* once().pipe(Effect.provide(live))

      assert.deepInclude(told, { _tag: "Undetermined", cause: "Unreadable", sends: 0 })
      assert.include(told._tag === "Undetermined" && told.message, "the ledger has no cancel under this key")
      assert.include(told._tag === "Undetermined" && told.messageKo, "환불 장부에도 이 키로 보낸 취소가 없습니다")
      assert.include(untold._tag === "Undetermined" && untold.message, "whether an earlier call made the refund")
    }))

  it.live("knows whose id a reason without a tag has in brackets", () =>
    Effect.gen(function*() {
      const script: Script = {
        cancel: (world, request) => world.arrived.length === 1 ? rejection("요청 오류") : lost(world, request)
      }
      const { live, world } = scripted(script)
      const error = yield* Effect.gen(function*() {
        const { ids: [id] } = yield* Effect.flatMap(RefundTag.RefundTag, (tags) => tags.of("imp_1", "A"))
        yield* once({ key: "A", amount: 2000 })
        return yield* Effect.flip(once({ key: "B", reason: `[${id}] 단순 변심` }, { tag: false }))
      }).pipe(Effect.provide(Layer.merge(live, RefundLedger.layerMemory())))

      assert.deepInclude(error, { _tag: "InvalidRefund", field: "reason" })
      assert.lengthOf(world.arrived, 1)
    }))
})

describe("a hook of the application", () => {
  it.live("that is a promise and fails does not end the process", () =>
    Effect.gen(function*() {
      const { live, world } = scripted()
      const onPayment = (async () => {
        throw new Error("the hook failed")
      }) as never
      const outcome = yield* once({}, { onPayment }).pipe(Effect.provide(live))

      assert.deepStrictEqual([outcome._tag, world.carriedOut], ["Succeeded", [3000]])
    }))
})

describe("a misspelt or misplaced field", () => {
  for (
    const options of [
      { profile: { checksumHold: false } },
      { onForegin: "replan" },
      { timers: { reads: ["1 second"] } },
      { Patience: "1 minute" }
    ]
  ) {
    it.live(`is named, and nothing is sent: ${JSON.stringify(options)}`, () =>
      Effect.gen(function*() {
        const { live, world } = scripted()
        const error = yield* once({}, options as never).pipe(Effect.flip, Effect.provide(live))

        assert.deepInclude(error, { _tag: "InvalidRefund", moneyMoved: "no" })
        assert.match(error.message, /is not known here; the known fields are/)
        assert.lengthOf(world.arrived, 0)
      }))
  }

  for (
    const fields of [
      { taxFree: 1000 },
      { tier: "A1B" },
      { extras: { reason: "변심" } },
      { extras: { checksum: 10_000 } },
      { extras: { amount: 1 } },
      { extras: { currency: "USD" } }
    ]
  ) {
    it.live(`of the refund is named, and nothing is sent: ${JSON.stringify(fields)}`, () =>
      Effect.gen(function*() {
        const { live, world } = scripted()
        const error = yield* once(fields as never).pipe(Effect.flip, Effect.provide(live))

        assert.deepInclude(error, { _tag: "InvalidRefund", moneyMoved: "no" })
        assert.match(error.message, new RegExp(Object.keys(fields.extras ?? fields)[0]!))
        assert.lengthOf(world.arrived, 0)
      }))
  }
})
