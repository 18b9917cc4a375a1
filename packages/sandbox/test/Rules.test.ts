import { assert, describe, it } from "vitest"
import { TEXTS } from "../src/server/api/texts.ts"
import { CANCEL_RULES } from "../src/server/rules/cancelRules.ts"
import { openShop } from "./shop.ts"

interface Case {
  /** A payment to which the rule applies. */
  readonly of: object
  /** A cancel that breaks the rule. */
  readonly broken: object
  /** The changes to the cancel, or to the payment, that keep the rule. */
  readonly mended?: object
  readonly mendedOf?: object
}

const account = { refund_holder: "홍길동", refund_bank: "004", refund_account: "1234567890" }
const withTel = { ...account, refund_tel: "01000000000" }
const part = { amount: 1000 }
const whole = { amount: 10_000 }
const nine = {
  cancel_amount: 900,
  status: "cancelled",
  cancel_history: Array.from({ length: 9 }, () => ({ amount: 100 }))
}
const eight = { ...nine, cancel_history: nine.cancel_history.slice(1) }

// One payment for every rule, rejected only while the rule is on. Rules about time have tests of
// their own.
const CASES: Readonly<Record<string, Case>> = {
  "welcome-escrow": { of: { kind: "welcome-escrow" }, broken: {}, mendedOf: { _applied: true } },
  "inicis-jp-cvs": { of: { kind: "inicis-jp-cvs" }, broken: {}, mendedOf: { pay_method: "card" } },
  "danal-vbank": { of: { kind: "danal-vbank" }, broken: account, mendedOf: { pg_provider: "nice" } },
  "vbank-contract": { of: { kind: "vbank" }, broken: account, mendedOf: { pg_provider: "tosspayments" } },
  "phone-partial": { of: { kind: "phone" }, broken: part, mended: whole },
  "voucher-partial": { of: { kind: "culturegift" }, broken: part, mended: whole },
  "voucher-partial-inicis": {
    of: { kind: "culturegift", pg_provider: "html5_inicis" },
    broken: part,
    mended: whole
  },
  "escrow-partial": { of: { kind: "escrow-card" }, broken: part, mended: {} },
  "card-kind-partial": { of: { kind: "card", _card_kind: "gift" }, broken: part, mended: whole },
  "points-partial": { of: { kind: "card", _points: true }, broken: part, mended: { amount: 0 } },
  "welcome-partial": { of: { kind: "welcome-card" }, broken: part, mendedOf: { _applied: true } },
  "smartro-v2-test-check-card": {
    of: { kind: "card", pg_provider: "smartro_v2", card_type: 1, sandbox: true },
    broken: part,
    mendedOf: { sandbox: false }
  },
  "nice-test-check-card": {
    of: { kind: "card", pg_provider: "nice", card_type: 1, sandbox: true },
    broken: part,
    mendedOf: { card_type: 0 }
  },
  "ksnet-nine-partials": { of: { kind: "ksnet-card", ...nine }, broken: part, mendedOf: eight },
  "ksnet-rest-after-nine": { of: { kind: "ksnet-card", ...nine }, broken: {}, mendedOf: eight },
  "refund-account-vbank": { of: { kind: "vbank" }, broken: { ...account, refund_bank: "" }, mended: account },
  "refund-account-smartro-trans": {
    of: { kind: "smartro-v2-trans" },
    broken: { ...withTel, refund_holder: undefined },
    mended: withTel
  },
  "refund-account-kcp-phone": {
    of: { kind: "kcp-phone", paid_at: 1_700_000_000 },
    broken: {},
    mended: { ...account, refund_bank: "BK04" }
  },
  "refund-tel-smartro": { of: { kind: "smartro-vbank" }, broken: account, mended: withTel },
  "refund-tel-every-vbank": { of: { kind: "vbank" }, broken: account, mended: withTel },
  "refund-bank-form": {
    of: { kind: "inicis-vbank" },
    broken: account,
    mended: { ...account, refund_bank: "04" }
  },
  "refund-bank-listed": {
    of: { kind: "daou-vbank" },
    broken: { ...account, refund_bank: "88" },
    mended: { ...account, refund_bank: "10" }
  },
  "tax-free-explicit": { of: { kind: "payco-tax-free" }, broken: {}, mended: { tax_free: 5000 } },
  "tax-free-smartro-partial": {
    of: { kind: "card", pg_provider: "smartro_v2", _tax_free: 5000 },
    broken: part,
    mended: { ...part, tax_free: 0 }
  },
  "tax-free-welcome": {
    of: { kind: "welcome-card", _tax_free: 5000, _vat_by_merchant: true },
    broken: {},
    mendedOf: { _vat_by_merchant: false }
  },
  "tax-free-within-amount": {
    of: { kind: "card" },
    broken: { ...part, tax_free: 1001 },
    mended: { ...part, tax_free: 1000 }
  },
  "vat-amount-explicit": { of: { kind: "nice-vat" }, broken: {}, mended: { vat_amount: 900 } },
  "vat-amount-tosspay-partial": {
    of: { kind: "tosspay", pg_provider: "tosspay_v2", _vat: 900 },
    broken: part,
    mended: { ...part, vat_amount: 90 }
  },
  "reason-length": { of: { kind: "card" }, broken: { reason: "가".repeat(257) }, mended: { reason: "가".repeat(256) } },
  "naverpay-reason": { of: { kind: "naverpay" }, broken: { reason: " " }, mended: { reason: "단순변심" } },
  "naverpay-requester": {
    of: { kind: "naverpay" },
    broken: { reason: "단순변심" },
    mended: { reason: "단순변심", extra: { requester: "customer" } }
  },
  "promotion-charge-grows": {
    of: { kind: "promotion-card" },
    broken: { amount: 500 },
    mended: { amount: 500, retain_promotion: true }
  }
}

const TIMED = new Set(["ksnet-six-months", "ksnet-vbank-night", "phone-month", "promotion-option-changes"])

describe("a rule", () => {
  const shop = openShop({ rules: "off" })

  it("has a case in this file, or a test of its own", () => {
    assert.sameMembers(CANCEL_RULES.map(({ name }) => name), [...Object.keys(CASES), ...TIMED])
  })

  for (const { name, rejection, what } of CANCEL_RULES.filter(({ name }) => !TIMED.has(name))) {
    const { broken, mended, mendedOf, of } = CASES[name] as Case
    const { code, text } = TEXTS[rejection]

    it(`${name}: ${what}`, async () => {
      await shop.control("POST", "rules", { [name]: "on" })
      const { imp_uid } = await shop.order(of)
      const good = await shop.order({ ...of, ...mendedOf })

      const rejected = await shop.cancel({ imp_uid, ...broken })
      const accepted = await shop.cancel({ imp_uid: good.imp_uid, ...(mended ?? broken) })

      assert.strictEqual(rejected.status, 200)
      assert.deepStrictEqual(rejected.json, { code, message: text, response: null })
      assert.strictEqual(accepted.json.code, 0, accepted.json.message)
      await shop.control("POST", "rules", { [name]: "off" })
      assert.strictEqual((await shop.cancel({ imp_uid, ...broken })).json.code, 0, "the rule is off")
    })
  }
})

describe("the documented rules together", () => {
  const shop = openShop()
  const code = async (of: object, body: object) => {
    const { imp_uid } = await shop.order(of)
    return (await shop.cancel({ imp_uid, ...body })).json.code
  }

  it("let the nine partial cancels of KSNET and then the rest through", async () => {
    const { imp_uid } = await shop.order({ kind: "ksnet-card" })
    for (let part = 0; part < 9; part++) assert.strictEqual((await shop.cancel({ imp_uid, amount: 100 })).json.code, 0)

    assert.strictEqual((await shop.cancel({ imp_uid, amount: 100 })).json.code, -1)
    assert.strictEqual((await shop.cancel({ imp_uid })).json.code, 0)
  })

  it("know vouchers by gateway and by sort", async () => {
    for (const pay_method of ["culturegift", "cultureland", "booknlife", "smartculture"]) {
      assert.strictEqual(await code({ kind: "culturegift", pay_method }, part), -1)
      assert.strictEqual(
        await code({ kind: "booknlife", pay_method }, part),
        ["booknlife", "smartculture"].includes(pay_method) ? -1 : 0
      )
      for (const pg_provider of ["mobilians", "mobilians_v2"]) {
        assert.strictEqual(
          await code({ kind: "culturegift", pg_provider, pay_method }, part),
          pay_method === "smartculture" ? -1 : 0
        )
      }
    }
  })

  it("ask for tax_free at five gateways and at no other", async () => {
    for (const pg_provider of ["kcp", "kcp_quick", "kicc", "nice", "payco"]) {
      assert.strictEqual(await code({ pg_provider, _tax_free: 1000 }, part), -1)
      assert.strictEqual(await code({ pg_provider, _tax_free: 1000 }, { ...part, tax_free: "0" }), 0)
      assert.strictEqual(await code({ pg_provider }, part), 0)
    }
    for (const pg_provider of ["html5_inicis", "tosspayments", "danal", "nice_v2"]) {
      assert.strictEqual(await code({ pg_provider, _tax_free: 1000 }, part), 0)
    }
  })

  it("ask for vat_amount also when the VAT was 0", async () => {
    assert.strictEqual(await code({ pg_provider: "html5_inicis", _vat: 0 }, part), -1)
    assert.strictEqual(await code({ pg_provider: "html5_inicis", _vat: 0 }, { ...part, vat_amount: 0 }), 0)
    assert.strictEqual(await code({ pg_provider: "kakaopay", _vat: 0 }, part), 0)
  })

  it("report what is impossible before what is missing", async () => {
    await shop.control("POST", "rules", { "danal-vbank": "on" })
    const { imp_uid } = await shop.order({ kind: "danal-vbank" })

    assert.strictEqual((await shop.cancel({ imp_uid })).json.message, TEXTS.pgMethodNotCancellable.text)
  })

  it("come after checksum and amount, which PortOne checks itself", async () => {
    const { imp_uid } = await shop.order({ kind: "vbank" })

    assert.strictEqual((await shop.cancel({ imp_uid, checksum: 1 })).json.message, TEXTS.checksumMismatch.text)
    assert.strictEqual((await shop.cancel({ imp_uid, amount: 10_001 })).json.message, TEXTS.amountAboveBalance.text)
  })
})
