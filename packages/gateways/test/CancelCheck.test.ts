/**
 * Every rule: where it applies, where it just does not, and that only documented certainties are
 * errors.
 */
import type { CancelRequest, Payment } from "@effect-portone/core"
import { CancelCheck } from "@effect-portone/gateways"
import { assert, describe, it } from "@effect/vitest"
import { DateTime, Effect, Schema } from "effect"
import { account, full, noon, part, payment, row, seconds, secrets } from "../../core/test/payments.ts"

const at = (iso: string) => DateTime.makeUnsafe(iso)
const codes = (paid: Payment.Payment, request: CancelRequest.CancelRequest, when = noon) =>
  CancelCheck.check(paid, request, when).map(({ code }) => code)
const found = (code: CancelCheck.RuleCode, paid: Payment.Payment, request: CancelRequest.CancelRequest, when = noon) =>
  CancelCheck.check(paid, request, when).find((finding) => finding.code === code)

// PortOne's "PG사 코드", all of it.
const PGS = [
  "html5_inicis",
  "inicis",
  "kcp",
  "kcp_billing",
  "kcp_quick",
  "uplus",
  "tosspayments",
  "nice",
  "nice_v2",
  "kicc",
  "kakaopay",
  "danal",
  "danal_tpay",
  "mobilians",
  "payco",
  "paypal",
  "paypal_v2",
  "eximbay",
  "naverpay",
  "naverco",
  "smilepay",
  "daou",
  "paymentwall",
  "tosspay",
  "smartro",
  "smartro_v2",
  "settle",
  "settle_acc",
  "ksnet",
  "galaxia",
  "welcome"
]

const rules = CancelCheck.rules()
const rule = (code: CancelCheck.RuleCode) => rules.find((one) => one.code === code)
const tested = new Set<string>()

type Case = readonly [
  why: string,
  wire: Record<string, unknown>,
  request: CancelRequest.CancelRequest,
  when?: DateTime.Utc
]

/** A rule holds in the first cases and stays silent in the second. */
const holds = (code: CancelCheck.RuleCode, yes: ReadonlyArray<Case>, no: ReadonlyArray<Case>) => {
  tested.add(code)
  describe(code, () => {
    for (const [why, wire, request, when] of yes) {
      it(`is found: ${why}`, () => {
        const finding = found(code, payment(wire), request, when)
        assert.isDefined(finding)
        assert.strictEqual(finding?.severity, rule(code)?.severity)
        assert.strictEqual(finding?.source, rule(code)?.source)
      })
    }
    for (const [why, wire, request, when] of no) {
      it(`is not found: ${why}`, () => assert.notInclude(codes(payment(wire), request, when), code))
    }
  })
}

const vbank = { pay_method: "vbank", pg_provider: "html5_inicis" }
const lastMonth = { paid_at: seconds("2026-10-31T14:59:59Z") }
const noneFor = (wire: Record<string, unknown>) => [["another request is fine", wire, full()]] as const

describe("an ordinary cancel", () => {
  it("has nothing against it", () => {
    assert.deepStrictEqual(codes(payment(), full()), [])
    assert.deepStrictEqual(codes(payment(), part()), [])
  })

  it("has nothing against it where the payment says nothing about PG, method or time", () => {
    const bare = { pg_provider: null, pay_method: null, paid_at: 0, status: "a-status-of-tomorrow" }
    assert.deepStrictEqual(codes(payment(bare), full()), [])
    assert.deepStrictEqual(codes(payment(bare), part()), [])
  })

  it("is not blocked for any documented PG when the shop says all it can, by card", () => {
    for (const pg of PGS) {
      const extra = { taxFree: 0, reason: "변심", requester: "customer" } as const
      const findings = CancelCheck.check(payment({ pg_provider: pg }), full(extra), noon)
      assert.deepStrictEqual(findings.filter(({ severity }) => severity === "error"), [], pg)
    }
  })
})

holds("another-payment", [
  ["another imp_uid", { imp_uid: "imp_2" }, full()],
  ["another order, which is all that was asked by", { merchant_uid: "order-2" }, byOrder()]
], [
  ["the same imp_uid, whatever the order id", {}, { ...full(), merchantUid: "a-typo" }],
  ["the same order", {}, byOrder()]
])

it("findings about another payment are not mixed with findings about this one", () => {
  assert.deepStrictEqual(codes(payment({ ...vbank, imp_uid: "imp_2" }), part(99_999)), ["another-payment"])
})

holds("refund-account-vbank", [
  ["a virtual account, in full", vbank, full()],
  ["a virtual account, in part", vbank, part()],
  ["at a PG nobody knows", { pay_method: "vbank", pg_provider: "a-pg-of-tomorrow" }, full()],
  ["with a deposit, though still called ready", {
    ...vbank,
    status: "ready",
    paid_at: 0,
    deposit_history: [{ amount: 1, deposited_at: 1 }]
  }, full()]
], [
  ["an account is given", vbank, full({ refundAccount: account() })],
  ["a card", {}, full()],
  ["nobody paid in", { ...vbank, status: "ready", paid_at: 0 }, full()]
])

holds("refund-account-kcp-phone", [
  ["KCP, the month after", { pg_provider: "kcp", pay_method: "phone", ...lastMonth }, full()],
  ["KCP, a year after", { pg_provider: "kcp", pay_method: "phone", paid_at: seconds("2025-11-23T03:00:00Z") }, full()]
], [
  ["KCP, the same month", { pg_provider: "kcp", pay_method: "phone" }, full()],
  [
    "an account is given",
    { pg_provider: "kcp", pay_method: "phone", ...lastMonth },
    full({ refundAccount: account("BK88") })
  ],
  ["another PG", { pg_provider: "danal", pay_method: "phone", ...lastMonth }, full()],
  ["a card", { pg_provider: "kcp", ...lastMonth }, full()]
])

holds("refund-account-smartro-v2-transfer", [
  ["a bank transfer at smartro_v2", { pg_provider: "smartro_v2", pay_method: "trans" }, full()]
], [
  ["an account is given", { pg_provider: "smartro_v2", pay_method: "trans" }, full({ refundAccount: account("088") })],
  ["the old smartro", { pg_provider: "smartro", pay_method: "trans" }, full()],
  ["a card at smartro_v2", { pg_provider: "smartro_v2" }, full()]
])

holds("refund-phone-smartro", [
  ["a virtual account at smartro", { ...vbank, pg_provider: "smartro" }, full({ refundAccount: account("088") })],
  ["a virtual account at smartro_v2", { ...vbank, pg_provider: "smartro_v2" }, full({ refundAccount: account("088") })],
  [
    "a bank transfer at smartro_v2",
    { pay_method: "trans", pg_provider: "smartro_v2" },
    full({
      refundAccount: account("088")
    })
  ]
], [
  ["a phone is given", { ...vbank, pg_provider: "smartro" }, full({ refundAccount: account("088", "01012345678") })],
  ["no account at all, which is another finding", { ...vbank, pg_provider: "smartro" }, full()],
  ["another PG", vbank, full({ refundAccount: account() })],
  ["a card", { pg_provider: "smartro" }, full()]
])

holds("refund-phone-smartro-transfer", [
  ["a bank transfer at the old smartro", { pg_provider: "smartro", pay_method: "trans" }, full()]
], [
  [
    "a phone is given",
    { pg_provider: "smartro", pay_method: "trans" },
    full({
      refundAccount: account("088", "01012345678")
    })
  ],
  ["a card, whose money needs no account", { pg_provider: "smartro" }, full()]
])

holds("refund-phone-vbank", [
  ["a virtual account without a phone", vbank, full({ refundAccount: account() })]
], [
  ["a phone is given", vbank, full({ refundAccount: account("88", "01012345678") })],
  [
    "Smartro, where it is more than a warning",
    { ...vbank, pg_provider: "smartro" },
    full({ refundAccount: account("088") })
  ]
])

holds("refund-bank-of-another-pg", [
  ["KCP's code at KG Inicis", vbank, full({ refundAccount: account("BK88") })],
  ["a three-digit code at KG Inicis", vbank, full({ refundAccount: account("088") })],
  ["KG Inicis' code at KCP", { ...vbank, pg_provider: "kcp" }, full({ refundAccount: account("88") })],
  ["a three-digit code at Kiwoom", { ...vbank, pg_provider: "daou" }, full({ refundAccount: account("088") })],
  ["a bank's name in place of its code", vbank, full({ refundAccount: account("신한") })],
  [
    "a phone payment of KCP",
    { pg_provider: "kcp", pay_method: "phone", ...lastMonth },
    full({
      refundAccount: account("088")
    })
  ]
], [
  ["the PG's own code", vbank, full({ refundAccount: account("88") })],
  ["a PG without a list", { ...vbank, pg_provider: "ksnet" }, full({ refundAccount: account("BK88") })],
  ["a code nobody knows", vbank, full({ refundAccount: account("9Z") })],
  ["a card, for which no account is needed", { pg_provider: "html5_inicis" }, full({ refundAccount: account("BK88") })],
  ["a module whose list is inferred", { ...vbank, pg_provider: "smartro_v2" }, full({ refundAccount: account("BK88") })]
])

holds("refund-bank-unlisted", [
  ["the right form, not in the list", vbank, full({ refundAccount: account("99") })],
  [
    "another PG's code of a bank this PG lacks",
    { ...vbank, pg_provider: "daou" },
    full({ refundAccount: account("034") })
  ],
  ["a bank that nice_v2 does not list", { ...vbank, pg_provider: "nice_v2" }, full({ refundAccount: account("045") })],
  [
    "a module whose list is inferred",
    { ...vbank, pg_provider: "smartro_v2" },
    full({ refundAccount: account("BK88") })
  ],
  [
    "no bank code by its looks, at a PG without a list",
    { ...vbank, pg_provider: "ksnet" },
    full({
      refundAccount: account("신한")
    })
  ]
], [
  ["the PG's own code", vbank, full({ refundAccount: account("88") })],
  [
    "an unknown PG and a code by its looks",
    { ...vbank, pg_provider: "ksnet" },
    full({ refundAccount: account("ZZ9") })
  ],
  ["another PG's code, which is another finding", vbank, full({ refundAccount: account("BK88") })]
])

holds("refund-bank-trap", [
  ["11 at Kiwoom", { ...vbank, pg_provider: "daou" }, full({ refundAccount: account("11") })],
  ["31 at Kiwoom", { ...vbank, pg_provider: "daou" }, full({ refundAccount: account("31") })],
  ["12 at Kiwoom", { ...vbank, pg_provider: "daou" }, full({ refundAccount: account("12") })]
], [
  ["a number that means the same bank", { ...vbank, pg_provider: "daou" }, full({ refundAccount: account("04") })],
  ["11 at KG Inicis", vbank, full({ refundAccount: account("11") })]
])

it("the right bank code is in the words, in both languages", () => {
  const finding = found("refund-bank-of-another-pg", payment(vbank), full({ refundAccount: account("BK88") }))
  assert.strictEqual(finding?.problem, "BK88 is not a code of html5_inicis: Shinhan is 88 here")
  assert.strictEqual(
    finding?.korean.problem,
    "BK88은(는) html5_inicis의 은행코드가 아닙니다. 신한은행의 코드는 88입니다"
  )
  const both = found(
    "refund-bank-of-another-pg",
    payment({ ...vbank, pg_provider: "nice" }),
    full({
      refundAccount: account("11")
    })
  )
  assert.strictEqual(both?.problem, "11 is not a code of nice: Nonghyup is 011 here, SC First is 023")
  const guess = found(
    "refund-bank-unlisted",
    payment({ ...vbank, pg_provider: "daou" }),
    full({
      refundAccount: account("88")
    })
  )
  assert.strictEqual(guess?.problem, "88 is not in the list of daou; if Shinhan is meant, it is 10 here")
  const trap = found(
    "refund-bank-trap",
    payment({ ...vbank, pg_provider: "daou" }),
    full({
      refundAccount: account("31")
    })
  )
  assert.strictEqual(trap?.problem, "31 is Post Office at Kiwoom, and Daegu (iM) almost everywhere else")
})

it("a bank field that holds something else is not repeated, because it may be anything", () => {
  for (const pg of ["html5_inicis", "ksnet", "daou"]) {
    const text = JSON.stringify(CancelCheck.check(
      payment({ ...vbank, pg_provider: pg }),
      full({
        refundAccount: account("홍길")
      }),
      noon
    ))
    assert.notInclude(text, "홍길")
  }
})

holds("nothing-left", [
  ["everything was cancelled", { cancel_amount: 10000, status: "cancelled" }, full()],
  ["everything was cancelled, though called paid", { cancel_amount: 10000 }, part()]
], [
  ["a part is left, though called cancelled", { cancel_amount: 9999, status: "cancelled" }, full({ checksum: 1 })],
  ["with a promotion, whose amounts are counted otherwise", {
    cancel_amount: 10000,
    promotion: { id: "p", discount: 1000 }
  }, full()]
])

holds("amount-above-balance", [
  ["more than was paid", {}, part(10001, { checksum: 10001 })],
  ["more than is left", { cancel_amount: 7000 }, part(3001)],
  [
    "more than is left, by a cent",
    { amount: 10.3, cancel_amount: 0.1, currency: "USD" },
    part(10.21, {
      currency: "USD",
      checksum: 10.3
    })
  ]
], [
  ["all that is left, as a part", { cancel_amount: 7000 }, part(3000)],
  ["all that is left in dollars, where floating point would drift", {
    amount: 10.3,
    cancel_amount: 0.1,
    currency: "USD"
  }, part(10.2, { currency: "USD", checksum: 10.2 })],
  ["nothing is left, which is another finding", { cancel_amount: 10000 }, part(1)],
  ["with a promotion", { promotion: { id: "p", discount: 1000 } }, part(10500)]
])

holds("amount-above-balance-promotion", [
  ["above the amount paid", { promotion: { id: "p", discount: 1000 } }, part(10500)],
  ["nothing seems left", { cancel_amount: 10000, promotion: { id: "p", discount: 1000 } }, full()]
], [["within the amount paid", { promotion: { id: "p", discount: 1000 } }, part(500)]])

holds("checksum-not-balance", [
  ["a stale checksum", { cancel_amount: 3000 }, part(1000, { checksum: 10000 })]
], [
  ["the balance", { cancel_amount: 3000 }, part(1000, { checksum: 7000 })],
  ["none on purpose", { cancel_amount: 3000 }, part(1000, { checksum: "unchecked" })],
  ["with a promotion", { cancel_amount: 3000, promotion: { id: "p" } }, part(1000)]
])

holds("tax-free-missing", [
  ...["kcp", "kcp_quick", "kicc", "nice", "payco"].map((pg): Case => [pg, { pg_provider: pg }, full()]),
  ["a part", { pg_provider: "kcp" }, part()]
], [
  ["0 is said", { pg_provider: "kcp" }, full({ taxFree: 0 })],
  ["the new NICE, which takes a missing value as 0", { pg_provider: "nice_v2" }, full()],
  ["a PG nobody knows", {}, full()]
])

holds("tax-free-missing-mixed", [
  ["a part at smartro_v2", { pg_provider: "smartro_v2" }, part()],
  ["welcome", { pg_provider: "welcome" }, full()]
], [
  ["all of it at smartro_v2", { pg_provider: "smartro_v2" }, full()],
  ["0 is said", { pg_provider: "welcome" }, full({ taxFree: 0 })]
])

holds("tax-free-above-amount", [
  ["above the part", {}, part(3000, { taxFree: 3001 })],
  ["above all that is left", { cancel_amount: 3000 }, full({ taxFree: 7001 })]
], [["as much as the part", {}, part(3000, { taxFree: 3000 })]])

holds("vat-missing", [
  ...["nice", "html5_inicis", "welcome", "nice_v2"].map((pg): Case => [pg, { pg_provider: pg }, full()]),
  ["a part at tosspay_v2", { pg_provider: "tosspay_v2" }, part()]
], [
  ["it is said", { pg_provider: "nice" }, full({ vatAmount: 909 })],
  ["all of it at tosspay_v2", { pg_provider: "tosspay_v2" }, full()],
  ["another PG", { pg_provider: "kcp" }, full()]
])

holds("vat-not-taken", [
  ["kakaopay", { pg_provider: "kakaopay" }, full({ vatAmount: 909 })],
  ["kcp", { pg_provider: "kcp" }, full({ vatAmount: 909 })]
], [
  ["a PG that takes it", { pg_provider: "html5_inicis" }, full({ vatAmount: 909 })],
  ["tosspay_v2", { pg_provider: "tosspay_v2" }, part(3000, { vatAmount: 100 })],
  ["no PG is known", { pg_provider: null }, full({ vatAmount: 909 })]
])

holds("promotion-order-basis", [["a promotion", { promotion: { id: "p", discount: 1000 } }, full()]], noneFor({}))
holds("promotion-same-option", [
  ["after a cancel", { promotion: { id: "p" }, cancel_amount: 1000, cancel_history: [row(1000)] }, part()]
], [
  ["the first cancel", { promotion: { id: "p" } }, part()],
  ["after a row of zero only", { promotion: { id: "p" }, cancel_history: [row(0)] }, part()]
])

const phone = (pg: string, paid: string) => ({ pg_provider: pg, pay_method: "phone", paid_at: seconds(paid) })

holds("phone-month", [
  [
    "one second into the next month in Seoul",
    phone("danal", "2026-10-31T14:59:59Z"),
    full(),
    at("2026-10-31T15:00:00Z")
  ],
  ["the next year", phone("mobilians", "2025-12-31T14:59:59Z"), full(), at("2025-12-31T15:00:01Z")],
  ["the same month of another year", phone("danal", "2025-11-22T03:00:00Z"), full()],
  ["in part", phone("html5_inicis", "2026-10-01T00:00:00Z"), part()],
  ["a PG nobody knows", phone("a-pg-of-tomorrow", "2026-10-01T00:00:00Z"), full()]
], [
  ["the last second of the month in Seoul", phone("danal", "2026-10-01T00:00:00Z"), full(), at("2026-10-31T14:59:59Z")],
  [
    "the first day of the month in Seoul, which in UTC is still the month before",
    phone("danal", "2026-10-31T15:00:00Z"),
    full(),
    at("2026-11-01T00:00:00Z")
  ],
  ["a clock that is behind", phone("danal", "2026-12-01T00:00:00Z"), full()],
  ["no time of payment", { pg_provider: "danal", pay_method: "phone", paid_at: 0 }, full()],
  ["KCP, which has a way", phone("kcp", "2026-10-01T00:00:00Z"), full()],
  ["another module of KCP, which may have the same way", phone("kcp_billing", "2026-10-01T00:00:00Z"), full()],
  ["no PG is known, so it may be KCP", { ...phone("", "2026-10-01T00:00:00Z"), pg_provider: null }, full()],
  ["a card", lastMonth, full()]
])

holds("phone-month-kcp", [
  [
    "KCP with an account, two months after",
    phone("kcp", "2026-09-30T00:00:00Z"),
    full({ refundAccount: account("BK88") })
  ],
  ["another module of KCP", phone("kcp_billing", "2026-10-01T00:00:00Z"), full()],
  ["no PG is known", { ...phone("", "2026-10-01T00:00:00Z"), pg_provider: null }, full()]
], [
  [
    "KCP with an account, the month after",
    phone("kcp", "2026-10-01T00:00:00Z"),
    full({ refundAccount: account("BK88") })
  ],
  ["KCP without an account, which is more than a warning", phone("kcp", "2026-09-01T00:00:00Z"), full()],
  ["the same month", phone("kcp_billing", "2026-11-01T00:00:00Z"), full()]
])

const ksnet = (paid: string, method = "card") => ({ pg_provider: "ksnet", pay_method: method, paid_at: seconds(paid) })

holds("ksnet-six-months", [
  ["a day too late", ksnet("2026-05-22T03:00:00Z"), full()],
  ["the month after the end of the sixth", ksnet("2026-08-31T03:00:00Z"), full(), at("2027-02-28T15:00:00Z")],
  ["a virtual account", ksnet("2026-05-22T03:00:00Z", "vbank"), full({ refundAccount: account() })]
], [
  ["the very day", ksnet("2026-05-23T03:00:00Z"), full()],
  ["the end of a month without that day", ksnet("2026-08-31T03:00:00Z"), full(), at("2027-02-28T14:59:59Z")],
  ["a phone, which has a rule of its own", ksnet("2026-05-01T03:00:00Z", "phone"), full()],
  ["another PG", { paid_at: seconds("2026-01-01T00:00:00Z") }, full()]
])

const night = (iso: string): Case => [iso, ksnet("2026-11-22T03:00:00Z", "vbank"), full(), at(iso)]
holds("ksnet-vbank-night", [
  night("2026-11-23T14:00:00Z"),
  night("2026-11-23T15:00:00Z"),
  night("2026-11-23T20:59:59Z")
], [
  night("2026-11-23T13:59:59Z"),
  night("2026-11-23T21:00:00Z"),
  ["a card at night", ksnet("2026-11-22T03:00:00Z"), full(), at("2026-11-23T15:00:00Z")],
  ["another PG at night", vbank, full(), at("2026-11-23T15:00:00Z")]
])

const paidOn = (iso: string, wire: Record<string, unknown> = {}) => ({ paid_at: seconds(iso), ...wire })
holds("late-card", [["after a year and a day", paidOn("2025-11-22T03:00:00Z"), full()]], [
  ["on the day a year later", paidOn("2025-11-23T03:00:00Z"), full()],
  ["not a card", paidOn("2020-01-01T00:00:00Z", { pay_method: "point" }), full()]
])
holds("late-transfer", [["after three months", paidOn("2026-08-22T03:00:00Z", { pay_method: "trans" }), full()]], [
  ["within three months", paidOn("2026-08-23T03:00:00Z", { pay_method: "trans" }), full()]
])
holds("late-kakaopay", [["after a year", paidOn("2025-11-22T03:00:00Z", { pg_provider: "kakaopay" }), full()]], [
  ["within a year", paidOn("2025-11-24T03:00:00Z", { pg_provider: "kakaopay" }), full()]
])
holds("late-naverpay", [
  ["after 1095 days", paidOn("2023-11-30T00:00:00Z", { pg_provider: "naverpay" }), full(), at("2026-11-29T00:00:01Z")],
  [
    "after 730 days, before the change",
    paidOn("2023-11-28T14:59:59Z", { pg_provider: "naverpay" }),
    full(),
    at("2025-11-28T00:00:00Z")
  ]
], [
  ["within 1095 days", paidOn("2023-11-30T00:00:00Z", { pg_provider: "naverpay" }), full(), at("2026-11-28T23:00:00Z")],
  [
    "after 730 days, since the change",
    paidOn("2023-11-28T15:00:00Z", { pg_provider: "naverpay" }),
    full(),
    at("2025-11-28T00:00:00Z")
  ]
])
holds("late-paypal", [
  ["after 180 days", paidOn("2026-05-01T00:00:00Z", { pg_provider: "paypal_v2" }), full()],
  ["the old one", paidOn("2026-05-01T00:00:00Z", { pg_provider: "paypal" }), full()]
], [["within 180 days", paidOn("2026-06-01T00:00:00Z", { pg_provider: "paypal_v2" }), full()]])

holds("phone-partial-ksnet", [["a part", ksnet("2026-11-22T03:00:00Z", "phone"), part()]], [
  ["all of it", ksnet("2026-11-22T03:00:00Z", "phone"), full()],
  ["all of it, written as a part", ksnet("2026-11-22T03:00:00Z", "phone"), part(10000)],
  ["a card", ksnet("2026-11-22T03:00:00Z"), part()]
])
holds("phone-partial", [
  ["danal", phone("danal", "2026-11-22T03:00:00Z"), part()],
  ["kcp, on request", phone("kcp", "2026-11-22T03:00:00Z"), part()],
  ["a PG nobody knows", phone("a-pg-of-tomorrow", "2026-11-22T03:00:00Z"), part()]
], [
  ["KG Inicis", phone("html5_inicis", "2026-11-22T03:00:00Z"), part()],
  ["KSNET, where it is more than a warning", ksnet("2026-11-22T03:00:00Z", "phone"), part()],
  ["all of it", phone("danal", "2026-11-22T03:00:00Z"), full()]
])

const cancelled = (times: number, wire: Record<string, unknown> = {}) => ({
  ...ksnet("2026-11-22T03:00:00Z"),
  cancel_amount: times * 100,
  cancel_history: Array.from({ length: times }, (_, index) => row(100, `id-${index}`)),
  ...wire
})
holds("ksnet-tenth-partial", [["after nine", cancelled(9), part(100)], ["after ten", cancelled(10), part(100)]], [
  ["after eight", cancelled(8), part(100)],
  [
    "after nine rows, one of them of zero",
    cancelled(8, { cancel_history: [...Array.from({ length: 8 }, () => row(100)), row(0)] }),
    part(100)
  ],
  ["the rest after nine, which is another finding", cancelled(9), full()],
  ["another PG", cancelled(9, { pg_provider: "nice" }), part(100)],
  ["a phone, which has a rule of its own", cancelled(9, { pay_method: "phone" }), part(100)]
])
holds("ksnet-rest-after-nine", [
  ["all the rest", cancelled(9), full({ checksum: 9100 })],
  ["all the rest, written as a part", cancelled(9), part(9100)]
], [["after eight", cancelled(8), full()], ["a tenth part", cancelled(9), part(100)]])

const by = (pg: string, method: string, wire: Record<string, unknown> = {}) => ({
  pg_provider: pg,
  pay_method: method,
  ...wire
})
holds("voucher-partial-tosspayments", [
  ["cultureland", by("tosspayments", "cultureland"), part()],
  ["culturegift", by("tosspayments", "culturegift"), part()],
  ["smartculture", by("tosspayments", "smartculture"), part()],
  ["booknlife", by("tosspayments", "booknlife"), part()]
], [
  ["all of it", by("tosspayments", "culturegift"), full()],
  ["a card", by("tosspayments", "card"), part()],
  ["another PG", by("settle", "culturegift"), part()]
])
holds("voucher-partial", [
  ["KG Financial", by("mobilians", "booknlife"), part()],
  ["Kiwoom, books", by("daou", "booknlife"), part()],
  ["Kiwoom, smart", by("daou", "smartculture"), part()]
], [
  ["Kiwoom, others", by("daou", "cultureland"), part()],
  ["all of it", by("mobilians", "culturegift"), full()],
  ["KG Inicis, where sources differ", by("html5_inicis", "culturegift"), part()],
  ["Toss Payments, where it is more than a warning", by("tosspayments", "culturegift"), part()]
])
holds("voucher-partial-inicis", [
  ["KG Inicis", by("html5_inicis", "culturegift"), part()],
  ["KG Inicis, the old name", by("inicis", "booknlife"), part()]
], [
  ["all of it", by("html5_inicis", "culturegift"), full()],
  ["a card", by("html5_inicis", "card"), part()],
  ["KG Financial, where the source is clear", by("mobilians", "culturegift"), part()]
])
const check = { sandbox: true, card_type: 1 }
holds("check-card-partial-smartro-v2-test", [["a part", by("smartro_v2", "card", check), part()]], [
  ["all of it", by("smartro_v2", "card", check), full()],
  ["a credit card", by("smartro_v2", "card", { ...check, card_type: 0 }), part()],
  ["an unknown card", by("smartro_v2", "card", { ...check, card_type: null }), part()],
  ["a live channel", by("smartro_v2", "card", { ...check, sandbox: false }), part()],
  ["a channel that does not say", by("smartro_v2", "card", { card_type: 1 }), part()]
])
holds("nice-test-partial", [
  ["the old NICE", by("nice", "card", { sandbox: true }), part()],
  ["the new NICE", by("nice_v2", "card", { sandbox: true }), part()]
], [["a live channel", by("nice", "card"), part()], ["all of it", by("nice", "card", { sandbox: true }), full()]])
holds("escrow-partial", [["a part", { escrow: true }, part()]], [
  ["all of it", { escrow: true }, full()],
  ["not in escrow", { escrow: false }, part()]
])
holds("overseas-card-partial", [
  ["Visa", { card_code: "10005" }, part()],
  ["an old client's code", { card_code: "VIS" }, part()]
], [
  ["a Korean card", { card_code: "366" }, part()],
  ["a code nobody knows", { card_code: "99999" }, part()],
  ["all of it", { card_code: "10005" }, full()]
])
holds("partial-by-contract-welcome", [["a part", { pg_provider: "welcome" }, part()]], [
  ["all of it", { pg_provider: "welcome" }, full()]
])

holds("vbank-unpaid", [["nobody paid in", { ...vbank, status: "ready", paid_at: 0 }, full()]], [
  ["it was paid", vbank, full()],
  ["it has a time of payment, so the status is behind", { ...vbank, status: "ready" }, full()],
  ["a fixed account with a deposit", {
    ...vbank,
    status: "ready",
    paid_at: 0,
    deposit_history: [{ amount: 1, deposited_at: 1 }]
  }, full()],
  ["not a virtual account", { status: "ready", paid_at: 0 }, full()]
])
holds("not-approved", [
  ["ready", { status: "ready", paid_at: 0 }, full()],
  ["failed, though some PGs approve it later", { status: "failed", paid_at: 0 }, full()]
], [
  ["paid", {}, full()],
  ["a status of tomorrow", { status: "pending" }, full()],
  ["an unpaid virtual account, which is another finding", { ...vbank, status: "ready", paid_at: 0 }, full()]
])
holds("convenience-store-inicis-jp", [["a convenience store", by("inicis_jp", "cvs"), full()]], [
  ["a card", by("inicis_jp", "card"), full()],
  ["another PG", by("payletter_global", "cvs"), full()]
])
holds("escrow-welcome", [["in escrow", { pg_provider: "welcome", escrow: true }, full()]], [
  ["not in escrow", { pg_provider: "welcome", escrow: false }, full()],
  ["another PG", { escrow: true }, full()]
])
holds("vbank-danal", [["a virtual account", by("danal_tpay", "vbank"), full({ refundAccount: account("088") })]], [
  ["a card", by("danal_tpay", "card"), full()],
  ["another PG", vbank, full()]
])
holds("vbank-test", [["a test channel", { ...vbank, sandbox: true }, full({ refundAccount: account() })]], [
  ["a live channel", { ...vbank, sandbox: false }, full({ refundAccount: account() })],
  ["a card", { sandbox: true }, full()]
])
holds("naverpay-reason", [
  ["no reason", { pg_provider: "naverpay" }, full()],
  ["blanks", { pg_provider: "naverpay" }, full({ reason: "  " })]
], [["a reason", { pg_provider: "naverpay" }, full({ reason: "변심" })], ["another PG", {}, full()]])
holds("naverpay-requester", [["nobody", { pg_provider: "naverpay" }, full()]], [
  ["the customer", { pg_provider: "naverpay" }, full({ requester: "customer" })],
  ["another PG", {}, full()]
])

describe("the rules", () => {
  it("are each tested above, by their code", () => {
    assert.deepStrictEqual(rules.map(({ code }) => code).toSorted(), [...tested].toSorted())
    assert.strictEqual(new Set(rules.map(({ code }) => code)).size, rules.length)
  })

  it("are errors only where it is documented, because a doubt must not withhold a refund", () => {
    for (const { code, evidence, severity } of rules) {
      if (severity === "error") assert.strictEqual(evidence, "doc", code)
    }
    assert.deepStrictEqual(rules.filter(({ severity }) => severity === "error").map(({ code }) => code).toSorted(), [
      "amount-above-balance",
      "another-payment",
      "check-card-partial-smartro-v2-test",
      "convenience-store-inicis-jp",
      "ksnet-six-months",
      "ksnet-tenth-partial",
      "ksnet-vbank-night",
      "nothing-left",
      "phone-month",
      "phone-partial-ksnet",
      "refund-account-kcp-phone",
      "refund-account-smartro-v2-transfer",
      "refund-account-vbank",
      "refund-bank-of-another-pg",
      "refund-phone-smartro",
      "vbank-unpaid",
      "voucher-partial-tosspayments"
    ])
  })

  it("say in both languages what is wrong and what to do, and where it is written", () => {
    for (const { advice, code, korean, problem, source } of rules) {
      assert.match(code, /^[a-z0-9]+(-[a-z0-9]+)*$/)
      // English follows the field's name inside a sentence; Korean is a sentence of its own.
      assert.notMatch(problem, /[.!]$/, code)
      assert.notMatch(advice, /[.!]$/, code)
      assert.match(korean.problem, /니다(\([^)]*\))?$|니다$/, code)
      assert.match(korean.advice, /[가-힣]/, code)
      assert.isAbove(source.length, 5, code)
    }
  })

  it("come with the worst first", () => {
    const severities = CancelCheck.check(
      payment({ ...vbank, escrow: true }),
      part(3000, { refundAccount: account("BK88") }),
      noon
    ).map(({ severity }) => severity)
    assert.deepStrictEqual(severities, severities.toSorted())
    assert.include(severities, "error")
    assert.include(severities, "warning")
  })
})

const Pg = Schema.Literals([
  "",
  "kcp",
  "html5_inicis",
  "daou",
  "ksnet",
  "smartro_v2",
  "welcome",
  "naverpay",
  "nice",
  "x"
])
const Method = Schema.Literals(["", "card", "trans", "vbank", "phone", "culturegift", "cvs", "point", "wechat"])
const Money = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 20_000 }))

describe("any payment and any request", () => {
  const Bank = Schema.Literals(["88", "088", "BK88", "11", "99", "신한"])

  it.effect.prop(
    "are judged without a failure, the same way each time, and no secret is repeated",
    [
      Pg,
      Method,
      Money,
      Money,
      Bank,
      Schema.Boolean,
      Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 2_000_000_000 }))
    ],
    ([pg, method, amount, cancelAmount, bank, withAccount, paidAt]) =>
      Effect.sync(() => {
        const paid = payment({
          pg_provider: pg,
          pay_method: method,
          amount,
          cancel_amount: cancelAmount,
          paid_at: paidAt,
          buyer_name: "홍길동"
        })
        const extra = withAccount ? { refundAccount: account(bank, "01012345678") } : {}
        for (const request of [full(extra), part(Math.max(1, amount), extra)]) {
          const findings = CancelCheck.check(paid, request, noon)
          assert.deepStrictEqual(CancelCheck.check(paid, request, noon), findings)
          const text = JSON.stringify(findings)
          for (const secret of secrets) assert.notInclude(text, secret)
          for (const finding of findings) {
            assert.isDefined(rule(finding.code))
            const { message } = CancelCheck.errorOf("imp_1", finding)
            assert.isAtLeast(message.split(/(?<=[.)])\s+(?=[A-Z])/).length, 3, message)
            assert.match(message, /(?:No money moved|This request moved no money)\./)
          }
        }
      }),
    { arbitrary: { runs: 300 } }
  )

  it.effect.prop(
    "never reject a card payment for less than what is left, at a PG without rules of its own",
    [Money, Money],
    ([amount, asked]) =>
      Effect.sync(() => {
        if (asked < 1 || asked > amount) return
        assert.deepStrictEqual(codes(payment({ amount }), part(asked, { checksum: amount })), [])
      })
  )
})

function byOrder(): CancelRequest.CancelRequest {
  return { _tag: "Full", merchantUid: "order-1", checksum: 10000 }
}
