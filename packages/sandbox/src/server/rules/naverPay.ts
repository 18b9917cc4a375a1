/**
 * What Naver Pay's review requires.
 *
 * Spec: official schema: "해당 파라미터 누락시 네이버페이 실 검수를 통과할 수 없습니다."
 * Assumes: the API itself accepts a cancel without them, because the documents name only the
 * review. With these rules a test of a shop shows what the review would.
 */
import { isRecord } from "../http/fields.ts"
import { type CancelRule, isBlank, rule } from "./rule.ts"

/** The rules about Naver Pay. */
export const NAVERPAY_RULES: readonly CancelRule[] = [
  rule(
    "naverpay-reason",
    "inf",
    "Naver Pay without `reason`; its review requires it, and what the API does is not documented",
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
