/** The fields of a payment and their default values. */

/**
 * Every field with its default value, in the order in which the real API prints them.
 *
 * Assumes: absent strings are null, absent times 0, histories empty, keys alphabetical, as seen in
 * public output.
 */
export const DEFAULTS = {
  amount: 10_000,
  apply_num: null,
  bank_code: null,
  bank_name: null,
  buyer_addr: null,
  buyer_email: null,
  buyer_name: null,
  buyer_postcode: null,
  buyer_tel: null,
  cancel_amount: 0,
  cancel_history: [],
  cancel_reason: null,
  cancel_receipt_urls: [],
  cancelled_at: 0,
  card_code: null,
  card_issuer_code: null,
  card_issuer_name: null,
  card_name: null,
  card_number: null,
  card_publisher_code: null,
  card_publisher_name: null,
  card_quota: 0,
  card_type: null,
  cash_receipt_issued: false,
  channel: "pc",
  currency: "KRW",
  custom_data: null,
  customer_uid: null,
  customer_uid_usage: null,
  deposit_history: [],
  emb_pg_provider: null,
  escrow: false,
  fail_reason: null,
  failed_at: 0,
  imp_uid: "",
  merchant_uid: "",
  name: "샌드박스 상품",
  paid_at: 0,
  pay_method: "card",
  pg_id: null,
  pg_provider: null,
  pg_tid: null,
  promotion: null,
  receipt_url: null,
  sandbox: false,
  started_at: 0,
  status: "paid",
  user_agent: null,
  vbank_code: null,
  vbank_date: 0,
  vbank_holder: null,
  vbank_issued_at: 0,
  vbank_name: null,
  vbank_num: null
}

/** The name of a field of the annotation. */
export type FieldName = keyof typeof DEFAULTS

/** All names, alphabetical. `extension` is not in the list, because it is shown only on request. */
export const FIELD_NAMES = Object.keys(DEFAULTS) as ReadonlyArray<FieldName>
