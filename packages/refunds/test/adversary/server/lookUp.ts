/**
 * PortOne's JSON of a payment.
 */
import type { Draw } from "../random.ts"
import { type Entry, type Payment, sum } from "./payment.ts"
import type { Scenario } from "./scenario.ts"
import { noReason } from "./texts.ts"

/** The payment as it is, or as it was in the state with that index. */
export const paymentJson = (payment: Payment, scenario: Scenario, draw: Draw, state = payment.states.length - 1) => {
  const entries = payment.states[state]!
  return json(scenario, draw, entries, sum(entries))
}

/** An old history under a new balance, or the reverse. Their sums differ. */
export const tornJson = (payment: Payment, scenario: Scenario, draw: Draw) => {
  const [one, other] = draw.some(payment.states, 2)
  return json(scenario, draw, one!, sum(other ?? one!))
}

/** An envelope around a payment. */
export const success = (payment: object) => JSON.stringify({ code: 0, message: null, response: payment })

export const failure = (code: number, message: string) => JSON.stringify({ code, message, response: null })

// internal

const json = (scenario: Scenario, draw: Draw, entries: ReadonlyArray<Entry>, cancelled: number) => {
  const isWhole = cancelled === scenario.amount
  const status = cancelled === 0 || (scenario.staysPaid && !isWhole) ? "paid" : "cancelled"
  return {
    amount: scenario.amount,
    apply_num: "30001234",
    buyer_addr: null,
    buyer_email: null,
    buyer_name: null,
    buyer_postcode: null,
    buyer_tel: null,
    cancel_amount: cancelled,
    cancel_history: ordered(scenario, draw, entries).map((entry) => ({
      pg_tid: "tid-hostile",
      amount: entry.amount,
      cancelled_at: entry.seconds,
      reason: echoed(scenario, entry.reason),
      receipt_url: null,
      // Undefined is not written.
      cancellation_id: scenario.hasIds ? entry.id : undefined
    })),
    cancel_reason: entries.length === 0 ? null : echoed(scenario, entries.at(-1)!.reason),
    cancel_receipt_urls: [],
    cancelled_at: entries.at(-1)?.seconds ?? 0,
    card_code: "361",
    card_name: "BC카드",
    card_number: "910020*********1",
    card_quota: 0,
    card_type: null,
    channel: "pc",
    currency: "KRW",
    custom_data: null,
    customer_uid: null,
    customer_uid_usage: null,
    emb_pg_provider: null,
    escrow: false,
    fail_reason: null,
    failed_at: 0,
    imp_uid: scenario.impUid,
    merchant_uid: `order_${scenario.impUid}`,
    name: "상품",
    paid_at: 1_789_999_000,
    pay_method: "card",
    pg_id: "hostile",
    pg_provider: scenario.pg,
    pg_tid: "tid-hostile",
    receipt_url: null,
    sandbox: false,
    started_at: 1_789_998_900,
    status,
    user_agent: "hostile",
    vbank_code: null,
    vbank_date: 0,
    vbank_holder: null,
    vbank_issued_at: 0,
    vbank_name: null,
    vbank_num: null
  }
}

const ordered = ({ order }: Scenario, draw: Draw, entries: ReadonlyArray<Entry>) =>
  order === "oldestFirst"
    ? entries
    : order === "newestFirst"
    ? entries.toReversed()
    : draw.some(entries, entries.length)

const echoed = ({ echo }: Scenario, reason: string): string => {
  switch (echo) {
    case "all":
      return reason
    case "prefixed":
      return `[PARTIALCANCL] ${reason}`
    case "cut":
      return reason.slice(0, 24)
    case "prefixedAndCut":
      return `[CANCELLATION][부분취소] ${reason}`.slice(0, 44)
    case "broken":
      return reason.slice(0, 9)
    case "none":
      return noReason
  }
}
