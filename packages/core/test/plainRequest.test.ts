/**
 * The look that spares an ordinary request the schema. It must never accept what the schema would not.
 */
import { CancelRequest } from "@effect-portone/core"
import { assert, describe, it } from "@effect/vitest"
import { Redacted, Result, Schema } from "effect"
import { encodeCancel } from "../src/internal/encodeCancel.ts"
import { plainRequest } from "../src/internal/plainRequest.ts"

const bySchema = Schema.decodeUnknownResult(Schema.toType(CancelRequest.CancelRequest), { onExcessProperty: "error" })

/** Values on both sides of every bound. The first of each list is an ordinary one; `absent` leaves the field out. */
const absent = Symbol("absent")
const values: Readonly<Record<string, ReadonlyArray<unknown>>> = {
  _tag: ["Partial", "Full", "partial", "", undefined, absent, null, 0],
  impUid: [
    "imp_1",
    absent,
    undefined,
    "",
    "x".repeat(32),
    "x".repeat(33),
    "😀".repeat(32),
    null,
    7,
    new String("imp_1")
  ],
  merchantUid: [absent, "order/7?", undefined, "", "x".repeat(40), "x".repeat(41), null, 7, []],
  amount: [
    3000,
    absent,
    undefined,
    0,
    -0,
    -1,
    0.5,
    10_000,
    10_001,
    Number.NaN,
    Infinity,
    2 ** 53,
    2 ** 53 - 1,
    "3000",
    3n
  ],
  checksum: [10_000, "unchecked", absent, undefined, 0, -1, 0.5, 2999, 3000, Number.NaN, 2 ** 53, "10000", null],
  reason: ["변심", absent, undefined, "", "이".repeat(256), "이".repeat(257), null, 7, {}],
  taxFree: [absent, absent, absent, 0, -1, undefined],
  tier: [absent, absent, absent, "A1B", "abc", undefined],
  checkSum: [absent, absent, absent, absent, 1, undefined]
}

/** Every request with at most three fields that are not ordinary. */
const requests = function*(): Generator<Record<string, unknown>> {
  const names = Object.keys(values)
  const made = (choice: ReadonlyMap<string, number>) =>
    Object.fromEntries(
      names.map((name) => [name, values[name]![choice.get(name) ?? 0]]).filter(([, value]) => value !== absent)
    )
  const vary = function*(from: number, left: number, choice: Map<string, number>): Generator<Record<string, unknown>> {
    yield made(choice)
    if (left === 0) return
    for (let at = from; at < names.length; at++) {
      for (let index = 1; index < values[names[at]!]!.length; index++) {
        yield* vary(at + 1, left - 1, new Map(choice).set(names[at]!, index))
      }
    }
  }
  yield* vary(0, 3, new Map())
}

describe("a request that is plainly right", () => {
  it("is right by the schema too, and the same", () => {
    let accepted = 0
    let left = 0
    for (const request of requests()) {
      const plain = plainRequest(request)
      if (plain === undefined) {
        left++
        continue
      }
      accepted++
      const checked = bySchema(request)
      if (Result.isFailure(checked)) assert.fail(`the schema refuses ${String(Object.entries(request))}`)
      assert.strictEqual(
        JSON.stringify(plain, Object.keys(values)),
        JSON.stringify(checked.success, Object.keys(values))
      )
    }
    assert.isAbove(accepted, 300)
    assert.isAbove(left, 10_000)
  })

  it("is what full and partial make of a payment, whole amounts and a reason", () => {
    const asked = { impUid: "imp_1", checksum: 10_000, reason: "변심" }
    for (const request of [CancelRequest.full(asked), CancelRequest.partial({ ...asked, amount: 3000 })]) {
      assert.isDefined(plainRequest(request))
      assert.isDefined(plainRequest({ ...request, checksum: CancelRequest.unchecked }))
      assert.isDefined(plainRequest({ ...request, impUid: undefined, merchantUid: "order-7" }))
    }
  })

  it("is read once, so that an amount cannot change between the look and the wire", () => {
    let reads = 0
    const request = {
      _tag: "Partial",
      impUid: "imp_1",
      checksum: 10_000,
      get amount() {
        return reads++ === 0 ? 3000 : 0
      }
    }

    const encoded = encodeCancel(request as never)

    assert.deepStrictEqual(JSON.parse(Redacted.value(Result.getOrThrow(encoded).body)), {
      imp_uid: "imp_1",
      amount: 3000,
      checksum: 10_000
    })
    assert.strictEqual(reads, 1)
  })
})

describe("left to the schema", () => {
  const ordinary = CancelRequest.partial({ impUid: "imp_1", amount: 3000, checksum: 10_000 })

  it("is a request of a class, or with fields that it inherits", () => {
    class Request {
      readonly _tag = "Partial"
      readonly impUid = "imp_1"
      readonly amount = 3000
      readonly checksum = 10_000
    }
    assert.isUndefined(plainRequest(new Request()))
    assert.isUndefined(plainRequest(Object.create(ordinary)))
    assert.isUndefined(plainRequest(Object.assign(Object.create(null), ordinary)))
  })

  it("is a field that this look does not know, named by a symbol too, or hidden", () => {
    assert.isUndefined(plainRequest({ ...ordinary, [Symbol("amount")]: 1 }))
    assert.isUndefined(plainRequest(Object.defineProperty({ ...ordinary }, "amuont", { value: 1, enumerable: false })))
    assert.isUndefined(plainRequest({ ...ordinary, _tag: "Full" }))
    assert.isUndefined(plainRequest({ ...ordinary, _tag: "Full", amount: undefined }))
  })

  it("is whatever is no object", () => {
    for (const nothing of [undefined, null, 0, "", "Partial", [], () => {}]) assert.isUndefined(plainRequest(nothing))
  })
})
