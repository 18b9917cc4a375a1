/**
 * The payments and requests that client and sandbox are compared over.
 */
import { CancelRequest, Payment, RefundAccount } from "@effect-portone/core"

const pgs = [
  "html5_inicis",
  "kcp",
  "nice",
  "nice_v2",
  "tosspayments",
  "danal_tpay",
  "kicc",
  "smartro",
  "smartro_v2",
  "settle",
  "daou",
  "welcome",
  "ksnet",
  "naverpay",
  "payco",
  "mobilians",
  "inicis_jp",
  "a_pg_of_tomorrow"
] as const
const methods = ["card", "escrow", "trans", "vbank", "phone", "culturegift", "booknlife", "cvs"] as const
const pasts = ["fresh", "last month", "eight months", "one part", "nine parts", "spent", "unpaid"] as const
const asks = [
  "all",
  "all to 088",
  "all to 88",
  "all to BK88",
  "all to 088 with phone",
  "a part",
  "a part to 088 with phone",
  "too much"
] as const

export interface Case {
  readonly id: string
  readonly pg: (typeof pgs)[number]
  readonly method: (typeof methods)[number]
  readonly past: (typeof pasts)[number]
  readonly ask: (typeof asks)[number]
}

/** Every combination. */
export const cases: ReadonlyArray<Case> = pgs.flatMap((pg) =>
  methods.flatMap((method) =>
    pasts.flatMap((past) =>
      asks.map((ask) => ({
        id: `imp_${
          [pgs.indexOf(pg), methods.indexOf(method), pasts.indexOf(past), asks.indexOf(ask)].map((n) =>
            String(n).padStart(3, "0")
          ).join("")
        }`,
        pg,
        method,
        past,
        ask
      }))
    )
  )
)

const PAID = 10_000
const PART = 500
const DAY = 24 * 3600

/** The payment as the sandbox makes it. Units: `at` in UNIX seconds. */
export const seedOf = ({ id, method, past, pg }: Case, at: number) => {
  const parts = past === "one part" ? 1 : past === "nine parts" ? 9 : past === "spent" ? 20 : 0
  const paidAt = past === "unpaid" ? 0 : at - (past === "last month" ? 31 : past === "eight months" ? 245 : 1) * DAY
  return {
    kind: "card",
    imp_uid: id,
    pg_provider: pg,
    pay_method: method === "escrow" ? "card" : method,
    escrow: method === "escrow",
    amount: PAID,
    paid_at: paidAt,
    status: past === "unpaid" ? "ready" : past === "spent" ? "cancelled" : "paid",
    cancel_amount: parts * PART,
    cancel_history: Array.from({ length: parts }, (_, index) => ({
      pg_tid: `t${index}`,
      amount: PART,
      cancelled_at: at - 3600,
      reason: "부분",
      cancellation_id: `0${String(index).padStart(19, "0")}`
    }))
  }
}

const banks = { "088": "088", "88": "88", BK88: "BK88" } as const

/** What is asked of it. */
export const requestOf = ({ ask, id }: Case, payment: Payment.Payment): CancelRequest.CancelRequest => {
  const bank = Object.keys(banks).findLast((code) => ask.includes(` ${code}`))
  const balance = Payment.cancellableBalance(payment)
  const common = {
    impUid: id,
    checksum: balance > 0 && ask !== "too much" ? balance : CancelRequest.unchecked,
    reason: "변심",
    requester: "customer" as const,
    refundAccount: bank === undefined
      ? undefined
      : RefundAccount.make({
        holder: "홍길동",
        bank,
        account: "110123456789",
        phone: ask.includes("phone") ? "01012345678" : undefined
      })
  }
  return ask === "too much"
    ? CancelRequest.partial({ ...common, amount: 20_000 })
    : ask.startsWith("a part") && balance > PART
    ? CancelRequest.partial({ ...common, amount: PART })
    : CancelRequest.full(common)
}
