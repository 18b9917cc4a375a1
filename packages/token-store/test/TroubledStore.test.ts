import { AccessToken, cancel, CancelRequest, Credentials, Transport } from "@effect-portone/core"
import { KeyValueTokenStore } from "@effect-portone/token-store"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Layer, Queue, Redacted } from "effect"
import { KeyValueStore } from "effect/persistence"
import { TestClock } from "effect/testing"
import { account, key } from "./stores.ts"

type Method = "get" | "set" | "remove"

type Fault = "fails" | "breaks" | "hangs"

const faulty = (fault: Fault, hanging: Queue.Queue<void>) => () =>
  fault === "fails"
    ? Effect.fail(new KeyValueStore.KeyValueStoreError({ method: "any", message: "out of order" }))
    : fault === "breaks"
    ? Effect.die("out of order")
    : Effect.andThen(Queue.offer(hanging, undefined), Effect.never)

/** A provider that counts token requests, and can reject the first token that it issued. */
const provider = (rejectsFirst = false) => {
  let issued = 0
  const confirmed: Array<string> = []
  const answer = (response: unknown) => ({
    status: 200,
    body: Redacted.make(JSON.stringify({ code: 0, message: null, response }))
  })
  const layer = Layer.succeed(Transport.Transport, {
    send: ({ authorization, path }) =>
      Effect.sync(() => {
        if (path === "/users/getToken") return answer({ access_token: `token-${++issued}`, now: 0, expired_at: 1800 })
        const token = authorization === undefined ? "" : Redacted.value(authorization)
        if (rejectsFirst && token === "token-1") {
          return { status: 401, body: Redacted.make(`{"code":-1,"message":"Unauthorized","response":null}`) }
        }
        confirmed.push(token)
        return answer({ imp_uid: "imp_1", status: "cancelled", amount: 10000, cancel_amount: 10000, currency: "KRW" })
      })
  })
  return { layer, confirmed, tokenRequests: () => issued }
}

const memory = Effect.provide(KeyValueStore.KeyValueStore, KeyValueStore.layerMemory)

/** A store with a fault in the given methods, and a queue of the operations that hang. */
const withFault = Effect.fnUntraced(function*(fault: Fault, ...methods: ReadonlyArray<Method>) {
  const hanging = yield* Queue.unbounded<void>()
  const broken = methods.map((method) => [method, faulty(fault, hanging)])
  return { store: { ...yield* memory, ...Object.fromEntries(broken) }, hanging }
})

/** Cancels once, like a process with its own memory. */
const cancelIn = (store: KeyValueStore.KeyValueStore, transport: Layer.Layer<Transport.Transport>) =>
  cancel(CancelRequest.full({ impUid: "imp_1", checksum: 10000 })).pipe(Effect.provide(
    AccessToken.layer().pipe(
      Layer.provide([
        Credentials.layer({ impKey: account, impSecret: Redacted.make("secret") }),
        KeyValueTokenStore.layer({ key }).pipe(Layer.provide(Layer.succeed(KeyValueStore.KeyValueStore, store)))
      ]),
      Layer.provideMerge(transport)
    )
  ))

/** Lets one second pass, the time limit of a store operation, for each operation that hangs. */
const patiently = Effect.fnUntraced(function*<A, E, R>(effect: Effect.Effect<A, E, R>, hanging: Queue.Queue<void>) {
  const passing = Effect.forever(Effect.andThen(Queue.take(hanging), TestClock.adjust("1 second")))
  return yield* Effect.raceFirst(effect, passing)
})

it.effect("needs one token for two processes while the store works", () =>
  Effect.gen(function*() {
    const store = yield* memory
    const { confirmed, layer, tokenRequests } = provider()

    yield* cancelIn(store, layer)
    yield* cancelIn(store, layer)

    assert.deepStrictEqual(confirmed, ["token-1", "token-1"])
    assert.strictEqual(tokenRequests(), 1)
  }))

for (const fault of ["fails", "breaks", "hangs"] as const) {
  describe(`a store that ${fault}`, () => {
    for (const method of ["get", "set"] as const) {
      it.effect(`on ${method} costs one more token request, and the cancels go through`, () =>
        Effect.gen(function*() {
          const { hanging, store } = yield* withFault(fault, method)
          const { confirmed, layer, tokenRequests } = provider()

          yield* patiently(cancelIn(store, layer), hanging)
          yield* patiently(cancelIn(store, layer), hanging)

          assert.deepStrictEqual(confirmed, ["token-1", "token-2"])
          assert.strictEqual(tokenRequests(), 2)
        }))
    }

    it.effect("on clear costs nothing, because the next token replaces the rejected one", () =>
      Effect.gen(function*() {
        const { hanging, store } = yield* withFault(fault, "remove")
        const { confirmed, layer, tokenRequests } = provider(true)

        yield* patiently(cancelIn(store, layer), hanging)
        yield* patiently(cancelIn(store, layer), hanging)

        assert.deepStrictEqual(confirmed, ["token-2", "token-2"])
        assert.strictEqual(tokenRequests(), 2)
      }))

    it.effect("on everything costs a token request for each process and one for a rejected token, and nothing else", () =>
      Effect.gen(function*() {
        const { hanging, store } = yield* withFault(fault, "get", "set", "remove")
        const { confirmed, layer, tokenRequests } = provider(true)

        yield* patiently(cancelIn(store, layer), hanging)
        yield* patiently(cancelIn(store, layer), hanging)

        assert.deepStrictEqual(confirmed, ["token-2", "token-3"])
        assert.strictEqual(tokenRequests(), 3)
      }))
  })
}

it.effect("waits one second for a store that hangs, and no longer", () =>
  Effect.gen(function*() {
    const { hanging, store } = yield* withFault("hangs", "get")
    const { confirmed, layer } = provider()

    const fiber = yield* Effect.forkChild(cancelIn(store, layer))
    yield* Queue.take(hanging)
    yield* TestClock.adjust("999 millis")
    assert.deepStrictEqual(confirmed, [])
    yield* TestClock.adjust("1 millis")
    yield* Fiber.join(fiber)

    assert.deepStrictEqual(confirmed, ["token-1"])
  }))
