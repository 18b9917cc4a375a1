import type { Transport } from "@effect-portone/core"
import { Sandbox } from "@effect-portone/sandbox/Sandbox"
import { assert, describe, it } from "@effect/vitest"
import { Clock, ConfigProvider, Deferred, Effect, Exit, Fiber, Layer, Option, Redacted } from "effect"
import { SqlClient } from "effect/sql"
import { TestClock } from "effect/testing"
import { backoff, LONGEST } from "../src/engine/backoff.ts"
import * as Limits from "../src/engine/Limits.ts"
import * as Outage from "../src/engine/Outage.ts"
import { JobStore } from "../src/jobs/JobStore.ts"
import { Settings } from "../src/Settings.ts"
import * as Worker from "../src/Worker.ts"
import { jump, rotation } from "./edges.ts"
import { proxy, through } from "./proxy.ts"
import { ended, gone, layer, seed, until } from "./shop.ts"

/** Units: milliseconds. Far above the usual time, so that only a test that hangs reaches it. */
const LIMIT = 120_000

const jobs = Array.from({ length: 40 }, (_, n) => ({ key: `r-${n}`, impUid: `imp_${n}`, amount: 100 + n }))
const keys = jobs.map(({ key }) => key)

describe.concurrent("outage", () => {
  for (const trouble of ["away", "no credentials"] as const) {
    it.live(
      `E5.5 resumes every job by itself after PortOne was ${trouble}, and one job at a time tried`,
      () =>
        Effect.gen(function*() {
          const { state, url } = yield* proxy
          state.is = trouble
          yield* Effect.forEach(jobs, ({ impUid }) => seed(impUid))
          const store = yield* JobStore
          yield* store.add(jobs, "test")

          const done = yield* Effect.gen(function*() {
            while (state.asked < 20) yield* Effect.sleep("10 millis")
            const counts = yield* store.count
            assert.isUndefined(counts["needs-review"])
            assert.isUndefined(counts["rejected"])
            assert.isUndefined(counts["done"])
            state.is = "open"
            return yield* until(({ state }) => state === "done", ...keys)
          }).pipe(Effect.provide(Worker.refunds.pipe(Layer.provide(through(url)))))

          assert.deepStrictEqual(done.map(({ sends }) => sends), keys.map(() => 1))
          assert.lengthOf(yield* gone, 40)
        }).pipe(Effect.scoped, Effect.provide(layer())),
      LIMIT
    )
  }

  it.effect("tries one job at a time during an outage, and lets more begin with each that ends well", () =>
    Effect.gen(function*() {
      const { allowed, note } = yield* Outage.Outage
      const times = (count: number, outage: "no" | "yes" | "unknown") =>
        Effect.forEach(Array.from({ length: count }), () => note(outage), { discard: true })
      assert.strictEqual(allowed(), Infinity)
      yield* times(3, "yes")
      assert.strictEqual(allowed(), 0)
      yield* TestClock.adjust("1 minute")
      assert.strictEqual(allowed(), 1)
      yield* times(1, "unknown")
      assert.strictEqual(allowed(), 1)

      yield* times(1, "no")
      assert.strictEqual(allowed(), 4)
      yield* times(4, "no")
      assert.strictEqual(allowed(), 8)
      yield* times(600, "no")
      assert.strictEqual(allowed(), Infinity)
    }).pipe(Effect.provide(Outage.layer.pipe(Layer.provide(layer())))))

  it.effect("begins nothing for as long as PortOne asks with Retry-After, at most 15 minutes", () =>
    Effect.gen(function*() {
      const { allowed, note } = yield* Outage.Outage
      yield* note("yes", 60_000)
      // Another one that was in progress ends well.
      yield* note("no")
      yield* TestClock.adjust("59 seconds")
      assert.strictEqual(allowed(), 0)
      yield* TestClock.adjust("1 second")
      assert.strictEqual(allowed(), 1)
      yield* note("no")
      assert.strictEqual(allowed(), 4)

      yield* note("no", 3_600_000)
      yield* TestClock.adjust("14 minutes")
      assert.strictEqual(allowed(), 0)
      yield* TestClock.adjust("1 minute")
      assert.strictEqual(allowed(), 1)
    }).pipe(Effect.provide(Outage.layer.pipe(Layer.provide(layer())))))

  it.live(
    "asks PortOne for nothing more while Retry-After is not over, and claims no other job",
    () =>
      Effect.gen(function*() {
        const store = yield* JobStore
        const sandbox = yield* Sandbox
        const tokens = Effect.map(sandbox.requests, (counts) => counts["token"]?.received)
        yield* sandbox.fault({ route: "token", fault: "status-503", ms: 400_000, times: 1000 })
        yield* store.add(jobs, "test")

        const later = yield* Effect.gen(function*() {
          for (const { dueAt, updatedAt } of yield* until(({ state }) => state === "retrying", ...keys)) {
            assert.isAtLeast(dueAt - updatedAt, 400_000)
          }
          const asked = yield* tokens
          yield* store.add([{ key: "later", impUid: "imp_later", amount: 1 }], "test")
          yield* Effect.sleep("600 millis")
          assert.strictEqual(yield* tokens, asked)
          return yield* store.get(["later"])
        }).pipe(Effect.provide(Worker.refunds))

        assert.deepStrictEqual(later.map(({ state }) => state), ["waiting"])
        assert.isUndefined((yield* store.count)["needs-review"])
      }).pipe(Effect.scoped, Effect.provide(layer())),
    LIMIT
  )

  it("E5.5 spreads and limits the pauses, the same on every machine", () => {
    const pauses = Array.from({ length: 200 }, (_, n) => backoff(`r-${n}`, 3, "usual"))
    assert.isAbove(new Set(pauses).size, 190)
    assert.deepStrictEqual(pauses, Array.from({ length: 200 }, (_, n) => backoff(`r-${n}`, 3, "usual")))
    for (const dispatches of [0, 1, 5, 50, 2000]) {
      const pause = backoff("r", dispatches, "usual")
      assert.isAtLeast(pause, 15_000)
      assert.isAtMost(pause, LONGEST)
    }
  })

  it.effect("E5.6 takes a due time that no clock can have meant as now, on SQLite", () => Effect.provide(jump, layer()))

  it.live(
    "E5.6 does not call a refund in progress again when the clock jumps a day forward, on SQLite",
    () =>
      Effect.gen(function*() {
        const { state, url } = yield* proxy
        state.is = "closed"
        yield* seed("imp_1")
        const store = yield* JobStore
        const real = yield* Clock.Clock
        const wall = { jump: 0 }
        const clock: Clock.Clock = {
          currentTimeMillisUnsafe: () => real.currentTimeMillisUnsafe() + wall.jump,
          currentTimeMillis: Effect.map(real.currentTimeMillis, (millis) => millis + wall.jump),
          currentTimeNanosUnsafe: () => real.currentTimeNanosUnsafe() + BigInt(wall.jump) * 1_000_000n,
          currentTimeNanos: Effect.map(real.currentTimeNanos, (nanos) => nanos + BigInt(wall.jump) * 1_000_000n),
          monotonicTimeNanosUnsafe: () => real.monotonicTimeNanosUnsafe(),
          monotonicTimeNanos: real.monotonicTimeNanos,
          sleep: (duration) => real.sleep(duration)
        }
        yield* store.add([{ key: "a", impUid: "imp_1", amount: 100 }], "test")

        const [job] = yield* Effect.gen(function*() {
          while (state.asked === 0) yield* Effect.sleep("5 millis")
          wall.jump = 86_400_000
          // A job that is added afterwards shows that the table was read again.
          yield* store.add([{ key: "b", impUid: "imp_2", amount: 100 }], "test")
          yield* until(({ state }) => state === "running", "b")
          state.is = "open"
          return yield* ended("a")
        }).pipe(
          Effect.provide(Worker.refunds.pipe(Layer.provide(through(url)))),
          Effect.provideService(Clock.Clock, clock)
        )

        assert.deepStrictEqual([job?.state, job?.attempts, job?.sends], ["done", 1, 1])
      }).pipe(Effect.scoped, Effect.provide(layer())),
    LIMIT
  )

  it.effect("E5.7 keeps the places of a PG that hangs away from the others", () =>
    Effect.gen(function*() {
      const { limit, fullPgs } = yield* Limits.Limits
      let healthy = 0
      const hangs: Transport.Transport["Service"] = { send: () => Effect.never }
      const answers: Transport.Transport["Service"] = {
        send: () => Effect.as(Effect.sync(() => healthy++), { status: 200, body: Redacted.make("{}") })
      }
      const refund = (transport: Transport.Transport["Service"], pg: string) => {
        const full = Deferred.makeUnsafe<string | undefined>()
        const limited = limit(transport, ({ pg }) => Deferred.succeed(full, pg))
        return limited.onPayment({ pgProvider: Option.some(pg) }).pipe(
          Effect.andThen(limited.transport.send({ method: "POST", path: "/payments/cancel" })),
          Effect.as("sent"),
          Effect.raceFirst(Deferred.await(full)),
          Effect.ensuring(limited.leave)
        )
      }
      const stuck = yield* Effect.forEach(Array.from({ length: 30 }), () => Effect.forkChild(refund(hangs, "hung")))
      yield* TestClock.adjust("100 millis")

      const sent = yield* Effect.forEach(
        Array.from({ length: 20 }),
        () => Effect.forkChild(refund(answers, "fine"))
      )
      yield* TestClock.adjust("500 millis")
      assert.strictEqual(healthy, 20)
      for (const fiber of sent) assert.strictEqual(yield* Fiber.join(fiber), "sent")

      yield* TestClock.adjust("3 seconds")
      const given = stuck.flatMap((fiber) => fiber.pollUnsafe() ?? [])
      // Two are sent, two wait for their turn, and the others are given back.
      assert.lengthOf(given, 26)
      assert.isTrue(given.every((exit) => Exit.isSuccess(exit) && exit.value === "hung"))
      assert.deepStrictEqual(fullPgs(), ["hung"])
      yield* Effect.forEach(stuck, Fiber.interrupt, { discard: true })
      assert.deepStrictEqual(fullPgs(), [])
    }).pipe(Effect.provide(
      Limits.layer.pipe(
        Layer.provide(Settings.layer),
        Layer.provide(ConfigProvider.layer(ConfigProvider.fromUnknown({
          WORKER_PER_GATEWAY: "2",
          WORKER_CONCURRENCY: "4",
          WORKER_RATE: "1000"
        })))
      )
    )))

  it.effect("E5.7 gives a job back with its PG, and claims none of a PG without room", () =>
    Effect.gen(function*() {
      const store = yield* JobStore
      yield* store.add([{ key: "a", impUid: "imp_1", amount: 1 }, { key: "b", impUid: "imp_2", amount: 1 }], "test")
      const [first] = yield* store.claim("me", 1)
      yield* store.giveBack(first!, { pg: "hung", pause: "short" })
      const [back] = yield* store.get([first!.key])
      assert.deepStrictEqual([back?.state, back?.pg, back?.outcome], ["waiting", "hung", undefined])
      assert.deepStrictEqual([back?.dispatches, back?.attempts], [1, 0], "nothing was sent")

      yield* TestClock.adjust("10 seconds")
      assert.notInclude(
        (yield* store.claim("me", 5, { room: new Map([["hung", 0]]) })).map(({ key }) => key),
        first!.key
      )
      assert.deepStrictEqual((yield* store.claim("me", 5)).map(({ key }) => key), [first!.key])
    }).pipe(Effect.provide(layer())))
})

describe.concurrent("after a restore", () => {
  it.live(
    "E5.9 sends nothing a second time although ledger and table have forgotten the refund",
    () =>
      Effect.gen(function*() {
        const { state, url } = yield* proxy
        // Without the reason, nothing in the history tells whose cancel it is.
        state.hidesReasons = true
        const store = yield* JobStore
        const sql = yield* SqlClient.SqlClient
        const job = { key: "r", impUid: "imp_1", amount: 100 }
        const run = Effect.provide(ended("r"), Worker.refunds.pipe(Layer.provide(through(url))))
        yield* seed("imp_1")
        yield* store.add([job], "test")
        yield* run
        assert.deepStrictEqual(yield* gone, ["100 of imp_1"])

        // The backup is older than the refund.
        for (const table of ["refund_job", "portone_refund_ledger"]) yield* sql`DELETE FROM ${sql(table)}`
        yield* store.afterRestore(false)
        yield* store.add([job], "test")
        const [after] = yield* run

        assert.strictEqual(after?.state, "needs-review")
        assert.deepStrictEqual(yield* gone, ["100 of imp_1"])
      }).pipe(Effect.scoped, Effect.provide(layer())),
    LIMIT
  )

  it.effect("E5.9 marks open jobs, and jobs that are added until it is over", () =>
    Effect.gen(function*() {
      const store = yield* JobStore
      const job = (key: string) => ({ key, impUid: `imp_${key}`, amount: 7 })
      yield* store.add([job("open")], "test")
      assert.strictEqual(yield* store.afterRestore(false), 1)
      yield* store.add([job("lost")], "test")
      yield* store.afterRestore(true)
      yield* store.add([job("new")], "test")

      const marks = new Map((yield* store.get(["open", "lost", "new"])).map((one) => [one.key, one.isAfterRestore]))
      assert.deepStrictEqual([marks.get("open"), marks.get("lost"), marks.get("new")], [true, true, false])
    }).pipe(Effect.provide(layer())))
})

describe.concurrent("the tag secrets of the table", () => {
  it.effect("E1.1 E1.2 refuse a process with another secret, and allow a rotation, on SQLite", () =>
    Effect.provide(rotation, layer()))

  it.live("E1.1 a worker does not start with a secret that has a line break at its end", () =>
    Effect.gen(function*() {
      const settings = { PORTONE_REFUND_TAG_SECRET: "a-tag-secret-of-more-than-32-characters\n" }
      const { message } = yield* Effect.flip(
        Effect.provide(Effect.void, Worker.refunds.pipe(Layer.provideMerge(layer(settings))))
      )
      assert.include(message, "line break")
      assert.include(message, "줄바꿈")
    }), LIMIT)

  it.live("E1.2 a worker with another secret sends nothing of the jobs that wait", () =>
    Effect.gen(function*() {
      yield* seed("imp_1")
      yield* (yield* JobStore).add([{ key: "r", impUid: "imp_1", amount: 100 }], "test")
      const sql = yield* SqlClient.SqlClient
      yield* sql`INSERT INTO refund_secret (merchant, fingerprint) VALUES ('merchant', 'ANOTHERONE')`
      const { message } = yield* Effect.flip(Effect.provide(ended("r"), Worker.refunds))
      assert.include(message, "ANOTHERONE")
      assert.deepStrictEqual(yield* gone, [])
    }).pipe(Effect.provide(layer())), LIMIT)
})
