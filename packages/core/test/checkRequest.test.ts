/**
 * The one check of requests: what it accepts, the sentences that it rejects with, and that nothing
 * changes a request between the check and the body.
 */
import { cancel, CancelRequest, RefundAccount } from "@effect-portone/core"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Redacted, Result, Schema } from "effect"
import { encodeCancel } from "../src/internal/wire/encodeCancel.ts"
import * as Provider from "./provider.ts"

const ordinary = { _tag: "Partial", impUid: "imp_1", amount: 3000, checksum: 10_000, reason: "변심" }
const account = RefundAccount.make({ holder: "홍길동", bank: "88", account: "110123456789", phone: "01012345678" })

const bodyOf = (input: unknown): Record<string, unknown> | undefined => {
  const encoded = encodeCancel(input)
  return Result.isFailure(encoded) ? undefined : JSON.parse(Redacted.value(encoded.success.body))
}

const problemOf = (input: unknown): string => {
  const checked = CancelRequest.check(input)
  return Result.isFailure(checked) ? `${checked.failure.field} ${checked.failure.problem}` : "accepted"
}

/** Values on both sides of every bound, and whether each is good. `absent` leaves the field out. */
const absent = Symbol("absent")
type Choice = readonly [value: unknown, isGood: boolean]
const choices: Readonly<Record<string, ReadonlyArray<Choice>>> = {
  _tag: [["Partial", true], ["partial", false], ["", false], [undefined, false], [absent, false], [0, false]],
  impUid: [
    ["imp_1", true],
    ["", false],
    ["x".repeat(32), true],
    ["x".repeat(33), false],
    ["!~".repeat(16), true],
    ["😀".repeat(32), false],
    ["imp 1", false],
    ["imp_1\n", false],
    ["..", false],
    ["..a", true],
    [null, false],
    [7, false],
    [new String("imp_1"), false]
  ],
  merchantUid: [
    [absent, true],
    ["order/7?", true],
    [undefined, true],
    ["", false],
    ["x".repeat(40), true],
    ["x".repeat(41), false],
    [[], false]
  ],
  amount: [
    [3000, true],
    [absent, false],
    [undefined, false],
    [0, false],
    [-0, false],
    [-1, false],
    [0.5, false],
    [10_000, true],
    [Number.NaN, false],
    [Infinity, false],
    [2 ** 53, false],
    ["3000", false],
    [3n, false],
    [new Number(3000), false]
  ],
  checksum: [
    [10_000, true],
    ["unchecked", true],
    [absent, false],
    [undefined, false],
    [0, false],
    [-0, false],
    [-1, false],
    [10_000.5, false],
    [Number.NaN, false],
    [2 ** 53, false],
    ["10000", false],
    [null, false]
  ],
  reason: [
    ["변심", true],
    [absent, true],
    [undefined, true],
    ["", true],
    ["이".repeat(256), true],
    ["이".repeat(257), false],
    [null, false]
  ],
  taxFree: [[absent, true], [0, true], [-1, false], [undefined, true], [0.5, false], ["0", false]],
  enableWebhook: [[absent, true], [false, true], ["yes", false], [1, false]],
  refundAccount: [[absent, true], [account, true], [{}, false], [[], false], [null, false], ["88", false]],
  tier: [[absent, true], ["A1B", true], ["abc", false], ["A1B\n", false], [undefined, true]],
  checkSum: [[absent, true], [1, false], [undefined, false]]
}

/** Every request with at most three fields that are not ordinary, and whether it is good. */
const requests = function*() {
  const names = Object.keys(choices)
  const vary = function*(
    from: number,
    left: number,
    chosen: ReadonlyMap<string, Choice>
  ): Generator<ReadonlyMap<string, Choice>> {
    yield chosen
    if (left === 0) return
    for (let at = from; at < names.length; at++) {
      for (const choice of choices[names[at]!]!.slice(1)) {
        yield* vary(at + 1, left - 1, new Map(chosen).set(names[at]!, choice))
      }
    }
  }
  const usual = new Map(names.map((name) => [name, choices[name]![0]!]))
  for (const changed of vary(0, 3, new Map())) {
    const chosen = [...new Map([...usual, ...changed])]
    yield {
      request: Object.fromEntries(chosen.flatMap(([name, [value]]) => value === absent ? [] : [[name, value]])),
      isGood: chosen.every(([, [, isGood]]) => isGood)
    }
  }
}

describe("the check", () => {
  it("accepts a request if and only if each of its fields is good", () => {
    let accepted = 0
    let rejected = 0
    for (const { isGood, request } of requests()) {
      const result = CancelRequest.check(request)
      if (Result.isSuccess(result) !== isGood) {
        assert.fail(`${String(Object.entries(request))}: ${problemOf(request)}`)
      }
      if (isGood) accepted++
      else rejected++
    }
    assert.isAbove(accepted, 300)
    assert.isAbove(rejected, 10_000)
  })

  it("returns a copy with the values that were given", () => {
    const given = { ...ordinary, taxFree: 0, enableWebhook: false, refundAccount: account }
    const copy = Result.getOrThrow(CancelRequest.check(given))
    assert.notStrictEqual(copy as unknown, given)
    assert.deepStrictEqual(JSON.parse(JSON.stringify(copy)), JSON.parse(JSON.stringify(given)))
    assert.strictEqual(Redacted.value(copy.refundAccount!.account), "110123456789")
  })

  it("accepts what full and partial make, with or without a checksum", () => {
    const { amount, checksum, impUid } = ordinary
    for (
      const request of [CancelRequest.full({ impUid, checksum }), CancelRequest.partial({ impUid, checksum, amount })]
    ) {
      assert.strictEqual(problemOf(request), "accepted")
      assert.strictEqual(problemOf({ ...request, checksum: CancelRequest.unchecked }), "accepted")
      assert.strictEqual(problemOf({ ...request, impUid: undefined, merchantUid: "order-7" }), "accepted")
    }
  })
})

describe("a problem is a sentence", () => {
  const { amount: _, ...without } = ordinary
  const { checksum: __, ...withoutChecksum } = ordinary
  const sentences: ReadonlyArray<readonly [request: unknown, sentence: string]> = [
    [{ ...ordinary, amount: "3000" }, "amount must be a number; it is a string"],
    [{ ...ordinary, amount: null }, "amount must be a number; it is null"],
    [{ ...ordinary, amount: Number.NaN }, "amount must be a finite number; it is NaN, which JSON writes as null"],
    [{ ...ordinary, amount: Infinity }, "amount must be a finite number; it is Infinity"],
    [{ ...ordinary, amount: -Infinity }, "amount must be a finite number; it is -Infinity"],
    [{ ...ordinary, amount: 0 }, "amount must be above 0, because PortOne reads 0 as \"cancel everything\""],
    [{ ...ordinary, amount: 0.5 }, "amount has more decimals than KRW has"],
    [{ ...ordinary, amount: 10_001 }, "amount is above the checksum, so more than you believe is left"],
    [without, "amount is missing; it must be a number"],
    [{ ...ordinary, _tag: "Full" }, "amount is not a field of a full cancel"],
    [{ ...ordinary, _tag: "Full", amount: undefined }, "amount is not a field of a full cancel"],
    [{ ...ordinary, checksum: 0 }, "checksum 0 is rejected because a balance of 0 has nothing to cancel"],
    [{ ...ordinary, checksum: "10000" }, "checksum must be a number or CancelRequest.unchecked; it is a string"],
    [withoutChecksum, "checksum is missing; it must be a number or CancelRequest.unchecked"],
    [{ ...ordinary, checkSum: 1 }, "checkSum is not a field of this request"],
    [{ ...ordinary, impUid: "x".repeat(33) }, "impUid must have at most 32 characters, has 33"],
    [{ ...ordinary, impUid: 7 }, "impUid must be a string; it is a number"],
    [{ ...ordinary, impUid: undefined }, "impUid or merchantUid is needed"],
    [{ ...ordinary, enableWebhook: "yes" }, "enableWebhook must be a boolean; it is a string"],
    [{ ...ordinary, tier: "abc" }, "tier must be 3 upper-case letters or digits"],
    [{ ...ordinary, requester: "shop" }, "requester must be \"customer\" or \"admin\""],
    [{ ...ordinary, taxFree: -1 }, "taxFree must not be negative"],
    [{ ...ordinary, refundAccount: [] }, "refundAccount must be made by RefundAccount.make; it is an array"],
    [
      { ...ordinary, refundAccount: { ...account, account: "110123456789" } },
      "refundAccount.account must be made by RefundAccount.make"
    ],
    [{ ...ordinary, refundAccount: { ...account, owner: 1 } }, "refundAccount.owner is not a field of this request"],
    [{ ...ordinary, [Symbol("amount")]: 1 }, "request has a field that does not belong to it"]
  ]
  for (const [request, sentence] of sentences) {
    it(sentence, () => assert.strictEqual(problemOf(request), sentence))
  }

  it("that says how to make a request comes before any other, for a value that is none", () => {
    for (const value of [undefined, null, 0, "", "Partial", [], [1], () => {}, {}, new Map(), { amount: "x" }]) {
      assert.strictEqual(problemOf(value), "request must be made by CancelRequest.full or CancelRequest.partial")
    }
  })

  it("is in Korean too, with advice where the field alone does not help", () => {
    for (const [request] of sentences) {
      const { advice, korean, message, messageKo } = Result.getOrThrow(Result.flip(CancelRequest.check(request)))
      assert.match(korean?.problem ?? "", /[가-힣]/)
      assert.strictEqual(advice === undefined, korean?.advice === undefined)
      assert.include(message, "This request moved no money. Nothing was sent; ")
      assert.include(messageKo, korean!.problem)
    }
    const missing = Result.getOrThrow(Result.flip(CancelRequest.check(without)))
    assert.strictEqual(
      missing.message,
      "Invalid request: amount is missing; it must be a number. This request moved no money. " +
        "Nothing was sent; give the amount to cancel, or use CancelRequest.full to cancel everything."
    )
    assert.strictEqual(
      missing.messageKo,
      "요청이 올바르지 않아 보내지 않았습니다. amount: 값이 없습니다. 숫자여야 합니다. 이 요청으로는 환불되지 않았습니다. " +
        "취소할 금액을 넣으세요. 전액취소는 CancelRequest.full을 쓰세요."
    )
  })

  it("quotes no field name that may be a value", () => {
    for (const name of ["110-1234-56789", "01012345678", "홍길동", "x".repeat(41), "a b"]) {
      const { message, messageKo } = Result.getOrThrow(
        Result.flip(CancelRequest.check({ ...ordinary, [name]: 1 }))
      )

      assert.notInclude(message + messageKo, name)
      assert.include(message, "request has a field that does not belong to it")
    }
  })

  it("names the field that a misspelt one stands for", () => {
    const { advice } = Result.getOrThrow(Result.flip(CancelRequest.check({ ...ordinary, checkSum: 1 })))
    assert.strictEqual(advice, "write checksum")
  })

  it("quotes no value", () => {
    for (const field of Object.keys(choices)) {
      if (field === "_tag") continue
      const secret = "홍길동 110123456789".repeat(30)
      const error = Result.getOrThrow(Result.flip(CancelRequest.check({ ...ordinary, [field]: secret })))
      assert.notInclude(`${error.message} ${error.messageKo} ${JSON.stringify(error)}`, "홍길동", field)
    }
  })
})

describe("the schema", () => {
  it("has the same answer as the check", () => {
    const decode = Schema.decodeUnknownResult(CancelRequest.CancelRequest)
    let seen = 0
    for (const { isGood, request } of requests()) {
      if (seen++ % 37 !== 0) continue
      assert.strictEqual(Result.isSuccess(decode(request)), isGood)
    }
  })

  it("names the field by its path, and gives the sentence", () => {
    const failure = (request: unknown) =>
      Result.getOrThrow(Result.flip(Schema.decodeUnknownResult(CancelRequest.CancelRequest)(request))).message
    assert.include(failure({ ...ordinary, amount: "3000" }), "must be a number; it is a string")
    assert.include(failure({ ...ordinary, amount: "3000" }), "[\"amount\"]")
    assert.include(
      failure({ ...ordinary, refundAccount: { ...account, bank: "12345" } }),
      "[\"refundAccount\"][\"bank\"]"
    )
  })

  it("is a part of other schemas", () => {
    const Job = Schema.Struct({ request: CancelRequest.CancelRequest })
    assert.isTrue(Schema.is(Job)({ request: CancelRequest.full({ impUid: "imp_1", checksum: 1 }) }))
    assert.isFalse(Schema.is(Job)({ request: { impUid: "imp_1", checksum: 1 } }))
  })
})

describe("a hostile request", () => {
  it("is read once: what was checked is what is sent", () => {
    let reads = 0
    const request = {
      _tag: "Partial",
      impUid: "imp_1",
      checksum: 10_000,
      get amount() {
        return reads++ === 0 ? 3000 : 0
      }
    }

    assert.deepStrictEqual(bodyOf(request), { imp_uid: "imp_1", amount: 3000, checksum: 10_000 })
    assert.strictEqual(reads, 1)
  })

  it("has every field read at most once, whichever field is a getter", () => {
    const request: Record<string, unknown> = { ...ordinary, merchantUid: "order-1", taxFree: 1, refundAccount: account }
    for (const name of Object.keys(request)) {
      let reads = 0
      const hostile = Object.defineProperty({ ...request }, name, {
        enumerable: true,
        get: () => {
          reads++
          return reads === 1 ? request[name] : undefined
        }
      })
      assert.deepStrictEqual(bodyOf(hostile), bodyOf(request), name)
      assert.strictEqual(reads, 1, name)
    }
  })

  it("cannot change its refund account between the check and the body", () => {
    let reads = 0
    const refundAccount = Object.defineProperty({ ...account }, "account", {
      enumerable: true,
      get: () => reads++ === 0 ? account.account : Redacted.make("x".repeat(100))
    })
    assert.strictEqual(bodyOf({ ...ordinary, refundAccount })?.["refund_account"], "110123456789")
    assert.strictEqual(reads, 1)
  })

  it("has own fields only, so a prototype changes nothing", () => {
    class Request {
      readonly _tag = "Partial"
      readonly impUid = "imp_1"
      readonly amount = 3000
      readonly checksum = 10_000
    }
    const plain = { imp_uid: "imp_1", amount: 3000, checksum: 10_000 }
    assert.deepStrictEqual(bodyOf(new Request()), plain)
    assert.deepStrictEqual(bodyOf(Object.assign(Object.create({ taxFree: 5, reason: "x" }), new Request())), plain)
    assert.deepStrictEqual(bodyOf(Object.assign(Object.create(null), new Request())), plain)
    assert.isUndefined(bodyOf(Object.create(ordinary)))
    const { amount: _, ...without } = ordinary
    assert.isUndefined(bodyOf(Object.assign(Object.create({ amount: 3000 }), without)))
  })

  it("gets no field from a polluted Object.prototype", () => {
    const withAccount = {
      _tag: "Full",
      impUid: "imp_1",
      checksum: 10_000,
      refundAccount: RefundAccount.make({ holder: "홍", bank: "88", account: "1" })
    }
    const polluted = { taxFree: 5, refundAccount: account, amount: 1, tier: "A1B", phone: Redacted.make("1") }
    Object.assign(Object.prototype, polluted)
    try {
      const full = { _tag: "Full", impUid: "imp_1", checksum: 10_000 }
      const encoded = Result.getOrThrow(encodeCancel(full))
      assert.strictEqual(Redacted.value(encoded.body), "{\"imp_uid\":\"imp_1\",\"checksum\":10000}")
      assert.isUndefined(encoded.request.tier)
      assert.notProperty(bodyOf(withAccount), "refund_tel")
    } finally {
      for (const name of Object.keys(polluted)) delete (Object.prototype as Record<string, unknown>)[name]
    }
  })

  it("that hides a field or names one by a symbol is rejected", () => {
    assert.strictEqual(
      problemOf(Object.defineProperty({ ...ordinary }, "amuont", { value: 1, enumerable: false })),
      "amuont is not a field of this request"
    )
    assert.isUndefined(bodyOf({ ...ordinary, [Symbol("x")]: 1 }))
    assert.isUndefined(bodyOf(JSON.parse("{\"_tag\":\"Full\",\"impUid\":\"imp_1\",\"checksum\":1,\"__proto__\":{}}")))
  })

  const throwing: ReadonlyArray<readonly [string, unknown]> = [
    ["a getter", Object.defineProperty({ ...ordinary }, "amount", { enumerable: true, get: () => boom() })],
    ["a proxy's list of names", new Proxy({ ...ordinary }, { ownKeys: boom })],
    ["a proxy's field", new Proxy({ ...ordinary }, { get: boom })],
    ["a revoked proxy", revoked()],
    ["a refund account", {
      ...ordinary,
      refundAccount: Object.defineProperty({ ...account }, "bank", { enumerable: true, get: () => boom() })
    }],
    ["a wiped account number", { ...ordinary, refundAccount: { ...account, account: wiped() } }]
  ]
  for (const [what, request] of throwing) {
    it.effect(`that throws from ${what} fails with InvalidRequest, and nothing is sent`, () => {
      const provider = Provider.make({})
      return Effect.gen(function*() {
        const error = yield* Effect.flip(cancel(request as CancelRequest.CancelRequest))
        assert.strictEqual(error._tag, "InvalidRequest")
        assert.include(error.message, "request cannot be read")
        assert.notInclude(error.message + JSON.stringify(error), "boom")
        assert.deepStrictEqual(provider.seen, [])
      }).pipe(Effect.provide(Provider.live(provider)))
    })
  }

  it("may wipe its own account number after the check, and the cancel goes on", () => {
    const own = RefundAccount.make({ holder: "홍길동", bank: "88", account: "110123456789" })
    const request = CancelRequest.full({ impUid: "imp_1", checksum: 10_000, refundAccount: own })

    const encoded = Result.getOrThrow(encodeCancel(request))
    Redacted.wipeUnsafe(own.account)

    assert.strictEqual(Redacted.value(encoded.request.refundAccount!.account), "110123456789")
    assert.include(Redacted.value(encoded.body), "110123456789")
  })

  it("in ten thousand random shapes never sends a body without its amount or checksum by name", () => {
    const next = random(11)
    const odd = [0, -1, Number.NaN, Infinity, "3000", null, undefined, [], {}, 3000, 1e300, true, account, () => 1]
    const pick = <A>(list: ReadonlyArray<A>): A => list[Math.floor(next() * list.length)]!
    for (let round = 0; round < 10_000; round++) {
      const fields: Record<string, unknown> = { ...ordinary, _tag: next() < 0.5 ? "Full" : "Partial" }
      if (fields["_tag"] === "Full" && next() < 0.8) delete fields["amount"]
      for (let change = Math.floor(next() * 3); change > 0; change--) fields[pick(Object.keys(choices))] = pick(odd)
      // Each field may have another value at each read.
      const hostile = new Proxy(fields, {
        get: (target, name) => next() < 0.1 ? pick(odd) : Reflect.get(target, name)
      })
      const body = bodyOf(next() < 0.5 ? hostile : fields)
      if (body === undefined) continue
      if (fields["_tag"] === "Full") assert.notProperty(body, "amount")
      else assert.isTrue(Number.isSafeInteger(body["amount"]) && Number(body["amount"]) > 0, JSON.stringify(body))
      if ("checksum" in body) assert.isAbove(Number(body["checksum"]), 0)
    }
  })
})

function boom(): never {
  throw new Error("boom")
}

function revoked() {
  const { proxy, revoke } = Proxy.revocable({ ...ordinary }, {})
  revoke()
  return proxy
}

function wiped() {
  const secret = Redacted.make("110123456789")
  Redacted.wipeUnsafe(secret)
  return secret
}

/** A generator of the numbers from 0 to 1 that gives the same ones for the same seed. */
function random(seed: number) {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let bits = Math.imul(state ^ (state >>> 15), 1 | state)
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits
    return ((bits ^ (bits >>> 14)) >>> 0) / 4294967296
  }
}
