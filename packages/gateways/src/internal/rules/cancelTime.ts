/**
 * Times: how late and at what hour a payment can be cancelled.
 */
import type { Bilingual } from "@effect-portone/core/Bilingual"
import * as Option from "effect/Option"
import { isLaterThanMonths } from "../seoulClock.ts"
import type { Facts } from "./facts.ts"
import { rules } from "./rule.ts"

const HELP = "PortOne help, cancel deadlines by payment method"
const KSNET = "API reference, POST /payments/cancel, ksnet"

const monthOf = ({ paid }: Facts) =>
  paid === undefined ? "an earlier month" : `${paid.year}-${String(paid.month).padStart(2, "0")}`
const isLater = (months: number, { now, paid }: Facts) => paid !== undefined && isLaterThanMonths(months, paid, now)

const anotherWay: Bilingual = {
  english: "ask the PG, or give the money back by bank transfer",
  korean: "PG사에 문의하거나 계좌이체로 직접 환불하세요"
}

// Only kcp itself is documented to refund in a later month; other modules of KCP may have that
// contract too.
const isKcp = ({ pg }: Facts) => pg === "" || pg.startsWith("kcp")

// Units: days. For payments before 2023-11-29 in Korea NaverPay counts fewer.
const naverpayDays = ({ payment }: Facts) =>
  Option.exists(payment.paidAt, (at) => at.epochMilliseconds < LONGER_SINCE) ? 730 : 1095

// Units: UNIX milliseconds. 2023-11-29T00:00+09:00.
const LONGER_SINCE = 1_701_183_600_000

export const timeRules = rules([
  {
    code: "phone-month",
    severity: "error",
    evidence: "doc",
    source: HELP + ": 휴대폰 소액결제는 결제월과 취소월이 동일한 경우에만",
    pg: "all but kcp, kcp_*",
    method: "phone",
    field: "payment",
    problem: {
      english:
        "was made by mobile phone in an earlier month, and such a payment can be cancelled in its own calendar month only (Asia/Seoul)",
      korean: "휴대폰 결제는 결제한 달(한국 시간)에만 취소할 수 있습니다"
    },
    advice: anotherWay,
    applies: (facts) => facts.method === "phone" && facts.months > 0 && !isKcp(facts),
    describe: (facts) => ({
      english: `was made by mobile phone in ${
        monthOf(facts)
      }, and can be cancelled in that calendar month only (Asia/Seoul)`,
      korean: `${monthOf(facts)}에 휴대폰으로 결제했습니다. 휴대폰 결제는 결제한 달(한국 시간)에만 취소할 수 있습니다`
    })
  },
  {
    code: "phone-month-kcp",
    severity: "warning",
    evidence: "inf",
    source: "API reference, POST /payments/cancel, kcp: 익월 환불, the month after, by contract",
    pg: "kcp (later than the next month), kcp_*",
    method: "phone",
    field: "payment",
    problem: {
      english:
        "was made by mobile phone in an earlier month; KCP documents refunds for the month after, with a contract",
      korean: "결제월이 지난 휴대폰 결제입니다. KCP는 특약이 있을 때 익월 환불만 안내합니다"
    },
    advice: anotherWay,
    applies: (facts) =>
      facts.method === "phone" && facts.months > (facts.pg === "kcp" ? 1 : 0) && isKcp(facts) &&
      (facts.pg !== "kcp" || facts.hasAccount)
  },
  {
    code: "ksnet-six-months",
    severity: "error",
    evidence: "doc",
    source: KSNET + ": \"결제일 기준 6개월 이내에만 가능\"",
    pg: "ksnet",
    method: "all but phone",
    field: "payment",
    problem: {
      english: "is older than six months, and KSNET cancels within six months only",
      korean: "KSNET은 결제일부터 6개월 이내에만 취소할 수 있습니다"
    },
    advice: anotherWay,
    applies: (facts) => facts.pg === "ksnet" && facts.method !== "phone" && isLater(6, facts)
  },
  {
    code: "ksnet-vbank-night",
    severity: "error",
    evidence: "doc",
    source: KSNET + ": 가상계좌 결제건 취소는 \"23:00~06:00 시간 외에만 가능\"",
    pg: "ksnet",
    method: "vbank",
    field: "payment",
    problem: {
      english: "is a virtual account at KSNET, which cannot be cancelled from 23:00 to 06:00 (Asia/Seoul)",
      korean: "KSNET 가상계좌는 23:00~06:00(한국 시간)에 취소할 수 없습니다"
    },
    advice: { english: "send it again after 06:00 in Korea", korean: "오전 6시 이후에 다시 요청하세요" },
    applies: ({ method, now, pg }) => pg === "ksnet" && method === "vbank" && (now.hour >= 23 || now.hour < 6)
  },
  {
    code: "late-card",
    severity: "warning",
    evidence: "dis",
    source: HELP + ": 카드 통상 1년, 카드사별 상이",
    pg: "",
    method: "card",
    field: "payment",
    problem: {
      english: "is a card payment older than a year, and most card companies cancel within a year",
      korean: "1년이 지난 카드 결제입니다. 카드사는 통상 1년 이내에만 취소합니다"
    },
    advice: anotherWay,
    applies: (facts) => facts.method === "card" && isLater(12, facts)
  },
  {
    code: "late-transfer",
    severity: "warning",
    evidence: "dis",
    source: HELP + ": one page says about three months, another no limit",
    pg: "",
    method: "trans",
    field: "payment",
    problem: {
      english: "is a bank transfer older than three months, and some PGs cancel no longer than that",
      korean: "3개월이 지난 계좌이체입니다. 취소 기한이 3개월인 PG사가 있습니다"
    },
    advice: anotherWay,
    applies: (facts) => facts.method === "trans" && isLater(3, facts)
  },
  {
    code: "late-kakaopay",
    severity: "warning",
    evidence: "doc",
    source: HELP + ": 카카오페이 카드 1년, 머니 5년",
    pg: "kakaopay",
    method: "",
    field: "payment",
    problem: {
      english: "is older than a year, and KakaoPay cancels cards within a year (its own money within five)",
      korean: "1년이 지난 카카오페이 결제입니다. 카드는 1년, 카카오페이머니는 5년까지 취소할 수 있습니다"
    },
    advice: anotherWay,
    applies: (facts) => facts.pg === "kakaopay" && isLater(12, facts)
  },
  {
    code: "late-naverpay",
    severity: "warning",
    evidence: "doc",
    source: HELP + ": 네이버페이 1095일, 2023-11-29 이전 결제는 730일",
    pg: "naverpay",
    method: "",
    field: "payment",
    problem: {
      english: "is older than NaverPay's 1095 days (730 for payments before 2023-11-29)",
      korean: "네이버페이 취소 기한(1095일, 2023-11-29 이전 결제는 730일)이 지났습니다"
    },
    advice: anotherWay,
    applies: (facts) => facts.pg === "naverpay" && facts.days > naverpayDays(facts)
  },
  {
    code: "late-paypal",
    severity: "warning",
    evidence: "doc",
    source: HELP + ": 페이팔 180일",
    pg: "paypal, paypal_v2",
    method: "",
    field: "payment",
    problem: { english: "is older than PayPal's 180 days", korean: "페이팔 취소 기한 180일이 지났습니다" },
    advice: anotherWay,
    applies: (facts) => (facts.pg === "paypal" || facts.pg === "paypal_v2") && facts.days > 180
  }
])
