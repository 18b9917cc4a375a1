import {
  type AccessToken,
  CancelError,
  FindPayment,
  type ListPayments,
  listPayments,
  type Transport
} from "@effect-portone/core"
import { assert, describe, it } from "@effect/vitest"
import { Cause, DateTime, Effect, Exit, Fiber, Option, Stream } from "effect"
import { TestClock } from "effect/testing"
import * as Provider from "./provider.ts"

interface Row {
  readonly id: string
  readonly wire?: unknown
}

const row = (id: string, wire?: unknown): Row => ({ id, wire })
const wireOf = ({ id, wire }: Row) =>
  wire !== undefined
    ? wire
    : Provider.wirePayment({ imp_uid: id, merchant_uid: `order-${id}`, status: "paid", cancel_amount: 0 })
const rows = (count: number, prefix = "imp"): Array<Row> =>
  Array.from({ length: count }, (_, index) => row(`${prefix}_${index + 1}`))

/**
 * A provider whose list is the array, at the time of each request. `before` runs before a page is
 * answered.
 */
const listing = (
  list: Array<Row>,
  before: (page: number, request: number) => void | Provider.Answer = () => {}
) => {
  let requests = 0
  const provider: ReturnType<typeof Provider.make> = Provider.make({
    get: Effect.sync(() => {
      const query = new URL(`http://host${provider.seen.at(-1)?.path}`).searchParams
      const page = Number(query.get("page"))
      const limit = Number(query.get("limit"))
      const other = before(page, ++requests)
      if (other !== undefined) return other
      const pages = Math.ceil(list.length / limit)
      if (page > 1 && page > pages) return Provider.refusal(-1, "데이터 범위를 넘어선 page", 400)
      return Provider.ok({
        total: list.length,
        previous: page - 1,
        next: page < pages ? page + 1 : 0,
        list: list.slice((page - 1) * limit, page * limit).map(wireOf)
      })
    })
  })
  return provider
}

const gets = (provider: ReturnType<typeof Provider.make>) =>
  provider.seen.filter(({ path }) => path.startsWith("/payments/status/"))
const queries = (provider: ReturnType<typeof Provider.make>) =>
  gets(provider).map(({ path }) => new URL(`http://host${path}`).searchParams)
const pagesOf = (provider: ReturnType<typeof Provider.make>) =>
  queries(provider).map((query) => Number(query.get("page")))

const on = (provider: ReturnType<typeof Provider.make>) => Effect.provide(Provider.live(provider))
const ids = <E>(list: Stream.Stream<{ readonly impUid: string }, E, AccessToken.AccessToken | Transport.Transport>) =>
  Stream.runCollect(Stream.map(list, ({ impUid }) => impUid))
/** The ids that were emitted, and the error after them. */
const untilError = Effect.fnUntraced(function*(options: ListPayments.Options) {
  const emitted: Array<string> = []
  const exit = yield* Effect.exit(
    Stream.runForEach(listPayments(options), ({ impUid }) => Effect.sync(() => emitted.push(impUid)))
  )
  const error = Exit.isFailure(exit) ? Option.getOrUndefined(Cause.findErrorOption(exit.cause)) : undefined
  return { emitted, error }
})
const lookUpFailed = (error: unknown): FindPayment.LookupFailed => {
  assert.instanceOf(error, FindPayment.LookupFailed)
  return error
}

describe("listPayments", () => {
  it.effect("reads all pages in order, and no page after the last", () => {
    const provider = listing(rows(7))
    return Effect.gen(function*() {
      assert.deepStrictEqual(yield* ids(listPayments({ status: "paid", pageSize: 3 })), rows(7).map(({ id }) => id))
      assert.deepStrictEqual(pagesOf(provider), [1, 2, 3])
      assert.strictEqual(gets(provider)[0]?.path, "/payments/status/paid?page=1&limit=3&sorting=-started")
    }).pipe(on(provider))
  })

  it.effect("requests a page only when a payment of it is needed", () => {
    const provider = listing(rows(9))
    return Effect.gen(function*() {
      const list = listPayments({ status: "all", pageSize: 3 })
      assert.deepStrictEqual(gets(provider), [])
      yield* Stream.runCollect(Stream.take(list, 3))
      assert.deepStrictEqual(pagesOf(provider), [1])
      yield* Stream.runCollect(Stream.take(list, 4))
      assert.deepStrictEqual(pagesOf(provider), [1, 1, 2])
    }).pipe(on(provider))
  })

  it.effect("ends without an error when there are no payments", () => {
    const provider = listing([])
    return Effect.gen(function*() {
      assert.deepStrictEqual(yield* ids(listPayments({ status: "failed" })), [])
      assert.deepStrictEqual(pagesOf(provider), [1])
    }).pipe(on(provider))
  })

  it.effect("reads a list that is left out as empty, because PortOne does not mark it as required", () => {
    const provider = Provider.make({ get: Provider.ok({ total: 0, previous: 0, next: 0 }) })
    return Effect.gen(function*() {
      assert.deepStrictEqual(yield* ids(listPayments({ status: "failed" })), [])
    }).pipe(on(provider))
  })

  it.effect("A16 reads HTTP 404 in PortOne's envelope as a time without payments, and reads the other windows", () => {
    const provider = listing(
      rows(2),
      (_, request) => request === 1 ? Provider.refusal(-1, "존재하지 않는 결제정보입니다.", 404) : undefined
    )
    return Effect.gen(function*() {
      const list = listPayments({
        status: "paid",
        from: new Date("2026-01-01T00:00:00Z"),
        to: new Date("2026-06-01T00:00:00Z")
      })
      assert.deepStrictEqual(yield* ids(list), ["imp_1", "imp_2"])
      assert.strictEqual(gets(provider).length, 2)
    }).pipe(on(provider))
  })

  describe("the time", () => {
    const day = 86_400
    const seconds = (iso: string) => Date.parse(iso) / 1000
    const windows = (provider: ReturnType<typeof Provider.make>) =>
      queries(provider).map((query) =>
        [query.get("from"), query.get("to")].map((time) => time === null ? undefined : Number(time))
      )

    it.effect("is PortOne's last 90 days by default, whatever the caller's clock shows", () => {
      const provider = listing([])
      return Effect.gen(function*() {
        yield* ids(listPayments({ status: "paid" }))
        assert.deepStrictEqual(windows(provider), [[undefined, undefined]])
      }).pipe(on(provider))
    })

    it.effect("is sent in whole seconds, from a DateTime of any zone or a Date", () => {
      const provider = listing([])
      return Effect.gen(function*() {
        const from = DateTime.makeZonedUnsafe("2026-11-28T00:00:00.900+09:00", { timeZone: "Asia/Seoul" })
        yield* ids(listPayments({ status: "paid", from, to: new Date("2026-11-28T14:59:59.999Z") }))
        assert.deepStrictEqual(windows(provider), [[seconds("2026-11-27T15:00:00Z"), seconds("2026-11-28T14:59:59Z")]])
      }).pipe(on(provider))
    })

    it.effect("has the 90 days before its end when no start is given", () => {
      const provider = listing([])
      return Effect.gen(function*() {
        yield* ids(listPayments({ status: "paid", to: new Date("2026-11-28T00:00:00Z") }))
        const to = seconds("2026-11-28T00:00:00Z")
        assert.deepStrictEqual(windows(provider), [[to - 90 * day, to]])
      }).pipe(on(provider))
    })

    for (const days of [0, 1, 89, 90, 91, 180, 181, 400, 1000]) {
      it.effect(`of ${days} days is read in windows of at most 90 days without a gap or an overlap`, () => {
        const provider = listing([])
        return Effect.gen(function*() {
          const to = seconds("2026-11-28T12:34:56Z")
          const from = to - days * day
          yield* ids(listPayments({ status: "paid", from: new Date(from * 1000), to: new Date(to * 1000) }))
          const sent = windows(provider).map(([start = 0, end = 0]) => [start, end] as const)
          assert.strictEqual(sent[0]?.[1], to)
          assert.strictEqual(sent.at(-1)?.[0], from)
          for (const [index, [start, end]] of sent.entries()) {
            assert.isAtMost(start, end)
            assert.isAtMost(end - start, 90 * day)
            if (index > 0) assert.strictEqual(end, (sent[index - 1]?.[0] ?? 0) - 1)
          }
          assert.strictEqual(sent.length, Math.max(1, Math.ceil((days * day + 1) / (90 * day + 1))))
        }).pipe(on(provider))
      })
    }

    for (const [what, ahead] of [["right", 0], ["an hour slow", -3600], ["a day fast", day]] as const) {
      it.effect(`has no end when only a start is given, also with a clock that is ${what}`, () => {
        const provider = listing([])
        return Effect.gen(function*() {
          const now = 400 * day
          const from = now - 200 * day
          yield* TestClock.setTime((now + ahead) * 1000)
          yield* ids(listPayments({ status: "paid", from: new Date(from * 1000) }))
          const sent = windows(provider)
          assert.strictEqual(sent[0]?.[1], undefined)
          assert.isAtMost(now - (sent[0]?.[0] ?? 0), 90 * day)
          assert.strictEqual(sent.at(-1)?.[0], from)
          for (const [index, [start = 0, end = 0]] of sent.entries()) {
            if (index > 0) {
              assert.strictEqual(end, (sent[index - 1]?.[0] ?? 0) - 1)
              assert.isAtMost(end - start, 90 * day)
            }
          }
        }).pipe(on(provider))
      })
    }
  })

  describe("rejects before anything is sent", () => {
    const cases: ReadonlyArray<readonly [string, string, unknown]> = [
      ["no status", "status", {}],
      ["a status PortOne does not know", "status", { status: "pending" }],
      ["a status in capitals", "status", { status: "PAID" }],
      ["nothing at all", "status", undefined],
      ["an option that is misspelt", "pagesize", { status: "paid", pagesize: 10 }],
      ["a tier in lower case", "tier", { status: "paid", tier: "abc" }],
      ["a text for a flag", "includeSandbox", { status: "paid", includeSandbox: "true" }],
      ["a page without payments", "pageSize", { status: "paid", pageSize: 0 }],
      ["a page above PortOne's limit", "pageSize", { status: "paid", pageSize: 1001 }],
      ["half a payment a page", "pageSize", { status: "paid", pageSize: 1.5 }],
      ["a page size that is NaN", "pageSize", { status: "paid", pageSize: Number.NaN }],
      ["a number as time, which may be seconds or milliseconds", "from", { status: "paid", from: 1_764_288_000 }],
      ["a text as time", "to", { status: "paid", to: "2026-11-28" }],
      ["an invalid Date", "from", { status: "paid", from: new Date("x") }],
      ["a time before 1970", "from", { status: "paid", from: new Date(-1000) }],
      ["an end before the start", "to", { status: "paid", from: new Date(2_000_000), to: new Date(1_000_000) }]
    ]
    for (const [what, field, options] of cases) {
      it.effect(what, () => {
        const provider = listing(rows(1))
        return Effect.gen(function*() {
          const error = yield* Effect.flip(ids(listPayments(options as never)))
          assert.strictEqual(error._tag, "InvalidRequest")
          if (error._tag === "InvalidRequest") assert.strictEqual(error.field, field)
          assert.deepStrictEqual(provider.seen, [])
        }).pipe(on(provider))
      })
    }
  })

  describe("a list that changes while it is read", () => {
    it.effect("emits a payment once that moves to a later page, because new ones came before it", () => {
      const list = rows(6)
      const provider = listing(list, (page) => page === 2 ? void list.unshift(row("new_1"), row("new_2")) : undefined)
      return Effect.gen(function*() {
        const found = yield* ids(listPayments({ status: "paid", pageSize: 3 }))
        assert.strictEqual(new Set(found).size, found.length)
        assert.includeMembers(found, rows(6).map(({ id }) => id))
      }).pipe(on(provider))
    })

    it.effect("loses no payment that moves to a page that was read, because others left before it", () => {
      const list = rows(9)
      const provider = listing(list, (_, request) => request === 2 ? void list.splice(0, 2) : undefined)
      return Effect.gen(function*() {
        assert.deepStrictEqual(
          (yield* ids(listPayments({ status: "paid", pageSize: 3 }))).toSorted(),
          rows(9).map(({ id }) => id)
        )
        // Page 1 is read again, because payments of page 2 moved to it.
        assert.deepStrictEqual(pagesOf(provider), [1, 2, 1, 2, 3])
      }).pipe(on(provider))
    })

    it.effect("reads the page before again when the next one is beyond the end", () => {
      const list = rows(7)
      const provider = listing(
        list,
        (page, request) => page === 3 && request === 3 ? void list.splice(0, 3) : undefined
      )
      return Effect.gen(function*() {
        assert.deepStrictEqual(
          (yield* ids(listPayments({ status: "paid", pageSize: 3 }))).toSorted(),
          rows(7).map(({ id }) => id)
        )
      }).pipe(on(provider))
    })

    it.effect("reads again when PortOne counts more payments than its pages showed", () => {
      const list = rows(6)
      // Two payments with the same time change places between two requests.
      const provider = listing(list, (_, request) => {
        if (request === 2) [list[2], list[3]] = [list[3]!, list[2]!]
      })
      return Effect.gen(function*() {
        assert.deepStrictEqual(
          (yield* ids(listPayments({ status: "paid", pageSize: 3 }))).toSorted(),
          rows(6).map(({ id }) => id)
        )
      }).pipe(on(provider))
    })

    it.effect("fails with IncompleteList when PortOne never lists what it counts", () => {
      const provider = Provider.make({
        get: Provider.ok({ total: 3, previous: 0, next: 0, list: rows(2).map(wireOf) })
      })
      return Effect.gen(function*() {
        const { emitted, error } = yield* untilError({ status: "paid" })
        assert.deepStrictEqual(emitted, ["imp_1", "imp_2"])
        assert.strictEqual(lookUpFailed(error).reason, "IncompleteList")
        assert.isBelow(gets(provider).length, 40)
      }).pipe(on(provider))
    })

    it.effect("fails with IncompleteList when every page is the same and names a next one", () => {
      const provider = Provider.make({
        get: Provider.ok({ total: 9, previous: 0, next: 2, list: rows(2).map(wireOf) })
      })
      return Effect.gen(function*() {
        const { emitted, error } = yield* untilError({ status: "paid" })
        assert.deepStrictEqual(emitted, ["imp_1", "imp_2"])
        assert.strictEqual(lookUpFailed(error).reason, "IncompleteList")
      }).pipe(on(provider))
    })

    it.effect("loses and repeats no payment that stays, in 100 random lists", () =>
      Effect.gen(function*() {
        for (let seed = 1; seed <= 100; seed++) {
          const random = randomOf(seed)
          const size = 2 + random(6)
          const first = rows(random(25))
          const stays = first.filter(() => random(4) > 0).map(({ id }) => id)
          const list = [...first]
          let made = 0
          const provider = listing(list, () => {
            // Either some leave, or some enter at the front, where a new payment belongs.
            const change = random(3)
            if (change === 0) {
              const leaving = list.filter(({ id }) => !stays.includes(id)).slice(0, 1 + random(4))
              for (const one of leaving) list.splice(list.indexOf(one), 1)
            } else if (change === 1) {
              for (let left = random(3); left > 0; left--) list.unshift(row(`new_${++made}`))
            }
          })
          const found = yield* ids(listPayments({ status: "paid", pageSize: size })).pipe(on(provider))
          assert.strictEqual(new Set(found).size, found.length, `seed ${seed} repeats`)
          assert.deepStrictEqual(stays.filter((id) => !found.includes(id)), [], `seed ${seed} loses`)
        }
      }))
  })

  describe("a response that cannot be read", () => {
    it.effect("does not hide the other payments when it is one payment, and the error at the end names it", () => {
      const broken = [row("imp_3", { imp_uid: "imp_3", merchant_uid: "order-3", status: "paid", buyer_name: "홍길동" })]
      const list = [...rows(2), ...broken, row("x", { merchant_uid: "order-9" }), row("y", null), ...rows(4, "late")]
      const provider = listing(list)
      return Effect.gen(function*() {
        const { emitted, error } = yield* untilError({ status: "paid", pageSize: 2 })
        assert.deepStrictEqual(emitted, ["imp_1", "imp_2", "late_1", "late_2", "late_3", "late_4"])
        const failure = lookUpFailed(error)
        assert.strictEqual(failure.reason, "UnreadablePayment")
        assert.include(failure.message, "imp_3: no readable amount")
        assert.include(failure.message, "merchant_uid order-9: no readable imp_uid")
        assert.include(failure.message, "row 1 of page 3")
        assert.notInclude(failure.message, "홍길동")
      }).pipe(on(provider))
    })

    const pages: ReadonlyArray<readonly [string, Provider.Reply, string]> = [
      ["is HTML", { status: 200, body: "<html></html>" }, "MalformedResponse"],
      ["is cut", { status: 200, body: "{\"code\":0,\"resp" }, "MalformedResponse"],
      ["is null", Provider.ok(null), "MalformedResponse"],
      ["is one payment", Provider.ok(Provider.wirePayment()), "MalformedResponse"],
      ["has no list", Provider.ok({ total: 3, previous: 0, next: 0 }), "MalformedResponse"],
      ["has no next page number", Provider.ok({ total: 1, list: [wireOf(row("imp_9"))] }), "MalformedResponse"],
      ["has no total", Provider.ok({ next: 0, list: [] }), "MalformedResponse"],
      ["is a rejection", Provider.refusal(1, "거절"), "UnexpectedCode"],
      ["is HTTP 500", { status: 500, body: "<html></html>" }, "MalformedResponse"],
      ["is lost", new CancelError.OutcomeUnknown({ reason: "ConnectionLost" }), "ConnectionLost"]
    ]
    for (const [what, reply, reason] of pages) {
      it.effect(`ends the stream with LookupFailed when page 2 ${what}, after the payments of page 1`, () => {
        const list = rows(5)
        const first = Provider.ok({ total: 5, previous: 0, next: 2, list: list.slice(0, 2).map(wireOf) })
        const provider = Provider.make({ get: [first, reply] })
        return Effect.gen(function*() {
          const { emitted, error } = yield* untilError({ status: "paid", pageSize: 2 })
          assert.deepStrictEqual(emitted, ["imp_1", "imp_2"])
          assert.strictEqual(lookUpFailed(error).reason, reason)
          assert.include(lookUpFailed(error).message, "page 2")
        }).pipe(on(provider))
      })
    }

    it.effect("is an error and not an empty list when the first page is HTTP 400", () => {
      const provider = Provider.make({ get: Provider.refusal(-1, "지원되지 않는 상태값입니다.", 400) })
      return Effect.gen(function*() {
        const { error } = yield* untilError({ status: "paid" })
        assert.include(lookUpFailed(error).message, "지원되지 않는 상태값입니다.")
      }).pipe(on(provider))
    })
  })

  it.effect("takes another token after a 401 in the middle, and repeats and loses nothing", () => {
    const provider = listing(rows(5), (_, request) => request === 2 ? Provider.unauthorized : undefined)
    return Effect.gen(function*() {
      assert.deepStrictEqual(
        yield* ids(listPayments({ status: "paid", pageSize: 2 })),
        rows(5).map(({ id }) => id)
      )
      assert.deepStrictEqual(pagesOf(provider), [1, 2, 2, 3])
      assert.strictEqual(provider.tokens().length, 2)
    }).pipe(on(provider))
  })

  it.effect("says Unauthorized after the second 401 in a row", () => {
    const provider = listing(rows(5), (page) => page === 2 ? Provider.unauthorized : undefined)
    return Effect.gen(function*() {
      const { emitted, error } = yield* untilError({ status: "paid", pageSize: 2 })
      assert.deepStrictEqual(emitted, ["imp_1", "imp_2"])
      assert.strictEqual(error?._tag, "Unauthorized")
    }).pipe(on(provider))
  })

  it.effect("leaves payments of a test channel out, unless includeSandbox is given", () => {
    const test = row("test_1", Provider.wirePayment({ imp_uid: "test_1", sandbox: true }))
    const provider = listing([row("imp_1"), test, row("imp_2")])
    return Effect.gen(function*() {
      assert.deepStrictEqual(yield* ids(listPayments({ status: "paid" })), ["imp_1", "imp_2"])
      assert.deepStrictEqual(
        yield* ids(listPayments({ status: "paid", includeSandbox: true })),
        ["imp_1", "test_1", "imp_2"]
      )
    }).pipe(on(provider))
  })

  it.effect("emits payments of a status that this version does not know", () => {
    const provider = listing([row("imp_1", Provider.wirePayment({ status: "partially_settled" }))])
    return Effect.gen(function*() {
      const [payment] = yield* Stream.runCollect(listPayments({ status: "all" }))
      assert.strictEqual(payment?.status, "partially_settled")
    }).pipe(on(provider))
  })

  it.effect("acts for the given tier on every page", () => {
    const provider = listing(rows(3))
    return Effect.gen(function*() {
      yield* ids(listPayments({ status: "paid", pageSize: 1, tier: "A1B" }))
      assert.deepStrictEqual(gets(provider).map(({ tier }) => tier), ["A1B", "A1B", "A1B"])
    }).pipe(on(provider))
  })

  it.effect("starts anew each time it is run", () => {
    const provider = listing(rows(3))
    return Effect.gen(function*() {
      const list = listPayments({ status: "paid", pageSize: 2 })
      assert.deepStrictEqual(yield* ids(list), yield* ids(list))
      const both = yield* Effect.all([Effect.forkChild(ids(list)), Effect.forkChild(ids(list))])
      for (const fiber of both) assert.strictEqual((yield* Fiber.join(fiber)).length, 3)
    }).pipe(on(provider))
  })
})

// A small generator of pseudo-random numbers: the same seed gives the same list.
const randomOf = (seed: number) => {
  let state = seed * 2_654_435_761 >>> 0
  return (below: number): number => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    state >>>= 0
    return state % below
  }
}
