import { RefundTag } from "@effect-portone/refunds"
import * as NodeCrypto from "@effect/platform-node/NodeCrypto"
import { assert, describe, it } from "@effect/vitest"
import { ConfigProvider, Effect, Layer, Redacted } from "effect"
import { Mac } from "effect/crypto"
import { createHmac } from "node:crypto"
import { inspect } from "node:util"

const secret = "a secret of more than 32 characters"
const other = "another secret of more than 32 characters"
const with_ = (current: string, ...previous: ReadonlyArray<string>) =>
  RefundTag.layer(Redacted.make(current), { previous: previous.map((text) => Redacted.make(text)) })
const service = (current = secret, ...previous: ReadonlyArray<string>) =>
  RefundTag.RefundTag.pipe(Effect.provide(with_(current, ...previous)))
const of = (impUid: string, key: string) => Effect.flatMap(service(), (tags) => tags.of(impUid, key))
const failure = (current: string, ...previous: ReadonlyArray<string>) =>
  Effect.flip(Layer.build(with_(current, ...previous)))

// Another way to the same letters: bits as text.
const letters = (text: string, length: number, key = secret) => {
  const digest = createHmac("sha256", key).update(text).digest()
  const bits = [...digest].map((byte) => byte.toString(2).padStart(8, "0")).join("")
  return Array.from(
    { length },
    (_, index) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[Number.parseInt(bits.slice(index * 5, index * 5 + 5), 2)]
  ).join("")
}
const expected = (impUid: string, key: string): RefundTag.Tag => {
  const id = letters(`${impUid.length}:${impUid}${key.length}:${key}`, 12)
  return { ids: [id], tag: id + letters(`check${impUid.length}:${impUid}${id}`, 6) }
}

describe("a tag", () => {
  it.effect("is the first 60 bits of HMAC-SHA-256 in base 32, and a check of 30 bits", () =>
    Effect.gen(function*() {
      for (
        const [impUid, key] of [["imp_1", "refund-7"], ["imp_448280090638", "환불/7?"], ["i", "k".repeat(500)]] as const
      ) {
        assert.deepStrictEqual(yield* of(impUid, key), expected(impUid, key))
      }
    }))

  it.effect("is the same when the Mac that is provided makes it", () =>
    Effect.gen(function*() {
      const mac = yield* Mac.Mac
      let signed = 0
      const counted = Layer.succeed(Mac.Mac, { ...mac, sign: (key, data) => (signed++, mac.sign(key, data)) })

      const tags = yield* RefundTag.RefundTag.pipe(Effect.provide(Layer.provide(with_(secret), counted)))

      assert.deepStrictEqual(yield* tags.of("imp_1", "환불/7?"), expected("imp_1", "환불/7?"))
      // Fingerprint, id and check.
      assert.strictEqual(signed, 3)
    }).pipe(Effect.provide(NodeCrypto.layerMac)))

  it.effect("has the id that versions without a check wrote", () =>
    Effect.gen(function*() {
      const tags = yield* service("a-tag-secret-of-more-than-32-characters")
      assert.deepStrictEqual((yield* tags.of("imp_000000000001", "refund-1")).ids, [FIXED])
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
      assert.strictEqual(new Set(all.map(({ tag }) => tag)).size, all.length)
      assert.strictEqual(new Set(all.flatMap(({ ids }) => ids)).size, all.length)
    }))

  it.effect("is recognised by its own letters, and only for its payment", () =>
    Effect.gen(function*() {
      const tags = yield* service()
      const { ids, tag } = yield* tags.of("imp_1", "refund-7")
      assert.strictEqual(yield* tags.authentic("imp_1", tag), ids[0])
      assert.isUndefined(yield* tags.authentic("imp_2", tag))
      assert.isUndefined(yield* tags.authentic("imp_1", ids[0] as string))
      assert.isUndefined(yield* (yield* service(other)).authentic("imp_1", tag))
    }))

  it.effect("is not recognised with one letter changed, lost, added or moved", () =>
    Effect.gen(function*() {
      const tags = yield* service()
      const { tag } = yield* tags.of("imp_1", "refund-7")
      const forged = Array.from(tag, (letter, index) =>
        tag.slice(0, index) + (letter === "A" ? "B" : "A") + tag.slice(index + 1))
      for (const word of [...forged, tag.slice(1), `${tag}A`, tag.slice(1) + tag[0], tag.toLowerCase(), ""]) {
        assert.isUndefined(yield* tags.authentic("imp_1", word), word)
      }
    }))

  it.effect("E2.3 differs for keys of which each has another half of a character", () =>
    Effect.gen(function*() {
      const [one, two, three] = yield* Effect.all([of("i", "\ud800"), of("i", "\ud801"), of("i", "\uFFFD")])
      assert.strictEqual(new Set([one.tag, two.tag, three.tag]).size, 3)
    }))

  it.effect("comes from PORTONE_REFUND_TAG_SECRET", () =>
    Effect.gen(function*() {
      const tags = yield* configured({ PORTONE_REFUND_TAG_SECRET: secret })
      assert.deepStrictEqual(yield* tags.of("imp_1", "refund-7"), expected("imp_1", "refund-7"))
      assert.lengthOf(tags.fingerprints, 1)
    }))
})

// The id that the version before checks wrote for the secret of the shop in the tests.
const FIXED = "JG5YFMVSIFG3"

const configured = (fields: Record<string, string>) =>
  RefundTag.RefundTag.pipe(
    Effect.provide(Layer.provide(RefundTag.layerConfig, ConfigProvider.layer(ConfigProvider.fromUnknown(fields))))
  )

describe("E1.2 a secret that replaced another", () => {
  it.effect("writes tags of its own, and recognises those of the previous ones", () =>
    Effect.gen(function*() {
      const before = yield* service(other)
      const third = "a third secret of more than 32 characters"
      const after = yield* service(secret, other, third)
      const old = yield* before.of("imp_1", "refund-7")
      const now = yield* after.of("imp_1", "refund-7")

      assert.strictEqual(now.tag, expected("imp_1", "refund-7").tag)
      assert.deepStrictEqual(now.ids.slice(0, 2), [...expected("imp_1", "refund-7").ids, ...old.ids])
      assert.strictEqual(yield* after.authentic("imp_1", old.tag), old.ids[0])
      assert.isUndefined(yield* before.authentic("imp_1", now.tag))
      assert.deepStrictEqual(after.fingerprints.slice(0, 2), [
        ...(yield* service()).fingerprints,
        ...before.fingerprints
      ])
      assert.strictEqual(new Set(after.fingerprints).size, 3)
    }))

  it.effect("comes with the previous secrets from PORTONE_REFUND_TAG_PREVIOUS_SECRETS", () =>
    Effect.gen(function*() {
      const previous = [other, "a third secret of more than 32 characters"]
      const tags = yield* configured({
        PORTONE_REFUND_TAG_SECRET: secret,
        PORTONE_REFUND_TAG_PREVIOUS_SECRETS: previous.join(",")
      })
      assert.deepStrictEqual(tags.fingerprints, (yield* service(secret, ...previous)).fingerprints)
      const empty = yield* configured({
        PORTONE_REFUND_TAG_SECRET: secret,
        PORTONE_REFUND_TAG_PREVIOUS_SECRETS: ""
      })
      assert.lengthOf(empty.fingerprints, 1)
    }))

  it.effect("is used once where it is given twice", () =>
    Effect.gen(function*() {
      const tags = yield* service(secret, other, secret, other)
      assert.lengthOf(tags.fingerprints, 2)
      assert.lengthOf((yield* tags.of("imp_1", "refund-7")).ids, 2)
    }))
})

describe("E1.1 a secret", () => {
  const unusable: ReadonlyArray<readonly [name: string, secret: string, english: RegExp]> = [
    ["fewer than 32 characters", "short-and-shown", /has fewer than 32 characters/],
    ["fewer than 32 characters, counted as emoji", "😀".repeat(31), /has fewer than 32 characters/],
    ["no characters", "", /has fewer than 32 characters/],
    ["a line break at its end", `${secret}\n`, /has a line break \(U\+000A, character 36\)/],
    ["a carriage return at its end", `${secret}\r`, /has a line break \(U\+000D, character 36\)/],
    ["Windows' line break at its end", `${secret}\r\n`, /has a line break \(U\+000D, character 36\)/],
    ["a blank at its end", `${secret} `, /ends with a blank \(U\+0020, character 36\)/],
    ["a blank at its start", ` ${secret}`, /starts with a blank \(U\+0020, character 1\)/],
    ["a tab at its end", `${secret}\t`, /has a tab \(U\+0009, character 36\)/],
    ["a byte order mark at its start", `\uFEFF${secret}`, /has an invisible character \(U\+FEFF, character 1\)/],
    ["a zero character at its end", `${secret}\0`, /has a control character \(U\+0000, character 36\)/],
    ["another blank than U+0020", secret.replace(" ", "\u00A0"), /blank other than U\+0020 \(U\+00A0, character 2\)/],
    ["decomposed letters", `${secret}가`.normalize("NFD"), /NFC \(U\+1161, character 37\)/]
  ]

  for (const [name, text, english] of unusable) {
    it.effect(`with ${name} is rejected at the start, and not shown`, () =>
      Effect.gen(function*() {
        for (const previous of [undefined, 1, 2] as const) {
          const error = yield* previous === undefined
            ? failure(text)
            : previous === 1
            ? failure(secret, text)
            : failure(secret, other, text, text)
          assert.strictEqual(error._tag, "UnusableTagSecret")
          assert.strictEqual(error.previous, previous)
          assert.match(error.message, english)
          assert.match(error.messageKo, /[가-힣]/)
          assert.include(
            error.message,
            previous === undefined ? "PORTONE_REFUND_TAG_SECRET " : "PORTONE_REFUND_TAG_PREVIOUS_SECRETS "
          )
          if (previous !== undefined) {
            assert.include(error.message, `Previous secret ${previous}:`)
            assert.include(error.messageKo, `이전 비밀 값 ${previous}번`)
          }
          const shown = `${error.message}${error.messageKo}${inspect(error)}${JSON.stringify(error)}`
          assert.notInclude(shown, "short-and-shown")
          assert.notInclude(shown, secret.slice(0, 12))
        }
      }))
  }

  it.effect("that is no Redacted string is rejected at the start", () =>
    Effect.gen(function*() {
      for (const given of [undefined, null, secret, Redacted.make(7), {}]) {
        const error = yield* Effect.flip(Layer.build(RefundTag.layer(given as Redacted.Redacted<string>)))
        assert.match(error.message, /must be a Redacted string/)
      }
    }))

  it.effect("has a fingerprint that another one does not have", () =>
    Effect.gen(function*() {
      const [fingerprint] = (yield* service()).fingerprints
      assert.strictEqual(fingerprint, letters("fingerprint", 12))
      assert.notStrictEqual(fingerprint, (yield* service(other)).fingerprints[0])
    }))
})

describe("E1.2 a call whose secrets are not those of the ledger", () => {
  const [one, two, three] = ["JG5YFMVSIFG3", "R7K3Q2M2X4TA", "AAAAAAAAAAAA"] as const

  it("may go on if it has them all, in any order", () => {
    for (const recorded of [[], [one], [two], [one, two], [two, one]]) {
      assert.isUndefined(RefundTag.unknownSecret("imp_1", recorded, { fingerprints: [two, one] }))
    }
  })

  it("fails if it lacks one, with the fingerprints of those that it lacks", () => {
    const error = RefundTag.unknownSecret("imp_1", [one, two, three], { fingerprints: [two] })
    assert.strictEqual(error?._tag, "TagSecretUnknown")
    assert.deepStrictEqual(error?.fingerprints, [one, three])
    assert.deepStrictEqual([error?.moneyMoved, error?.resend], ["unknown", "safe"])
    for (const text of [error?.message, error?.messageKo, JSON.stringify(error)]) {
      assert.include(text, one)
      assert.include(text, three)
      assert.include(text, "PORTONE_REFUND_TAG_PREVIOUS_SECRETS")
    }
  })

  it("fails with none for a ledger that has one", () => {
    assert.deepStrictEqual(RefundTag.unknownSecret("imp_1", [one], { fingerprints: [] })?.fingerprints, [one])
  })
})

describe("a reason", () => {
  const id = "R7K3Q2M2X4TA"
  const tag = `${id}K7QX2M`

  it("has the tag in front, where it survives being cut", () => {
    assert.strictEqual(RefundTag.write(tag, "단순 변심"), "[R7K3Q2M2X4TAK7QX2M] 단순 변심")
    assert.strictEqual(RefundTag.write(tag, undefined), "[R7K3Q2M2X4TAK7QX2M]")
    assert.strictEqual(RefundTag.write(tag, ""), "[R7K3Q2M2X4TAK7QX2M]")
  })

  it("is cut to 256 characters, and never inside one", () => {
    const long = RefundTag.write(tag, "환".repeat(300))
    assert.strictEqual(long.length, 256)
    const faces = RefundTag.write(tag, "😀".repeat(300))
    assert.strictEqual(Array.from(faces).length, 256)
    assert.notMatch(faces, /\p{Surrogate}/u)
    assert.deepStrictEqual(RefundTag.words(faces), [tag])
  })

  it("keeps 235 characters of the customer's reason whole", () => {
    const reason = "가".repeat(235)
    assert.isTrue(RefundTag.write(tag, reason).endsWith(` ${reason}`))
  })

  it("E2.2 shows its words wherever they are", () => {
    for (const word of [id, tag]) {
      for (
        const mangled of [
          `[${word}]`,
          `취소사유: [${word}] 단순`,
          `단순 변심 [${word}]`,
          `  [${word}]\uFFFD\uFFFD`,
          `[VIP] [${word}] x`,
          `&lt;[${word}]&gt;`,
          `[[${word}]]`,
          `[취소 [${word}] 단순]`,
          `[${word}`.repeat(3) + "]",
          `[VIP][${word}][${word}]`
        ]
      ) {
        assert.deepStrictEqual(RefundTag.words(mangled), [word], mangled)
      }
    }
    assert.deepStrictEqual(RefundTag.words(`[PARTIALCANCL] [${tag}] [CANCELLATION][${id}] 변심`), [
      "PARTIALCANCL",
      tag,
      "CANCELLATION",
      id
    ])
  })

  it("shows none where there is none, or a part of one", () => {
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
        "[R7K3Q2M2X4TAK7QX2]",
        "[R7K3Q2M2X4TAK7QX2MA]",
        "[R7K3Q2M2X4TA K7QX2M]",
        "[주문 1234567890]"
      ]
    ) {
      assert.deepStrictEqual(RefundTag.words(reason), [], reason)
    }
  })

  it("shows each word once, and at most 64, however long it is", () => {
    const word = (index: number) => index.toString(2).padStart(12, "0").replaceAll("0", "A").replaceAll("1", "B")
    const many = Array.from({ length: 4000 }, (_, index) => `[${word(index)}]`).join("")
    assert.lengthOf(RefundTag.words(many), 64)
    assert.lengthOf(RefundTag.words(`[${tag}]`.repeat(100_000)), 1)
    assert.lengthOf(RefundTag.words("[".repeat(1_000_000)), 0)
  })

  it.effect("is read into ids of this shop's tags, and other words", () =>
    Effect.gen(function*() {
      const made = yield* of("imp_1", "refund-7")
      const reason = `[CANCELLATION] [${made.tag}] [${tag}] [${made.ids[0]}]`
      assert.deepStrictEqual(yield* RefundTag.read("imp_1", reason).pipe(Effect.provide(with_(secret))), {
        ids: [...made.ids],
        words: ["CANCELLATION", tag, made.ids[0]]
      })
    }))
})
