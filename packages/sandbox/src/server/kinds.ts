/**
 * The payments a test can order by name. Each kind lists only what differs from a blank payment; everything else can
 * be overridden field by field when the payment is made. Names, numbers and banks are samples, not provider facts.
 */
import type { FieldName } from "./payment.ts"

/** A named sort of payment. */
export interface Kind {
  readonly name: string
  /** One line for people. */
  readonly what: string
  readonly fields: Readonly<Partial<Record<FieldName, unknown>>>
}

type Fields = Kind["fields"]

const kind = (name: string, what: string, fields: Fields): Kind => ({ name, what, fields })

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

/** Every kind, the default first. */
export const KINDS: readonly Kind[] = [
  kind("card", "credit card, paid, KRW", CARD),
  kind("usd-card", "credit card, paid, USD with cents", { ...CARD, amount: 100.5, currency: "USD" }),
  kind("escrow-card", "credit card under escrow, paid", { ...CARD, escrow: true }),
  kind("failed-card", "credit card, refused at payment", {
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
  kind("phone", "mobile phone bill", PHONE),
  kind("kcp-phone", "mobile phone bill at NHN KCP", { ...PHONE, pg_id: "A52CY", pg_provider: "kcp" }),
  kind("naverpay", "Naver Pay", easy("naverpay")),
  kind("kakaopay", "Kakao Pay", easy("kakaopay")),
  kind("tosspay", "Toss Pay", easy("tosspay")),
  kind("payco", "PAYCO", easy("payco")),
  kind("paypal", "PayPal, USD with cents", {
    ...easy("paypal"),
    amount: 10.1,
    currency: "USD",
    pg_provider: "paypal_v2"
  })
]
