/**
 * An invented payment in PortOne's JSON: 50 fields, and as many cancels in its history as the
 * caller wants.
 */

/** An id of the usual length; the stub has a payment for each. */
export const impUid = (number: number): string => `imp_${String(number % 1e12).padStart(12, "0")}`

export const payment = (entries: number) => ({
  imp_uid: impUid(0),
  merchant_uid: "order-2026-11-23-000017",
  pay_method: "card",
  channel: "pc",
  pg_provider: "html5_inicis",
  emb_pg_provider: null,
  pg_tid: "StdpayCARDINIpayTest20261123030000123456",
  pg_id: "INIpayTest",
  escrow: false,
  apply_num: "30012345",
  bank_code: null,
  bank_name: null,
  card_code: "366",
  card_name: "신한카드",
  card_issuer_code: "366",
  card_issuer_name: "신한카드",
  card_publisher_code: "366",
  card_publisher_name: "신한카드",
  card_quota: 0,
  card_number: "111122******4444",
  card_type: 0,
  vbank_code: null,
  vbank_name: null,
  vbank_num: null,
  vbank_holder: null,
  vbank_date: 0,
  vbank_issued_at: 0,
  name: "가을 연주회 R석 2매",
  amount: 1_000_000,
  cancel_amount: entries * 1000,
  currency: "KRW",
  buyer_name: "홍길동",
  buyer_email: "gildong@example.com",
  buyer_tel: "010-1234-5678",
  buyer_addr: "서울특별시 강남구 삼성동",
  buyer_postcode: "06018",
  custom_data: "{\"seat\":[\"R-11\",\"R-12\"]}",
  user_agent: "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
  status: "cancelled",
  started_at: 1_795_400_000,
  paid_at: 1_795_400_060,
  failed_at: 0,
  cancelled_at: 1_795_500_000,
  fail_reason: null,
  cancel_reason: "공연 취소",
  receipt_url: "https://receipt.example.com/StdpayCARDINIpayTest20261123030000123456",
  cancel_history: Array.from({ length: entries }, (_, index) => ({
    pg_tid: "StdpayCARDINIpayTest20261123030000123456",
    amount: 1000,
    cancelled_at: 1_795_500_000 + index,
    reason: "공연 취소",
    cancellation_id: `cancellation-${index}`,
    receipt_url: "https://receipt.example.com/StdpayCARDINIpayTest20261123030000123456"
  })),
  cancel_receipt_urls: Array.from(
    { length: entries },
    (_, index) => `https://receipt.example.com/cancel/${String(index).padStart(6, "0")}`
  ),
  cash_receipt_issued: false,
  customer_uid: null,
  customer_uid_usage: null
})

/** The response to a cancel, without spaces, as the API writes it. */
export const answer = (entries: number): string =>
  JSON.stringify({ code: 0, message: null, response: payment(entries) })

/** The response of V2 to a cancel. It describes the cancel alone. */
export const answerOfV2 = JSON.stringify({
  cancellation: {
    status: "SUCCEEDED",
    id: "cancellation-0",
    pgCancellationId: "StdpayCARDINIpayTest20261123030000123456",
    totalAmount: 1000,
    taxFreeAmount: 0,
    vatAmount: 91,
    reason: "공연 취소",
    cancelledAt: "2026-11-23T03:00:00Z",
    requestedAt: "2026-11-23T03:00:00Z",
    receiptUrl: "https://receipt.example.com/StdpayCARDINIpayTest20261123030000123456"
  }
})
