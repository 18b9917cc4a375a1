/**
 * Which payment a request is about.
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { Bilingual } from "./Bilingual.ts"
import * as Check from "./internal/request/impUidProblem.ts"
import { characters, lengths } from "./internal/request/lengths.ts"

/**
 * Why a value cannot be PortOne's id of a payment; undefined if it can. The sentences follow the
 * name of a field and quote nothing but the character in the way.
 *
 * ```ts
 * import { PaymentKey } from "@effect-portone/core"
 *
 * PaymentKey.impUidProblem("imp_448280090638") // => undefined
 * PaymentKey.impUidProblem("imp_1\n")?.english
 * // => "must be visible ASCII characters; character 6 is U+000A"
 * ```
 */
export const impUidProblem: (value: unknown) => Bilingual | undefined = Check.impUidProblem

/**
 * PortOne's id of a payment, such as `imp_448280090638`.
 *
 * Units: 1 to 32 characters of visible ASCII, not dots alone.
 * Spec: request parameter `imp_uid` — "차이포트 거래고유번호", String(32).
 */
export const ImpUid = /* @__PURE__ */ Schema.String.check(
  /* @__PURE__ */ Schema.makeFilter((text: string) => impUidProblem(text)?.english)
)

/**
 * The shop's own order id. One order may have several payments, so prefer `impUid` if you have it.
 *
 * Units: at most 40 characters. Free text: it may contain `/`, `?` and Korean.
 * Spec: request parameter `merchant_uid` — "주문번호 (imp_uid 누락시 필수)", String(40).
 */
export const MerchantUid = /* @__PURE__ */ Schema.String.check(/* @__PURE__ */ characters(lengths.merchantUid))

/**
 * At least one of the two ids. With both, PortOne uses `impUid` alone: a wrong `impUid` fails even
 * when `merchantUid` is right.
 *
 * Spec: "취소 요청시 두 파라미터중 하나는 필수로 유입되어야 합니다." (the table above that sentence
 * marks `imp_uid` required; SPEC.md C1).
 */
export type PaymentKey =
  | { readonly impUid: string; readonly merchantUid?: string | undefined }
  | { readonly merchantUid: string; readonly impUid?: undefined }

/**
 * The id that PortOne uses, as log lines and errors show it.
 */
export const label = (key: PaymentKey): string =>
  // Callers without types may pass any value, also one that throws when it is read.
  Result.getOrElse(Result.try(() => labelOf(Object(key) as Record<string, unknown>)), () => UNNAMED)

// internal

const UNNAMED = "an unnamed payment"

const labelOf = ({ impUid, merchantUid }: Record<string, unknown>) =>
  isId(impUid) ? impUid : isId(merchantUid) ? `merchant_uid ${merchantUid}` : UNNAMED

// A text that is too long to be an id is not shown. Units: UTF-16 units; 40 emoji are 80.
const isId = (id: unknown): id is string => typeof id === "string" && id !== "" && id.length <= 80
