/**
 * The sample payments that a test can make by name. A kind has only the fields that differ from the
 * defaults, and a test can override each of them. Names, numbers and banks are invented.
 */
import type { Kind } from "../api/payments/payment.ts"

type Fields = Kind["fields"]

const kind = (name: string, what: string, fields: Fields, hidden?: NonNullable<Kind["hidden"]>): Kind => ({
  name,
  what,
  fields,
  ...(hidden === undefined ? {} : { hidden })
})

const CARD: Fields = {
  card_code: "366",
  card_name: "신한카드",
  card_number: "4518-42**-****-0000",
  card_type: 0,
  pay_method: "card",
  pg_id: "INIpayTest",
  pg_provider: "html5_inicis"
}

const VBANK: Fields = {
  apply_num: "",
  pay_method: "vbank",
  pg_id: "nictest04m",
  pg_provider: "nice",
  vbank_code: "004",
  vbank_holder: "샌드박스",
  vbank_name: "KB국민은행",
  vbank_num: "00000000000000"
}

const TRANS: Fields = {
  apply_num: "",
  bank_code: "004",
  bank_name: "KB국민은행",
  pay_method: "trans",
  pg_id: "INIpayTest",
  pg_provider: "html5_inicis"
}

const PHONE: Fields = { apply_num: "", pay_method: "phone", pg_id: "A010002002", pg_provider: "danal" }

const easy = (pay_method: string): Fields => ({ apply_num: "", pay_method, pg_id: "sandbox", pg_provider: pay_method })

const at = (pg_provider: string, fields: Fields): Fields => ({ ...fields, pg_id: "sandbox", pg_provider })

const voucher = (pay_method: string, pg_provider: string): Fields => ({ ...easy(pay_method), pg_provider })

/** Every kind; the first is the default. */
export const KINDS: readonly Kind[] = [
  kind("card", "credit card, paid, KRW", CARD),
  kind("usd-card", "credit card, paid, USD with cents", { ...CARD, amount: 100.5, currency: "USD" }),
  kind("escrow-card", "credit card under escrow, paid", { ...CARD, escrow: true }),
  kind("failed-card", "credit card, rejected at payment", {
    ...CARD,
    fail_reason: "한도초과",
    status: "failed"
  }),
  kind("vbank", "virtual account, deposited", VBANK),
  kind("vbank-ready", "virtual account, not deposited yet", { ...VBANK, status: "ready" }),
  kind("smartro-vbank", "virtual account at old Smartro, deposited", { ...VBANK, pg_provider: "smartro" }),
  kind("smartro-v2-vbank", "virtual account at new Smartro, deposited", { ...VBANK, pg_provider: "smartro_v2" }),
  kind("trans", "bank transfer", TRANS),
  kind("smartro-v2-trans", "bank transfer at new Smartro", { ...TRANS, pg_provider: "smartro_v2" }),
  kind("phone", "mobile phone payment", PHONE),
  kind("kcp-phone", "mobile phone payment at NHN KCP", { ...PHONE, pg_id: "A52CY", pg_provider: "kcp" }),
  kind("naverpay", "Naver Pay", easy("naverpay")),
  kind("kakaopay", "Kakao Pay money", { ...easy("kakaopay"), pay_method: "point" }),
  kind("tosspay", "Toss Pay", easy("tosspay")),
  kind("payco", "PAYCO", easy("payco")),
  kind("paypal", "PayPal, USD with cents", {
    ...easy("paypal"),
    amount: 10.1,
    currency: "USD",
    pg_provider: "paypal_v2"
  }),

  kind("inicis-vbank", "virtual account at KG Inicis, deposited", at("html5_inicis", VBANK)),
  kind("kcp-vbank", "virtual account at NHN KCP, deposited", at("kcp", VBANK)),
  kind("daou-vbank", "virtual account at Kiwoom, deposited", at("daou", VBANK)),
  kind("tosspayments-vbank", "virtual account at Toss Payments, deposited", {
    ...at("tosspayments", VBANK),
    vbank_holder: null
  }),
  kind("ksnet-vbank", "virtual account at KSNET, deposited", at("ksnet", VBANK)),
  kind("welcome-vbank", "virtual account at Welcome, deposited", at("welcome", VBANK), { _applied: true }),
  kind("danal-vbank", "virtual account at Danal, deposited", at("danal", VBANK)),
  kind("ksnet-card", "credit card at KSNET", at("ksnet", CARD)),
  kind("welcome-card", "credit card at Welcome, merchant without partial cancels", at("welcome", CARD)),
  kind("welcome-escrow", "credit card under escrow at Welcome", { ...at("welcome", CARD), escrow: true }),
  kind("prepaid-card", "prepaid card", CARD, { _card_kind: "prepaid" }),
  kind("nice-vat", "credit card at NICE, VAT given at payment", at("nice", CARD), { _vat: 900 }),
  kind("payco-tax-free", "PAYCO, half of it tax-free", easy("payco"), { _tax_free: 5000 }),
  kind("inicis-phone", "mobile phone payment at KG Inicis", at("html5_inicis", PHONE)),
  kind("ksnet-phone", "mobile phone payment at KSNET", at("ksnet", PHONE)),
  kind("culturegift", "gift voucher at Toss Payments", voucher("culturegift", "tosspayments")),
  kind("booknlife", "book voucher at Kiwoom", voucher("booknlife", "daou")),
  kind("wechat", "WeChat Pay at KICC", voucher("wechat", "kicc_v2")),
  kind("paymentwall", "card at Paymentwall, USD", { ...at("paymentwall", CARD), amount: 100.5, currency: "USD" }),
  kind("inicis-jp-cvs", "convenience store at KG Inicis Japan", { ...voucher("cvs", "inicis_jp"), currency: "JPY" }),
  kind("promotion-card", "credit card with a tenth off from 10,000", {
    ...CARD,
    promotion: { id: "promotion-sandbox", discount: 1000 }
  }, { _promotion: { minimum: 10_000 } })
]
