/**
 * Callers who leave: time-outs of their own, closed connections, a process that shuts down.
 */
import { AccessToken, cancel, CancelRequest, findPayment, Transport } from "@effect-portone/core"
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Exit, Fiber, Layer, Scope } from "effect"
import { TestClock } from "effect/testing"
import * as Provider from "./provider.ts"

const request = CancelRequest.partial({ impUid: "imp_1", amount: 3000, checksum: 10000 })

describe("a caller who leaves while the cancel is on its way", () => {
  it.effect("ends with an interruption, not with a verdict, because there is none", () =>
    Effect.gen(function*() {
      const provider = Provider.make({ cancel: Effect.never })
      yield* Effect.gen(function*() {
        const fiber = yield* Effect.forkChild(cancel(request), { startImmediately: true })
        yield* Effect.yieldNow
        yield* Fiber.interrupt(fiber)
        const exit = yield* Fiber.await(fiber)

        assert.isTrue(Exit.isFailure(exit))
        assert.isTrue(Exit.hasInterrupts(exit))
        assert.strictEqual(provider.cancels().length, 1, "it was sent once and is not sent again")
      }).pipe(Effect.provide(Provider.live(provider)))
    }))

  it.effect("does not send again behind the caller's back", () =>
    Effect.gen(function*() {
      const provider = Provider.make({ cancel: Effect.never })
      yield* Effect.gen(function*() {
        const fiber = yield* Effect.forkChild(Effect.timeoutOption(cancel(request), "5 seconds"))
        yield* TestClock.adjust("5 seconds")
        yield* Fiber.join(fiber)
        yield* TestClock.adjust("1 hour")

        assert.strictEqual(provider.cancels().length, 1)
      }).pipe(Effect.provide(Provider.live(provider)))
    }))

  it.effect("leaves the token usable for the next caller", () =>
    Effect.gen(function*() {
      const provider = Provider.make({ cancel: [Effect.never, Provider.ok(Provider.wirePayment())] })
      yield* Effect.gen(function*() {
        const first = yield* Effect.forkChild(cancel(request), { startImmediately: true })
        yield* Effect.yieldNow
        yield* Fiber.interrupt(first)
        const done = yield* cancel(request)

        assert.strictEqual(done._tag, "CancelConfirmed")
        assert.strictEqual(provider.tokens().length, 1)
      }).pipe(Effect.provide(Provider.live(provider)))
    }))
})

describe("a caller who leaves before the cancel is sent", () => {
  it.effect("sends nothing, however the token request ends", () =>
    Effect.gen(function*() {
      const gate = yield* Deferred.make<Provider.Answer>()
      const provider = Provider.make({ token: Deferred.await(gate) })
      yield* Effect.gen(function*() {
        const fiber = yield* Effect.forkChild(cancel(request), { startImmediately: true })
        yield* Fiber.interrupt(fiber)
        yield* Deferred.succeed(gate, Provider.tokenAnswer("late"))
        yield* Effect.yieldNow

        assert.strictEqual(provider.cancels().length, 0)
      }).pipe(Effect.provide(Provider.live(provider)))
    }))

  it.effect("sends nothing between the two sends of a rejected token", () =>
    Effect.gen(function*() {
      const gate = yield* Deferred.make<Provider.Answer>()
      const tokens: ReadonlyArray<Provider.Reply> = [Provider.tokenAnswer("first"), Deferred.await(gate)]
      const provider = Provider.make({ cancel: Provider.unauthorized, token: tokens })
      yield* Effect.gen(function*() {
        const fiber = yield* Effect.forkChild(cancel(request), { startImmediately: true })
        yield* Effect.yieldNow
        yield* Fiber.interrupt(fiber)
        yield* Deferred.succeed(gate, Provider.tokenAnswer("second"))
        yield* Effect.yieldNow

        assert.strictEqual(provider.cancels().length, 1)
      }).pipe(Effect.provide(Provider.live(provider)))
    }))
})

describe("a process that shuts down", () => {
  it.effect("interrupts a token request in flight, and no caller waits for ever", () =>
    Effect.gen(function*() {
      const provider = Provider.make({ token: Effect.never })
      const scope = yield* Scope.make()
      const context = yield* Layer.buildWithScope(Provider.live(provider), scope)
      const fiber = yield* Effect.forkChild(
        Effect.exit(Effect.provideContext(findPayment({ impUid: "imp_1" }), context)),
        { startImmediately: true }
      )
      yield* Effect.yieldNow
      yield* Scope.close(scope, Exit.void)
      const exit = yield* Fiber.join(fiber)

      assert.isTrue(Exit.isFailure(exit))
    }))
})

describe("a transport that breaks its word", () => {
  it.effect("and dies is a defect, not a verdict about money", () => {
    const broken = Layer.succeed(Transport.Transport, { send: () => Effect.die(new Error("bug")) })
    return Effect.gen(function*() {
      const tokens = yield* AccessToken.AccessToken
      const exit = yield* Effect.exit(tokens.get)
      assert.isTrue(Exit.isFailure(exit) && Exit.hasDies(exit))
    }).pipe(Effect.provide(Provider.live({ transport: broken })))
  })
})
