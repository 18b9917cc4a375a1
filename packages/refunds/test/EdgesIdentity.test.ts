/**
 * E1: what counts as the same key, the same secret and the same payment. Over real HTTP against the
 * sandbox, whose ledger is the judge.
 */
import { RefundAccount } from "@effect-portone/core"
import { type Refund, refundOnce, RefundTag } from "@effect-portone/refunds"
import { layer as sandboxLayer } from "@effect-portone/sandbox/Sandbox"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Redacted } from "effect"
import { client, received, seed, short, TAG_SECRET, taken } from "./shop.ts"

const on = <A, E, R>(effect: Effect.Effect<A, E, R>, secret = TAG_SECRET) =>
  Effect.provide(effect, client(undefined, RefundTag.layer(Redacted.make(secret))))

const refund = (impUid: string, key: string, extras: Refund.Refund["extras"] = {}) =>
  refundOnce({ impUid, key, amount: 3000, reason: "단순 변심", extras }, { timers: short })

const sandboxed = <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.provide(effect, sandboxLayer())

/** Rejected with this field, and no request of any kind left. */
const rejects = (refunds: Effect.Effect<unknown, unknown, any>, field: string) =>
  Effect.gen(function*() {
    const error: any = yield* Effect.flip(refunds)
    assert.deepStrictEqual([error._tag, error.field], ["InvalidRefund", field])
    assert.deepStrictEqual([error.moneyMoved, error.resend], ["no", "never"])
    assert.deepStrictEqual(yield* received, { find: 0, cancel: 0 })
    return error
  })

describe("E1.1 a secret with a trailing line break on one machine, without on another", () => {
  for (const [name, ending] of [["a line break", "\n"], ["a carriage return", "\r\n"], ["a blank", " "]] as const) {
    it.live(`does not start the second machine: ${name}`, () =>
      sandboxed(Effect.gen(function*() {
        const impUid = yield* seed()
        const first = yield* on(refund(impUid, "refund-1"))
        const second = yield* Effect.flip(on(refund(impUid, "refund-1"), TAG_SECRET + ending))

        assert.strictEqual(first._tag, "Succeeded")
        assert.strictEqual(second._tag, "UnusableTagSecret")
        assert.deepStrictEqual(yield* taken(impUid), [3000])
      })))
  }
})

describe("E1.3 keys that look the same", () => {
  const alike: ReadonlyArray<readonly [name: string, key: string, other: string]> = [
    ["a blank at the end", "R-1001", "R-1001 "],
    ["a blank at the start", "R-1001", " R-1001"],
    ["NFC and NFD", "환불-1", "환불-1".normalize("NFD")],
    ["a no-break space", "R 1", "R\u00a01"],
    ["two blanks", "R 1", "R  1"],
    ["a zero-width space", "R1", "R\u200b1"],
    ["a byte order mark", "R1", "\ufeffR1"],
    ["a line break at the end", "R1", "R1\n"],
    ["a Hangul filler", "R1", "R1\u3164"],
    ["a mark of direction", "R1", "\u200eR1"],
    ["a variation selector", "R1", "R\ufe0f1"],
    ["the Kelvin sign", "K1", "\u212a1"]
  ]
  for (const [name, key, other] of alike) {
    it.live(`are one refund: ${name}`, () =>
      sandboxed(on(Effect.gen(function*() {
        const impUid = yield* seed()
        const error: any = yield* rejects(refund(impUid, other), "key")
        assert.match(error.message, /U\+[0-9A-F]{4,}, character \d/)
        assert.match(error.messageKo, /\d번째 글자/)
        assert.strictEqual((yield* refund(impUid, key))._tag, "Succeeded")
        assert.deepStrictEqual(yield* taken(impUid), [3000])
      }))))
  }
})

describe("E1.7 an imp_uid that PortOne cannot have", () => {
  for (const impUid of ["i".repeat(33), "i".repeat(50), "..", ".", "imp_1\n", "imp_1 ", "결제-1", "imp\u200b_1", ""]) {
    it.live(`is rejected by its field: ${JSON.stringify(impUid)}`, () =>
      sandboxed(on(rejects(refund(impUid, "refund-1"), "impUid"))))
  }
})

describe("E1.8 an account number that is none", () => {
  for (const account of ["1.10123E+11", "계좌없음", "110 123", "'110123456789", "-", "１１０"]) {
    it.live(`is rejected and not sent: ${account}`, () =>
      sandboxed(on(Effect.gen(function*() {
        const impUid = yield* seed({ kind: "vbank" })
        const refundAccount = RefundAccount.make({ holder: "홍길동", bank: "088", account })
        const error: any = yield* rejects(refund(impUid, "refund-1", { refundAccount }), "refundAccount.account")
        if (account.length > 1) assert.notInclude(JSON.stringify(error), account)
      }))))
  }
})

describe("E2.3 keys of half a character", () => {
  for (const key of ["\ud800", "\ud801", "k\udc00"]) {
    it.live(`are rejected: ${JSON.stringify(key)}`, () =>
      sandboxed(on(Effect.gen(function*() {
        const impUid = yield* seed()
        yield* rejects(refund(impUid, key), "key")
        assert.deepStrictEqual(yield* taken(impUid), [])
      }))))
  }
})
