import { RefundTag } from "@effect-portone/refunds"
import { assert, describe, it } from "@effect/vitest"
import { ConfigProvider, Effect, Layer, Redacted } from "effect"
import { createHmac } from "node:crypto"
import { inspect } from "node:util"

const secret = "a secret of more than 32 characters"
const tags = RefundTag.layer(Redacted.make(secret))
const of = (impUid: string, key: string) =>
  Effect.flatMap(RefundTag.RefundTag, (service) => service.of(impUid, key)).pipe(Effect.provide(tags))

// Another way to the same letters: bits as text.
const expected = (impUid: string, key: string) => {
  const digest = createHmac("sha256", secret).update(`${impUid.length}:${impUid}${key.length}:${key}`).digest()
  const bits = [...digest].map((byte) => byte.toString(2).padStart(8, "0")).join("")
  return Array.from(
    { length: 12 },
    (_, index) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[Number.parseInt(bits.slice(index * 5, index * 5 + 5), 2)]
  ).join("")
}

describe("a tag", () => {
  it.effect("is the first 60 bits of HMAC-SHA-256 in base 32", () =>
    Effect.gen(function*() {
      for (
        const [impUid, key] of [["imp_1", "refund-7"], ["imp_448280090638", "환불/7?"], ["i", "k".repeat(500)]] as const
      ) {
        assert.strictEqual(yield* of(impUid, key), expected(impUid, key))
      }
    }))

  it.effect("belongs to one payment and one key, wherever one ends and the other begins", () =>
    Effect.gen(function*() {
      const all = yield* Effect.all([
        of("imp_1", "2"),
        of("imp_12", ""),
        of("imp_", "12"),
        of("imp_1", "3"),
        of("imp_11:", "2")
      ])
      assert.strictEqual(new Set(all).size, all.length)
    }))

  it.effect("needs a secret of at least 32 characters, and says so without showing it", () =>
    Effect.gen(function*() {
      const error = yield* Effect.flip(Layer.build(RefundTag.layer(Redacted.make("short-and-shown"))))
      assert.strictEqual(error._tag, "UnusableTagSecret")
      assert.notInclude(`${error.message}${inspect(error)}${JSON.stringify(error)}`, "short-and-shown")
      assert.include(error.message, "PORTONE_REFUND_TAG_SECRET")
    }))

  it.effect("comes from PORTONE_REFUND_TAG_SECRET", () =>
    Effect.gen(function*() {
      const provider = ConfigProvider.layer(ConfigProvider.fromUnknown({ PORTONE_REFUND_TAG_SECRET: secret }))
      const service = yield* RefundTag.RefundTag.pipe(Effect.provide(Layer.provide(RefundTag.layerConfig, provider)))
      assert.strictEqual(yield* service.of("imp_1", "refund-7"), expected("imp_1", "refund-7"))
    }))
})

describe("a reason", () => {
  const tag = "R7K3Q2M2X4TA"

  it("has the tag in front, where it survives being cut", () => {
    assert.strictEqual(RefundTag.write(tag, "단순 변심"), "[R7K3Q2M2X4TA] 단순 변심")
    assert.strictEqual(RefundTag.write(tag, undefined), "[R7K3Q2M2X4TA]")
    assert.strictEqual(RefundTag.write(tag, ""), "[R7K3Q2M2X4TA]")
  })

  it("is cut to 256 characters, and never inside one", () => {
    const long = RefundTag.write(tag, "환".repeat(300))
    assert.strictEqual(long.length, 256)
    const faces = RefundTag.write(tag, "😀".repeat(300))
    assert.strictEqual(Array.from(faces).length, 256)
    assert.notMatch(faces, /\p{Surrogate}/u)
    assert.strictEqual(RefundTag.read(faces), tag)
  })

  it("keeps 240 characters of the customer's reason whole", () => {
    const reason = "가".repeat(240)
    assert.isTrue(RefundTag.write(tag, reason).endsWith(` ${reason}`))
  })

  it("shows its tag wherever it ended up", () => {
    for (
      const mangled of [
        "[R7K3Q2M2X4TA]",
        "취소사유: [R7K3Q2M2X4TA] 단순",
        "단순 변심 [R7K3Q2M2X4TA]",
        "  [R7K3Q2M2X4TA]\uFFFD\uFFFD",
        "[VIP] [R7K3Q2M2X4TA] x",
        "&lt;[R7K3Q2M2X4TA]&gt;"
      ]
    ) {
      assert.strictEqual(RefundTag.read(mangled), tag, mangled)
    }
  })

  it("shows none where there is none, or half of one", () => {
    for (
      const reason of [
        undefined,
        "",
        "관리자페이지취소",
        "단순 변심",
        "R7K3Q2M2X4TA",
        "[R7K3Q2M2X4T",
        "[r7k3q2m2x4ta]",
        "[R7K3Q9M2X4TA]",
        "[R7K3Q2M2X4TAA]",
        "[주문 1234567890]"
      ]
    ) {
      assert.isUndefined(RefundTag.read(reason), reason)
    }
  })
})
