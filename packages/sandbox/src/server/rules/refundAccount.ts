/**
 * Where the money goes when it cannot go back the way it came.
 *
 * Spec: "환불계좌 예금주 (가상계좌 취소시 필수)", "환불계좌 예금주 연락처(가상계좌 취소, 스마트로 PG사 인경우 필수)";
 * official schema: "휴대폰소액결제 익월 환불시 필수입력입니다." for KCP, "가상계좌, 계좌이체 거래건 환불시 필수입력입니다." for new Smartro.
 */
import { bankCodesOf } from "./bankCodes.ts"
import { type CancelFacts, type CancelRule, isBlank, rule } from "./rule.ts"
import { seoulMonth } from "./seoulCalendar.ts"

const isSmartroTrans = ({ payMethod, pgProvider }: CancelFacts) => payMethod === "trans" && pgProvider === "smartro_v2"

/** A phone bill that has been charged to the customer already. KCP sends that money to an account. */
const isEarlierKcpPhone = ({ now, paidAt, payMethod, pgProvider }: CancelFacts) =>
  payMethod === "phone" && pgProvider === "kcp" && seoulMonth(now) > seoulMonth(paidAt)

const goesToAccount = (facts: CancelFacts) =>
  facts.payMethod === "vbank" || isSmartroTrans(facts) || isEarlierKcpPhone(facts)

const lacksAccount = ({ body }: CancelFacts) =>
  ["refund_holder", "refund_bank", "refund_account"].some((name) => isBlank(body[name]))

const codeOf = ({ body }: CancelFacts): string => String(body["refund_bank"])

/** The rows about refund accounts. */
export const REFUND_ACCOUNT_RULES: readonly CancelRule[] = [
  rule(
    "refund-account-vbank",
    "doc",
    "a deposited virtual account needs `refund_holder`, `refund_bank` and `refund_account`",
    "refundAccountMissing",
    (facts) => facts.payMethod === "vbank" && lacksAccount(facts)
  ),
  rule(
    "refund-account-smartro-trans",
    "doc",
    "a bank transfer at new Smartro needs them too",
    "refundAccountMissing",
    (facts) => isSmartroTrans(facts) && lacksAccount(facts)
  ),
  rule(
    "refund-account-kcp-phone",
    "doc",
    "a KCP phone bill of an earlier month in Seoul needs them too",
    "refundAccountMissing",
    (facts) => isEarlierKcpPhone(facts) && lacksAccount(facts)
  ),
  rule(
    "refund-tel-smartro",
    "doc",
    "virtual accounts at Smartro, old and new, and transfers at new Smartro need `refund_tel`",
    "refundTelMissing",
    (facts) =>
      ((facts.payMethod === "vbank" && ["smartro", "smartro_v2"].includes(facts.pgProvider)) ||
        isSmartroTrans(facts)) &&
      isBlank(facts.body["refund_tel"])
  ),
  rule(
    "refund-tel-every-vbank",
    "dis",
    "every virtual account needs `refund_tel`; one official text says so, others name Smartro alone",
    "refundTelMissing",
    ({ body, payMethod }) => payMethod === "vbank" && isBlank(body["refund_tel"])
  ),
  rule(
    "refund-bank-form",
    "doc",
    "`refund_bank` is written the way the gateway writes its codes; at unlisted gateways 1 to 4 of `0-9A-Z`",
    "pgRefundBankUnknown",
    (facts) => goesToAccount(facts) && !lacksAccount(facts) && !bankCodesOf(facts.pgProvider).form.test(codeOf(facts))
  ),
  rule(
    "refund-bank-listed",
    "inf",
    "`refund_bank` is in the gateway's published list, where there is one",
    "pgRefundBankUnknown",
    (facts) => {
      const { listed } = bankCodesOf(facts.pgProvider)
      return goesToAccount(facts) && !lacksAccount(facts) && listed !== undefined && !listed.has(codeOf(facts))
    }
  )
]
