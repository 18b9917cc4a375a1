/**
 * What Naver Pay's review requires.
 *
 * Spec: official schema: "해당 파라미터 누락시 네이버페이 실 검수를 통과할 수 없습니다."
 * Assumes: a missing reason is rejected. A missing requester is rejected only when that rule is
 * switched on, because it has a default.
 */
import { isRecord } from "../http/fields.ts"
import { type CancelRule, isBlank, rule } from "./rule.ts"

/** The rules about Naver Pay. */
export const NAVERPAY_RULES: readonly CancelRule[] = [
  rule(
    "naverpay-reason",
    "doc",
    "Naver Pay without `reason`",
    "reasonMissing",
    ({ body, pgProvider }) => pgProvider === "naverpay" && isBlank(body["reason"])
  ),
  rule(
    "naverpay-requester",
    "inf",
    "Naver Pay without `extra.requester` `customer` or `admin`; its review requires it; the API defaults to `admin`",
    "requesterMissing",
    ({ body, pgProvider }) => {
      const extra = body["extra"]
      const requester = isRecord(extra) ? extra["requester"] : undefined
      return pgProvider === "naverpay" && requester !== "customer" && requester !== "admin"
    }
  )
]
