/**
 * Refund accounts, for payments that cannot be refunded to the payment method itself.
 *
 * Spec: "환불계좌 예금주 (가상계좌 취소시 필수)",
 * "환불계좌 예금주 연락처(가상계좌 취소, 스마트로 PG사 인경우 필수)";
 * official schema: "휴대폰소액결제 익월 환불시 필수입력입니다." for KCP,
 * "가상계좌, 계좌이체 거래건 환불시 필수입력입니다." for new Smartro.
 */
import { bankCodesOf } from "./bankCodes.ts"
import type { CancelFacts } from "./cancelFacts.ts"
import { type CancelRule, isBlank, rule } from "./rule.ts"
import { seoulMonth } from "./seoulCalendar.ts"

const isSmartroTrans = ({ payMethod, pgProvider }: CancelFacts) => payMethod === "trans" && pgProvider === "smartro_v2"

/** A phone payment that was already charged to the customer. KCP refunds it to an account. */
const isEarlierKcpPhone = ({ now, paidAt, payMethod, pgProvider }: CancelFacts) =>
  payMethod === "phone" && pgProvider === "kcp" && seoulMonth(now) > seoulMonth(paidAt)

const goesToAccount = (facts: CancelFacts) =>
  facts.payMethod === "vbank" || isSmartroTrans(facts) || isEarlierKcpPhone(facts)

const lacksAccount = ({ body }: CancelFacts) =>
  ["refund_holder", "refund_bank", "refund_account"].some((name) => isBlank(body[name]))

const codeOf = ({ body }: CancelFacts): string => String(body["refund_bank"])

/** The rules about refund accounts. */
export const REFUND_ACCOUNT_RULES: readonly CancelRule[] = [
  rule(
    "refund-account-vbank",
    "doc",
    "a virtual account that was paid into, without `refund_holder`, `refund_bank` or `refund_account`",
    "refundAccountMissing",
    (facts) => facts.payMethod === "vbank" && lacksAccount(facts)
  ),
  rule(
    "refund-account-smartro-trans",
    "doc",
    "a bank transfer at new Smartro without one of these",
    "refundAccountMissing",
    (facts) => isSmartroTrans(facts) && lacksAccount(facts)
  ),
  rule(
    "refund-account-kcp-phone",
    "doc",
    "a KCP mobile phone payment of an earlier month in Seoul without one of these",
    "refundAccountMissing",
    (facts) => isEarlierKcpPhone(facts) && lacksAccount(facts)
  ),
  rule(
    "refund-tel-smartro",
    "doc",
    "virtual accounts at Smartro, old and new, and transfers at new Smartro without `refund_tel`",
    "refundTelMissing",
    (facts) =>
      ((facts.payMethod === "vbank" && ["smartro", "smartro_v2"].includes(facts.pgProvider)) ||
        isSmartroTrans(facts)) &&
      isBlank(facts.body["refund_tel"])
  ),
  rule(
    "refund-tel-every-vbank",
    "dis",
    "every virtual account without `refund_tel`; one official text requires it, others only at Smartro",
    "refundTelMissing",
    ({ body, payMethod }) => payMethod === "vbank" && isBlank(body["refund_tel"])
  ),
  rule(
    "refund-bank-form",
    "doc",
    "`refund_bank` not in the form of the PG's codes; at unlisted PGs 1 to 4 of `0-9A-Z`",
    "pgRefundBankUnknown",
    (facts) => goesToAccount(facts) && !lacksAccount(facts) && !bankCodesOf(facts.pgProvider).form.test(codeOf(facts))
  ),
  rule(
    "refund-bank-listed",
    "inf",
    "`refund_bank` not in the PG's published list, where there is one",
    "pgRefundBankUnknown",
    (facts) => {
      const { listed } = bankCodesOf(facts.pgProvider)
      return goesToAccount(facts) && !lacksAccount(facts) && listed !== undefined && !listed.has(codeOf(facts))
    }
  )
]
