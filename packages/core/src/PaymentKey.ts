/**
 * Which payment is meant.
 */
import * as Schema from "effect/Schema"
import { characters } from "./internal/characters.ts"

/**
 * PortOne's id of a payment, such as `imp_448280090638`.
 *
 * Units: at most 32 characters.
 * Spec: request parameter `imp_uid` — "차이포트 거래고유번호", String(32).
 */
export const ImpUid = Schema.String.check(characters({ atLeast: 1, atMost: 32 }))

/**
 * The shop's own order id. One order may have several payments, so prefer `impUid` where you have it.
 *
 * Units: at most 40 characters; free text, may hold `/`, `?` and Korean.
 * Spec: request parameter `merchant_uid` — "주문번호 (imp_uid 누락시 필수)", String(40).
 */
export const MerchantUid = Schema.String.check(characters({ atLeast: 1, atMost: 40 }))

/**
 * At least one of the two ids. With both, PortOne looks at `impUid` alone: a wrong `impUid` fails even when `merchantUid` is right.
 *
 * Spec: "취소 요청시 두 파라미터중 하나는 필수로 유입되어야 합니다." (the table above it marks `imp_uid` required; SPEC.md C1).
 */
export type PaymentKey =
  | { readonly impUid: string; readonly merchantUid?: string | undefined }
  | { readonly merchantUid: string; readonly impUid?: undefined }

/**
 * The key as it may be written into a log line or an error: the id PortOne will look at.
 */
export const label = (key: PaymentKey): string => {
  // Callers without types may hand over anything at all; what is too long to be an id is not shown.
  const { impUid, merchantUid } = Object(key) as Partial<Record<"impUid" | "merchantUid", unknown>>
  return isId(impUid) ? impUid : isId(merchantUid) ? `merchant_uid ${merchantUid}` : "an unnamed payment"
}

const isId = (id: unknown): id is string => typeof id === "string" && id !== "" && id.length <= 80
