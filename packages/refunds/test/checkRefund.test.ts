/**
 * What `refundOnce` rejects before it looks anything up: the field, and a sentence in each
 * language.
 */
import { RefundAccount } from "@effect-portone/core"
import { assert, describe, it } from "@effect/vitest"
import { Duration, Result } from "effect"
import { checkRefund } from "../src/internal/checkRefund.ts"

const good = { impUid: "imp_1", key: "refund-1", amount: 3000 }
const account = RefundAccount.make({ holder: "홍길동", bank: "88", account: "110-123-456789" })

const invalid = (refund: unknown, options: unknown = {}) => {
  const checked = checkRefund(refund, options)
  return Result.isFailure(checked) ? checked.failure : undefined
}

type Row = readonly [name: string, given: unknown, field: string, problem: RegExp]

const refunds: ReadonlyArray<Row> = [
  ["null", null, "refund", /must be an object; it is null/],
  ["undefined", undefined, "refund", /is missing/],
  ["a list", [], "refund", /it is an array/],
  ["a text", "imp_1", "refund", /it is a string/],
  ["an empty object", {}, "impUid", /is missing/],
  [
    "a getter that throws",
    {
      ...good,
      get key(): string {
        throw new Error("boom")
      }
    },
    "refund",
    /cannot be read/
  ],
  ["no impUid", { key: "k", amount: 1 }, "impUid", /is missing/],
  ["imp_uid for impUid", { imp_uid: "imp_1", key: "k", amount: 1 }, "imp_uid", /write impUid/],
  ["IMPUID for impUid", { IMPUID: "imp_1", key: "k", amount: 1 }, "IMPUID", /write impUid/],
  ["impUids for impUid", { impUids: "imp_1", key: "k", amount: 1 }, "impUids", /write impUid/],
  ["Key for key", { impUid: "imp_1", Key: "k", amount: 1 }, "Key", /write key/],
  ["amuont for amount", { impUid: "imp_1", key: "k", amuont: 1 }, "amuont", /write amount/],
  ["merchantUid alone", { merchantUid: "order-1", key: "k", amount: 1 }, "impUid", /findPayment\(\{ merchantUid \}\)/],
  ["an impUid of null", { ...good, impUid: null }, "impUid", /it is null/],
  ["an empty impUid", { ...good, impUid: "" }, "impUid", /must not be empty/],
  ["E1.7 an impUid of 33 characters", { ...good, impUid: "i".repeat(33) }, "impUid", /at most 32 characters, has 33/],
  ["E1.7 an impUid of 50 characters", { ...good, impUid: "i".repeat(50) }, "impUid", /at most 32 characters, has 50/],
  ["E1.7 an impUid of two dots", { ...good, impUid: ".." }, "impUid", /dots alone/],
  ["E1.7 an impUid with a line break", { ...good, impUid: "imp_1\n" }, "impUid", /character 6 is U\+000A/],
  ["E1.7 an impUid in Korean", { ...good, impUid: "결제" }, "impUid", /character 1 is U\+ACB0/],
  ["no key", { impUid: "imp_1", amount: 1 }, "key", /is missing; it must be a string/],
  ["an empty key", { ...good, key: "" }, "key", /must not be empty/],
  [
    "E1.3 a key with a blank at its end",
    { ...good, key: "R-1001 " },
    "key",
    /ends with a blank \(U\+0020, character 7\)/
  ],
  ["E1.3 a key in NFD", { ...good, key: "환불-1".normalize("NFD") }, "key", /NFC/],
  ["E2.3 a key of half a character", { ...good, key: "\ud800" }, "key", /half a character \(U\+D800, character 1\)/],
  ["E5.8 a key of 201 characters", { ...good, key: "k".repeat(201) }, "key", /at most 200/],
  ["E5.8 a key of one dot", { ...good, key: "." }, "key", /\. or \.\./],
  ["no amount", { impUid: "imp_1", key: "k" }, "amount", /above 0, or "rest"/],
  ["an amount of 0", { ...good, amount: 0 }, "amount", /above 0/],
  ["an amount of -0", { ...good, amount: -0 }, "amount", /above 0/],
  ["a negative amount", { ...good, amount: -7 }, "amount", /above 0/],
  ["NaN", { ...good, amount: Number.NaN }, "amount", /finite number; it is NaN/],
  ["Infinity", { ...good, amount: Infinity }, "amount", /finite number; it is Infinity/],
  ["an amount of 2^53", { ...good, amount: 2 ** 53 }, "amount", /above 900719925474/],
  ["an amount above what is exact in every currency", { ...good, amount: 900_719_925_475 }, "amount", /exact/],
  ["an amount as a text", { ...good, amount: "3000" }, "amount", /above 0/],
  ["another word than rest", { ...good, amount: "all" }, "amount", /"rest"/],
  ["a bigint", { ...good, amount: 3000n }, "amount", /above 0/],
  ["a reason of null", { ...good, reason: null }, "reason", /must be a string; it is null/],
  ["a reason of 236 characters", { ...good, reason: "가".repeat(236) }, "reason", /at most 235 characters, has 236/],
  [
    "a reason with a zero character",
    { ...good, reason: "a\0" },
    "reason",
    /control character.*\(U\+0000, character 2\)/
  ],
  [
    "a reason with half a character",
    { ...good, reason: "😀\ud83d" },
    "reason",
    /half a character \(U\+D83D, character 2\)/
  ],
  ["extras of null", { ...good, extras: null }, "extras", /must be an object; it is null/],
  ["extras as a list", { ...good, extras: [] }, "extras", /it is an array/],
  ["an extra that does not exist", { ...good, extras: { taxfree: 0 } }, "taxfree", /is not a field/],
  ["a wrong tier", { ...good, extras: { tier: "abc" } }, "tier", /3 upper-case/],
  ["a tax-free part of NaN", { ...good, extras: { taxFree: Number.NaN } }, "taxFree", /NaN/],
  ["a negative VAT", { ...good, extras: { vatAmount: -1 } }, "vatAmount", /negative/],
  ["a refund account of null", { ...good, extras: { refundAccount: null } }, "refundAccount", /RefundAccount.make/],
  [
    "E1.8 an account number from a spreadsheet",
    { ...good, extras: { refundAccount: RefundAccount.make({ holder: "홍", bank: "88", account: "1.10123E+11" }) } },
    "refundAccount.account",
    /digits and hyphens only/
  ],
  [
    "E1.8 a note as an account number",
    { ...good, extras: { refundAccount: RefundAccount.make({ holder: "홍", bank: "88", account: "계좌없음" }) } },
    "refundAccount.account",
    /digits and hyphens only/
  ]
]

const options: ReadonlyArray<Row> = [
  ["null", null, "options", /must be an object; it is null/],
  ["a text", "none", "options", /it is a string/],
  ["another earlier", { earlier: "never" }, "earlier", /"none" or "possible"/],
  ["an earlier of null", { earlier: null }, "earlier", /"none" or "possible"/],
  ["another onForeign", { onForeign: "retry" }, "onForeign", /"stop" or "replan"/],
  ["an onForeign of null", { onForeign: null }, "onForeign", /"stop" or "replan"/],
  ["a profile of null", { profile: null }, "profile", /it is null/],
  [
    "another settlement",
    { profile: { settlement: "later" } },
    "profile.settlement",
    /"sync" or "registered" or "async"/
  ],
  ["a text as a flag", { profile: { echoesReason: "yes" } }, "profile.echoesReason", /true or false; it is a string/],
  ["a profile flag of null", { profile: { singleWriter: null } }, "profile.singleWriter", /true or false; it is null/],
  ["a tag of null", { tag: null }, "tag", /true or false; it is null/],
  ["a tag of 0", { tag: 0 }, "tag", /true or false; it is a number/],
  ["an includeSandbox of a text", { includeSandbox: "false" }, "includeSandbox", /it is a string/],
  ["sends of null", { sends: null }, "sends", /whole number of at least 1/],
  ["sends of 0", { sends: 0 }, "sends", /whole number/],
  ["sends of 1.5", { sends: 1.5 }, "sends", /whole number/],
  ["sends of NaN", { sends: Number.NaN }, "sends", /whole number/],
  ["sends of Infinity", { sends: Infinity }, "sends", /whole number/],
  ["sends as a text", { sends: "3" }, "sends", /whole number/],
  ["timers of null", { timers: null }, "timers", /it is null/],
  ["timers as a list", { timers: ["5 seconds"] }, "timers", /it is an array/],
  ["no pause to read", { timers: { read: [] } }, "timers.read", /at least one pause/],
  ["no quiet pause", { timers: { quiet: [] } }, "timers.quiet", /at least one pause/],
  ["a pause that is no list", { timers: { read: "5 seconds" } }, "timers.read", /list of durations; it is a string/],
  ["a list of null", { timers: { quiet: ["5 seconds", null] } }, "timers.quiet", /duration of 0 or more/],
  ["a list with a hole", { timers: { quiet: Array.from({ length: 3 }) } }, "timers.quiet", /duration of 0 or more/],
  ["a confirm of null", { timers: { confirm: null } }, "timers.confirm", /duration of 0 or more/],
  ...[
    "soon",
    "5 secs",
    "5",
    "",
    Number.NaN,
    -1,
    Infinity,
    "Infinity",
    "-5 seconds",
    -1n,
    {},
    { second: 5 },
    { seconds: "5" },
    { seconds: -5 },
    [],
    [1],
    [-1, 0],
    [Number.NaN, 0],
    true,
    new Date(0),
    Duration.infinity,
    Duration.millis(-1)
  ].map((given): Row => [
    `a pause of ${typeof given === "bigint" ? "-1n" : JSON.stringify(given) ?? String(given)} ${String(given)}`,
    { timers: { confirm: given } },
    "timers.confirm",
    /must be a duration of 0 or more that ends/
  ]),
  ["an onPayment that is no function", { onPayment: {} }, "onPayment", /must be a function; it is an object/]
]

describe("a refund with", () => {
  for (const [name, given, field, problem] of refunds) {
    it(`${name} is rejected`, () => {
      const error = invalid(given)
      assert.strictEqual(error?._tag, "InvalidRefund")
      assert.strictEqual(error?.field, field)
      assert.match(error?.problem ?? "", problem)
      assert.match(error?.problemKo ?? "", /[가-힣].*다$/)
      assert.match(error?.messageKo ?? "", /세요\.$/)
    })
  }

  it("everything that the rules allow is accepted, and copied", () => {
    const extras = { taxFree: 0.5, vatAmount: 10, refundAccount: account, tier: "A1B", requester: "customer" }
    for (
      const refund of [
        good,
        { ...good, amount: "rest" },
        { ...good, amount: 0.001 },
        { ...good, reason: undefined, extras: undefined },
        { ...good, reason: "  두 칸  띄어쓰기 " },
        { ...good, reason: "" },
        { ...good, reason: "😀".repeat(235) },
        { ...good, extras: {} },
        { ...good, extras },
        // Columns of a row that the library does not use.
        { ...good, createdAt: 7 }
      ]
    ) {
      assert.isUndefined(invalid(refund), JSON.stringify(refund))
    }
    const given = { ...good, extras: { ...extras } }
    const checked = Result.getOrThrow(checkRefund(given, {}))
    given.key = "other"
    given.extras.tier = "XXX"
    assert.strictEqual(checked.refund.key, "refund-1")
    assert.strictEqual(checked.refund.extras?.tier, "A1B")
  })

  it("a reason of 256 characters is accepted where no tag is written, and of 257 is not", () => {
    assert.isUndefined(invalid({ ...good, reason: "가".repeat(256) }, { tag: false }))
    assert.match(invalid({ ...good, reason: "가".repeat(257) }, { tag: false })?.problem ?? "", /at most 256/)
    assert.match(invalid({ ...good, reason: "가".repeat(256) }, { tag: true })?.problem ?? "", /at most 235/)
  })

  it("a reason of several lines is accepted", () => {
    assert.isUndefined(invalid({ ...good, reason: "단순 변심\r\n\t(고객 요청)" }))
  })

  it("a bad value does not show the value", () => {
    const secret = "비밀-0123456789"
    for (
      const [refund, settings] of [
        [secret, {}],
        [{ ...good, impUid: secret }, {}],
        [{ ...good, key: `${secret} ` }, {}],
        [{ ...good, amount: secret }, {}],
        [{ ...good, reason: `${secret}\0` }, {}],
        [{ ...good, extras: secret }, {}],
        [{ ...good, extras: { refundAccount: RefundAccount.make({ ...plain, account: secret }) } }, {}],
        [good, { earlier: secret }],
        [good, { timers: { confirm: secret } }],
        [good, { profile: { settlement: secret } }]
      ] as const
    ) {
      const error = invalid(refund, settings)
      assert.isDefined(error)
      assert.notInclude(`${error?.message}${error?.messageKo}${JSON.stringify(error)}`, "비밀")
    }
  })
})

const plain = { holder: "홍길동", bank: "88", account: "110123456789" }

describe("options with", () => {
  for (const [name, given, field, problem] of options) {
    it(`${name} are rejected`, () => {
      const error = invalid(good, given)
      assert.strictEqual(error?.field, field)
      assert.match(error?.problem ?? "", problem)
      assert.match(error?.problemKo ?? "", /[가-힣].*다$/)
    })
  }

  it("everything that the rules allow are accepted, and their pauses copied", () => {
    const read = ["2 seconds", 5, 5n, [1, 500], { seconds: 1 }, Duration.seconds(3), 0]
    for (
      const settings of [
        {},
        { earlier: undefined, timers: undefined, sends: undefined },
        { earlier: "none", onForeign: "replan", tag: false, includeSandbox: true, sends: 1, profile: {} },
        { profile: { settlement: "async", echoesReason: true, checksumHolds: false, singleWriter: undefined } },
        { timers: { read } },
        { timers: { confirm: "1 minute" }, onPayment: () => undefined }
      ]
    ) {
      assert.isUndefined(invalid(good, settings))
    }
    const { timers } = Result.getOrThrow(checkRefund(good, { timers: { read } }))
    read.pop()
    assert.lengthOf(timers.read, 7)
    assert.lengthOf(timers.quiet, 5)
  })
})

describe("fields that are inherited", () => {
  class Settings {
    get tag() {
      return false
    }
    get profile() {
      return Object.create({ checksumHolds: false })
    }
    get timers() {
      return Object.create({ confirm: "5 seconds" })
    }
  }
  const checked = (refund: unknown, settings: unknown) => Result.getOrThrow(checkRefund(refund, settings))

  it("count as given, because a class has its getters there", () => {
    const { options, timers } = checked(good, new Settings())
    assert.isFalse(options.tag)
    assert.deepStrictEqual(options.profile, { checksumHolds: false })
    assert.strictEqual(timers.confirm, "5 seconds")
    const extras = Object.create({ taxFree: 1000, refundAccount: Object.create({ ...account }) })
    const copy = checked({ ...good, extras }, {}).refund.extras
    assert.strictEqual(copy?.taxFree, 1000)
    assert.strictEqual(copy?.refundAccount?.bank, "88")
  })

  it("are checked", () => {
    assert.strictEqual(invalid(good, Object.create({ sends: 0 }))?.field, "sends")
    assert.strictEqual(invalid(good, { profile: Object.create({ settlement: "x" }) })?.field, "profile.settlement")
    assert.strictEqual(invalid({ ...good, extras: Object.create({ amount: 1 }) })?.field, "extras.amount")
  })

  it("do not count where every object has them, because another program has added them", () => {
    const polluted = { tag: false, taxFree: 1000 }
    Object.assign(Object.prototype, polluted)
    try {
      const { options, refund } = checked(Object.assign(Object.create(null), { ...good, extras: {} }), {})
      assert.isFalse(Object.hasOwn(options, "tag"))
      assert.isFalse(Object.hasOwn(refund.extras ?? {}, "taxFree"))
    } finally {
      for (const name of Object.keys(polluted)) delete (Object.prototype as Record<string, unknown>)[name]
    }
  })
})
