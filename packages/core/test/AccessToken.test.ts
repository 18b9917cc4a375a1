import { AccessToken, cancel, CancelError, CancelRequest, Credentials, TokenStore } from "@effect-portone/core"
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Exit, Fiber, Layer, Option, Redacted } from "effect"
import { TestClock } from "effect/testing"
import * as Provider from "./provider.ts"

const request = CancelRequest.partial({ impUid: "imp_1", amount: 3000, checksum: 10000 })
const get = Effect.flatMap(AccessToken.AccessToken, (tokens) => tokens.get)
const value = (token: AccessToken.Token) => Redacted.value(token.value)

describe("one request in flight", () => {
  it.effect("sends one token request when ten cancels start together", () => {
    const provider = Provider.make({})
    return Effect.gen(function*() {
      yield* Effect.all(Array.from({ length: 10 }, () => cancel(request)), { concurrency: "unbounded" })

      assert.strictEqual(provider.tokens().length, 1)
      assert.strictEqual(provider.cancels().length, 10)
    }).pipe(Effect.provide(Provider.live(provider)))
  })

  it.effect("sends one token request for 10,000 callers who all wait for a slow answer", () =>
    Effect.gen(function*() {
      const gate = yield* Deferred.make<Provider.Answer>()
      const provider = Provider.make({ token: Deferred.await(gate) })
      yield* Effect.gen(function*() {
        const fibers = yield* Effect.forEach(Array.from({ length: 10_000 }), () => Effect.forkChild(get))
        yield* Effect.yieldNow
        yield* Deferred.succeed(gate, Provider.tokenAnswer("slow"))
        const tokens = yield* Effect.forEach(fibers, Fiber.join)

        assert.strictEqual(provider.tokens().length, 1)
        assert.isTrue(tokens.every((token) => value(token) === "slow"))
      }).pipe(Effect.provide(Provider.live(provider)))
    }))

  it.effect("gives every waiting caller the one failure, instead of asking once for each", () =>
    Effect.gen(function*() {
      const gate = yield* Deferred.make<Provider.Answer>()
      const provider = Provider.make({ token: Deferred.await(gate) })
      yield* Effect.gen(function*() {
        const fibers = yield* Effect.forEach(Array.from({ length: 50 }), () => Effect.forkChild(Effect.flip(get)))
        yield* Effect.yieldNow
        yield* Deferred.succeed(gate, Provider.refusal(-1, "인증에 실패하였습니다. API키와 secret을 확인하세요.", 401))
        const errors = yield* Effect.forEach(fibers, Fiber.join)

        assert.strictEqual(provider.tokens().length, 1)
        assert.isTrue(errors.every((error) => error._tag === "CredentialsRejected"))
      }).pipe(Effect.provide(Provider.live(provider)))
    }))

  it.effect("keeps the token request alive when the caller who started it is interrupted", () =>
    Effect.gen(function*() {
      const gate = yield* Deferred.make<Provider.Answer>()
      const provider = Provider.make({ token: Deferred.await(gate) })
      yield* Effect.gen(function*() {
        const first = yield* Effect.forkChild(get, { startImmediately: true })
        const second = yield* Effect.forkChild(get, { startImmediately: true })
        yield* Fiber.interrupt(first)
        yield* Deferred.succeed(gate, Provider.tokenAnswer("kept"))

        assert.strictEqual(value(yield* Fiber.join(second)), "kept")
        assert.strictEqual(provider.tokens().length, 1)
      }).pipe(Effect.provide(Provider.live(provider)))
    }))

  it.effect("asks again after a failure, because a failure is not kept", () => {
    const provider = Provider.make({ token: [Provider.refusal(-1, "x", 500), Provider.tokenAnswer("second")] })
    return Effect.gen(function*() {
      assert.strictEqual((yield* Effect.flip(get))._tag, "NotSent")
      assert.strictEqual(value(yield* get), "second")
    }).pipe(Effect.provide(Provider.live(provider)))
  })
})

describe("a layer that is closed", () => {
  it.effect("says NotSent, and does not wait for a token request that cannot begin", () =>
    Effect.gen(function*() {
      const provider = Provider.make({})
      const context = yield* Effect.scoped(Layer.build(Provider.live(provider)))
      const ended = yield* Effect.forkChild(
        Effect.timeoutOption(Effect.flip(Effect.provideContext(cancel(request), context)), "1 minute")
      )
      yield* TestClock.adjust("1 minute")
      const error = Option.getOrThrow(yield* Fiber.join(ended))

      assert.strictEqual(error._tag, "NotSent")
      assert.strictEqual(error.moneyMoved, "no")
      assert.strictEqual(provider.cancels().length, 0)
    }))

  it.effect("says NotSent to those who wait for a token request, because nobody interrupted them", () =>
    Effect.gen(function*() {
      const asked = yield* Deferred.make<void>()
      const provider = Provider.make({ token: Effect.andThen(Deferred.succeed(asked, undefined), Effect.never) })
      const waiting = yield* Effect.gen(function*() {
        const context = yield* Layer.build(Provider.live(provider))
        const caller = Effect.flip(Effect.provideContext(cancel(request), context))
        const fibers = [yield* Effect.forkDetach(caller), yield* Effect.forkDetach(caller)]
        yield* Deferred.await(asked)
        return fibers
      }).pipe(Effect.scoped)
      const errors = yield* Effect.forEach(waiting, Fiber.join)

      assert.deepStrictEqual(errors.map(({ _tag }) => _tag), ["NotSent", "NotSent"])
    }))
})

describe("life", () => {
  it.effect("uses one token until two minutes before its end", () => {
    const provider = Provider.make({})
    return Effect.gen(function*() {
      yield* get
      yield* TestClock.adjust("27 minutes")
      yield* get
      assert.strictEqual(provider.tokens().length, 1)

      yield* TestClock.adjust("61 seconds")
      yield* get
      assert.strictEqual(provider.tokens().length, 2)
    }).pipe(Effect.provide(Provider.live(provider)))
  })

  it.effect("takes the life from expired_at − now, so a wrong clock on either side cancels out", () => {
    const inThePast = Provider.tokenAnswer("t", 600, 1_000)
    const provider = Provider.make({ token: [inThePast, Provider.tokenAnswer("u")] })
    return Effect.gen(function*() {
      yield* get
      yield* TestClock.adjust("7 minutes")
      assert.strictEqual(value(yield* get), "t")

      yield* TestClock.adjust("2 minutes")
      assert.strictEqual(value(yield* get), "u")
    }).pipe(Effect.provide(Provider.live(provider)))
  })

  it.effect("subtracts the time the token request took, because the life began at the provider", () => {
    const slow = Effect.as(Effect.sleep("10 minutes"), Provider.tokenAnswer("slow", 900))
    const provider = Provider.make({ token: [slow, Provider.tokenAnswer("next")] })
    return Effect.gen(function*() {
      const fiber = yield* Effect.forkChild(get)
      yield* TestClock.adjust("10 minutes")
      assert.strictEqual(value(yield* Fiber.join(fiber)), "slow")

      // 5 of 15 minutes are left; 3:30 later less than the margin is.
      yield* TestClock.adjust("210 seconds")
      assert.strictEqual(value(yield* get), "next")
    }).pipe(Effect.provide(Provider.live(provider)))
  })

  it.effect("asks once, not on every call, while the provider hands out the same token again before its last minute", () => {
    let asked = 0
    const same = Effect.sync(() => Provider.tokenAnswer("same", asked++ === 0 ? 1800 : 110))
    const provider = Provider.make({ token: same })
    return Effect.gen(function*() {
      yield* get
      yield* TestClock.adjust(1690 * 1000)
      yield* get
      yield* get
      yield* get
      assert.strictEqual(provider.tokens().length, 2)

      // In the last minute PortOne extends the token, so now it is worth asking.
      yield* TestClock.adjust("51 seconds")
      yield* get
      assert.strictEqual(provider.tokens().length, 3)
    }).pipe(Effect.provide(Provider.live(provider)))
  })

  it.effect("uses a token that arrives with no life left once, and asks anew for the next call", () => {
    const provider = Provider.make({ token: Provider.tokenAnswer("dead", 0) })
    return Effect.gen(function*() {
      assert.strictEqual(value(yield* get), "dead")
      yield* get
      assert.strictEqual(provider.tokens().length, 2)
    }).pipe(Effect.provide(Provider.live(provider)))
  })

  it.effect("takes another margin by option", () => {
    const provider = Provider.make({})
    return Effect.gen(function*() {
      yield* get
      yield* TestClock.adjust("21 minutes")
      yield* get
      assert.strictEqual(provider.tokens().length, 2)
    }).pipe(Effect.provide(Provider.live(provider, { margin: "10 minutes" })))
  })
})

describe("rejected tokens", () => {
  it.effect("drops the token on a 401 and sends once more with another", () => {
    const provider = Provider.make({ cancel: [Provider.unauthorized, Provider.ok(Provider.wirePayment())] })
    return Effect.gen(function*() {
      const done = yield* cancel(request)

      assert.strictEqual(done._tag, "CancelConfirmed")
      assert.deepStrictEqual(provider.cancels().map((sent) => sent.token), ["token-1", "token-2"])
      assert.deepStrictEqual(provider.cancels()[0]?.body, provider.cancels()[1]?.body)
    }).pipe(Effect.provide(Provider.live(provider)))
  })

  it.effect("sends once where a 401 confirms the cancel or repeats a PG, because that is no rejected token", () =>
    Effect.gen(function*() {
      const answers = [
        { status: 401, body: { code: 0, message: null, response: Provider.wirePayment() } },
        Provider.refusal(-1, "결제취소에 실패하였습니다. [500626|기 취소 거래]", 401)
      ]
      for (const answer of answers) {
        const provider = Provider.make({ cancel: [answer, Provider.refusal(1, "이미 전액취소된 주문입니다.")] })

        const error = yield* Effect.flip(Effect.provide(cancel(request), Provider.live(provider)))

        assert.deepInclude(error, { _tag: "OutcomeUnknown", moneyMoved: "unknown" })
        assert.strictEqual(provider.cancels().length, 1)
      }
    }))

  it.effect("stops after two sends when the provider issues the rejected token again", () => {
    const provider = Provider.make({ cancel: Provider.unauthorized, token: Provider.tokenAnswer("same") })
    return Effect.gen(function*() {
      const error = yield* Effect.flip(cancel(request))

      assert.strictEqual(error._tag, "Unauthorized")
      assert.strictEqual(error.resend, "never")
      assert.strictEqual(provider.cancels().length, 2)
      assert.strictEqual(provider.tokens().length, 2)
    }).pipe(Effect.provide(Provider.live(provider)))
  })

  it.effect("does not send a cancel without checksum a second time, even after a 401", () => {
    const provider = Provider.make({ cancel: Provider.unauthorized })
    return Effect.gen(function*() {
      const error = yield* Effect.flip(
        cancel(CancelRequest.partial({ impUid: "imp_1", amount: 3000, checksum: CancelRequest.unchecked }))
      )

      assert.strictEqual(error._tag, "Unauthorized")
      assert.strictEqual(error.moneyMoved, "no")
      assert.strictEqual(error.resend, "with-checksum")
      assert.strictEqual(provider.cancels().length, 1)
    }).pipe(Effect.provide(Provider.live(provider)))
  })

  it.effect("does not send one a second time either whose checksum comes to be once it was written", () => {
    const provider = Provider.make({ cancel: Provider.unauthorized })
    return Effect.gen(function*() {
      let reads = 0
      const changing = {
        _tag: "Partial" as const,
        impUid: "imp_1",
        amount: 3000,
        get checksum() {
          return reads++ === 0 ? CancelRequest.unchecked : 10000
        }
      }

      const error = yield* Effect.flip(cancel(changing))

      assert.strictEqual(error._tag, "Unauthorized")
      assert.deepStrictEqual(provider.cancels().map(({ body }) => body), [{ imp_uid: "imp_1", amount: 3000 }])
    }).pipe(Effect.provide(Provider.live(provider)))
  })

  it.effect("asks for one new token when a hundred cancels are rejected at once", () =>
    Effect.gen(function*() {
      let refused = 0
      const gate = yield* Deferred.make<void>()
      const reply = Effect.suspend(() =>
        refused < 100
          ? Effect.as(
            ++refused === 100 ? Deferred.succeed(gate, undefined) : Deferred.await(gate),
            Provider.unauthorized
          )
          : Effect.succeed(Provider.ok(Provider.wirePayment()))
      )
      const provider = Provider.make({ cancel: reply })
      yield* Effect.gen(function*() {
        yield* Effect.all(Array.from({ length: 100 }, () => cancel(request)), { concurrency: "unbounded" })

        assert.strictEqual(provider.tokens().length, 2)
        assert.strictEqual(provider.cancels().length, 200)
      }).pipe(Effect.provide(Provider.live(provider)))
    }))

  it.effect("leaves a newer token alone when an old one is dropped late", () => {
    const provider = Provider.make({})
    return Effect.gen(function*() {
      const tokens = yield* AccessToken.AccessToken
      const old = yield* tokens.get
      yield* tokens.drop(old)
      const fresh = yield* tokens.get
      yield* tokens.drop(old)

      assert.strictEqual(value(yield* tokens.get), value(fresh))
      assert.strictEqual(provider.tokens().length, 2)
    }).pipe(Effect.provide(Provider.live(provider)))
  })
})

describe("credentials", () => {
  it.effect("fails with CredentialsRejected on a wrong key or secret, and sends no cancel", () => {
    const provider = Provider.make({
      token: Provider.refusal(-1, "인증에 실패하였습니다. API키와 secret을 확인하세요.", 401)
    })
    return Effect.gen(function*() {
      const error = yield* Effect.flip(cancel(request))

      assert.strictEqual(error._tag, "CredentialsRejected")
      assert.include(error.message, "인증에 실패하였습니다")
      assert.include(error.message, "This request moved no money")
      assert.strictEqual(provider.cancels().length, 0)
    }).pipe(Effect.provide(Provider.live(provider)))
  })

  it.effect("fails with CredentialsRejected when the provider misses a key, with its own spelling kept", () => {
    const words = "imp_key, imp_secret 파라메터가 누락되었습니다."
    const provider = Provider.make({ token: Provider.refusal(-1, words, 400) })
    return Effect.gen(function*() {
      const error = yield* Effect.flip(get)

      assert.strictEqual(error._tag, "CredentialsRejected")
      assert.strictEqual(error._tag === "CredentialsRejected" ? error.providerMessage : "", words)
    }).pipe(Effect.provide(Provider.live(provider)))
  })

  const noToken: ReadonlyArray<readonly [string, Provider.Reply]> = [
    ["a 500 page", { status: 500, body: "<html></html>" }],
    ["an empty answer", { status: 200, body: "" }],
    ["a code 0 without a token", Provider.ok({ now: 1, expired_at: 2 })],
    ["a code 0 with an empty token", Provider.ok({ access_token: "", now: 1, expired_at: 2 })],
    ["a code 0 with null inside", Provider.ok(null)],
    ["a lost answer", new CancelError.OutcomeUnknown({ reason: "Timeout" })],
    ["a 403", Provider.refusal(-1, "Forbidden", 403)],
    ["a 429", Provider.refusal(-1, "slow down", 429)]
  ]
  for (const [what, reply] of noToken) {
    it.effect(`says NotSent after ${what} on the token request, because no cancel left`, () => {
      const provider = Provider.make({ token: reply })
      return Effect.gen(function*() {
        const error = yield* Effect.flip(cancel(request))

        assert.strictEqual(error._tag, "NotSent")
        assert.strictEqual(error.resend, "safe")
        assert.strictEqual(error._tag === "NotSent" ? error.reason : "", "TokenUnavailable")
        assert.strictEqual(provider.cancels().length, 0)
      }).pipe(Effect.provide(Provider.live(provider)))
    })
  }

  it.effect("keeps why the token request has no answer: reason, status and detail", () => {
    const lost = new CancelError.OutcomeUnknown({ reason: "ConnectionLost", detail: "ECONNRESET" })
    const provider = Provider.make({ token: lost })
    return Effect.gen(function*() {
      const error = yield* Effect.flip(cancel(request))

      assert.include(error.message, "TokenUnavailable (ConnectionLost (ECONNRESET))")
      assert.include(error.messageKo, "액세스 토큰을 발급받지 못함(연결 끊김(ECONNRESET))")
    }).pipe(Effect.provide(Provider.live(provider)))
  })

  for (const status of [404, 405]) {
    it.effect(`advises to correct the base URL after HTTP ${status}, because no PortOne is there`, () => {
      const provider = Provider.make({ token: { status, body: "<html>Not Found</html>" } })
      return Effect.gen(function*() {
        const error = yield* Effect.flip(cancel(request))

        assert.strictEqual(error._tag === "NotSent" ? error.reason : "", "NoTokenEndpoint")
        assert.include(error.message, "Correct the base URL (PORTONE_BASE_URL)")
        assert.include(error.messageKo, "기본 URL(PORTONE_BASE_URL)을 고친 뒤")
        assert.strictEqual(provider.cancels().length, 0)
      }).pipe(Effect.provide(Provider.live(provider)))
    })
  }

  it.effect("advises to check the base URL too when the answer is the one of another path", () => {
    const provider = Provider.make({ token: Provider.unauthorized })
    return Effect.gen(function*() {
      const error = yield* Effect.flip(cancel(request))

      assert.strictEqual(error._tag, "CredentialsRejected")
      assert.include(error.message, "check PORTONE_BASE_URL too")
      assert.include(error.messageKo, "PORTONE_BASE_URL도 확인하세요")
    }).pipe(Effect.provide(Provider.live(provider)))
  })

  for (const [which, key, secret] of [["key", "abc ", "def"], ["secret", "abc", "def\n"]] as const) {
    it.effect(`names the ${which} when PortOne rejects it and it ends with what a person cannot see`, () => {
      const provider = Provider.make({ token: Provider.refusal(-1, "인증에 실패하였습니다.", 401) })
      const layer = AccessToken.layer().pipe(
        Layer.provide([
          Credentials.layer({ impKey: Redacted.make(key), impSecret: Redacted.make(secret) }),
          TokenStore.layerMemory
        ]),
        Layer.provideMerge(provider.transport)
      )
      return Effect.gen(function*() {
        const error = yield* Effect.flip(cancel(request))

        assert.strictEqual(error._tag, "CredentialsRejected")
        assert.match(error.message, new RegExp(`the ${which} (ends with a blank|has a line break) \\(U\\+`))
        assert.match(error.messageKo, which === "key" ? /키: 4번째 글자/ : /시크릿: 4번째 글자/)
        assert.notMatch(error.message + error.messageKo, /abc|def/)
      }).pipe(Effect.provide(layer))
    })
  }

  it.effect("sends key and secret as JSON under PortOne's names", () => {
    const provider = Provider.make({})
    return Effect.gen(function*() {
      yield* get
      assert.deepStrictEqual(provider.tokens()[0]?.body, { imp_key: Provider.impKey, imp_secret: Provider.impSecret })
      assert.isUndefined(provider.tokens()[0]?.token)
    }).pipe(Effect.provide(Provider.live(provider)))
  })
})

describe("the store", () => {
  const broken = (operation: "get" | "set" | "clear" | "all", how: Effect.Effect<never, TokenStore.TokenStoreFailed>) =>
    Layer.succeed(TokenStore.TokenStore, {
      get: () => operation === "get" || operation === "all" ? how : Effect.succeedNone,
      set: () => operation === "set" || operation === "all" ? how : Effect.void,
      clear: () => operation === "clear" || operation === "all" ? how : Effect.void
    })
  const failure = Effect.fail(new TokenStore.TokenStoreFailed({ operation: "get", problem: "disk full" }))

  it.effect("hands a stored token to a process that has none, without a token request", () => {
    const provider = Provider.make({})
    const store = Layer.succeed(TokenStore.TokenStore, {
      get: () => Effect.succeedSome({ token: Redacted.make("stored"), expiresAt: 20 * 60_000 }),
      set: () => Effect.void,
      clear: () => Effect.void
    })
    return Effect.gen(function*() {
      assert.strictEqual(value(yield* get), "stored")
      assert.strictEqual(provider.tokens().length, 0)
    }).pipe(Effect.provide(Provider.live(provider, { store })))
  })

  it.effect("ignores a stored token that would not outlive the request", () => {
    const provider = Provider.make({})
    const store = Layer.succeed(TokenStore.TokenStore, {
      get: () => Effect.succeedSome({ token: Redacted.make("stale"), expiresAt: 60_000 }),
      set: () => Effect.void,
      clear: () => Effect.void
    })
    return Effect.gen(function*() {
      assert.strictEqual(value(yield* get), "token-1")
    }).pipe(Effect.provide(Provider.live(provider, { store })))
  })

  it.effect("does not believe a stored life beyond 35 minutes, because only a wrong clock writes one", () => {
    const provider = Provider.make({})
    const store = Layer.succeed(TokenStore.TokenStore, {
      get: () => Effect.succeedSome({ token: Redacted.make("stored"), expiresAt: Number.MAX_SAFE_INTEGER }),
      set: () => Effect.void,
      clear: () => Effect.void
    })
    return Effect.gen(function*() {
      const first = yield* get
      yield* TestClock.adjust("34 minutes")
      const second = yield* get
      assert.notStrictEqual(first.issue, second.issue)
    }).pipe(Effect.provide(Provider.live(provider, { store })))
  })

  it.effect("does not take a rejected token back from a store that still has it", () => {
    const provider = Provider.make({ cancel: [Provider.unauthorized, Provider.ok(Provider.wirePayment())] })
    const store = Layer.succeed(TokenStore.TokenStore, {
      get: () => Effect.succeedSome({ token: Redacted.make("stuck"), expiresAt: 20 * 60_000 }),
      set: () => Effect.void,
      clear: () => Effect.void
    })
    return Effect.gen(function*() {
      yield* cancel(request)
      assert.deepStrictEqual(provider.cancels().map((sent) => sent.token), ["stuck", "token-1"])
    }).pipe(Effect.provide(Provider.live(provider, { store })))
  })

  it.effect("keeps what it gets for the next process", () => {
    const provider = Provider.make({})
    return Effect.gen(function*() {
      const stored: Array<TokenStore.StoredToken> = []
      const store = Layer.succeed(TokenStore.TokenStore, {
        get: () => Effect.succeedNone,
        set: (_, entry) => Effect.sync(() => void stored.push(entry)),
        clear: () => Effect.void
      })
      yield* get.pipe(Effect.provide(Provider.live(provider, { store })))
      assert.strictEqual(stored.length, 1)
      assert.strictEqual(stored[0]?.expiresAt, 1800_000)
    })
  })

  for (const operation of ["get", "set", "all"] as const) {
    it.effect(`costs one token request and nothing else when ${operation} fails`, () => {
      const provider = Provider.make({})
      return Effect.gen(function*() {
        yield* cancel(request)
        yield* cancel(request)
        assert.strictEqual(provider.tokens().length, 1)
        assert.strictEqual(provider.cancels().length, 2)
      }).pipe(Effect.provide(Provider.live(provider, { store: broken(operation, failure) })))
    })
  }

  it.effect("survives a store that dies instead of failing", () => {
    const provider = Provider.make({})
    return Effect.gen(function*() {
      assert.isTrue(Exit.isSuccess(yield* Effect.exit(cancel(request))))
    }).pipe(Effect.provide(Provider.live(provider, { store: broken("all", Effect.die("bug")) })))
  })

  it.effect("gives up on a store that hangs after a second", () => {
    const provider = Provider.make({})
    return Effect.gen(function*() {
      const fiber = yield* Effect.forkChild(get)
      yield* TestClock.adjust("1 second")
      yield* TestClock.adjust("1 second")
      assert.strictEqual(value(yield* Fiber.join(fiber)), "token-1")
    }).pipe(Effect.provide(Provider.live(provider, { store: broken("all", Effect.never) })))
  })

  it.effect("gives up on one that cannot be interrupted too, as while it opens a connection", () => {
    const provider = Provider.make({})
    const store = broken("all", Effect.uninterruptible(Effect.as(Effect.sleep("1 hour"), undefined as never)))
    return Effect.gen(function*() {
      const fiber = yield* Effect.forkChild(get)
      yield* TestClock.adjust("1 second")
      yield* TestClock.adjust("1 second")
      const exit = fiber.pollUnsafe()
      // The layer waits for what the store has begun.
      yield* Effect.forkDetach(TestClock.adjust("1 day"))

      assert.strictEqual(exit?._tag, "Success")
    }).pipe(Effect.provide(Provider.live(provider, { store })))
  })

  it.effect("clears the rejected token even when the store cannot, as far as this process is concerned", () => {
    const provider = Provider.make({ cancel: [Provider.unauthorized, Provider.ok(Provider.wirePayment())] })
    return Effect.gen(function*() {
      yield* cancel(request)
      assert.deepStrictEqual(provider.cancels().map((sent) => sent.token), ["token-1", "token-2"])
    }).pipe(Effect.provide(Provider.live(provider, { store: broken("clear", failure) })))
  })
})

describe("layerMemory", () => {
  const account = Redacted.make("key-a")
  const other = Redacted.make("key-b")
  const entry = { token: Redacted.make("a"), expiresAt: 1 }

  it.effect("keeps accounts apart, because another merchant's token cancels another merchant's payments", () =>
    Effect.gen(function*() {
      const store = yield* TokenStore.TokenStore
      yield* store.set(account, entry)
      assert.isTrue(Option.isSome(yield* store.get(account)))
      assert.isTrue(Option.isNone(yield* store.get(other)))
    }).pipe(Effect.provide(TokenStore.layerMemory)))

  it.effect("clears the token it is given and leaves a newer one alone", () =>
    Effect.gen(function*() {
      const store = yield* TokenStore.TokenStore
      yield* store.set(account, entry)
      yield* store.clear(account, Redacted.make("older"))
      assert.isTrue(Option.isSome(yield* store.get(account)))
      yield* store.clear(account, entry.token)
      assert.isTrue(Option.isNone(yield* store.get(account)))
    }).pipe(Effect.provide(TokenStore.layerMemory)))
})
