/**
 * What Naver Pay's review looks for.
 *
 * Spec: official schema: "해당 파라미터 누락시 네이버페이 실 검수를 통과할 수 없습니다."
 * Assumes: the reason is refused when it is missing; the requester has a default, so its absence is refused only on request.
 */
import { isRecord } from "../http/fields.ts"
import { type CancelRule, isBlank, rule } from "./rule.ts"

/** The rows about Naver Pay. */
export const NAVERPAY_RULES: readonly CancelRule[] = [
  rule(
    "naverpay-reason",
    "doc",
    "Naver Pay needs `reason`",
    "reasonMissing",
    ({ body, pgProvider }) => pgProvider === "naverpay" && isBlank(body["reason"])
  ),
  rule(
    "naverpay-requester",
    "inf",
    "Naver Pay needs `extra.requester`, `customer` or `admin`; its review asks for it, the call has a default",
    "requesterMissing",
    ({ body, pgProvider }) => {
      const extra = body["extra"]
      const requester = isRecord(extra) ? extra["requester"] : undefined
      return pgProvider === "naverpay" && requester !== "customer" && requester !== "admin"
    }
  )
]
