import * as Redacted from "effect/Redacted"
import type { Bilingual } from "../../Bilingual.ts"
import { accountProblem, partProblem } from "./accountProblem.ts"
import { amountProblem, kindProblem, numberProblem } from "./amountProblem.ts"
import { impUidProblem } from "./impUidProblem.ts"
import { lengthProblem, lengths } from "./lengths.ts"

/**
 * Why a value cannot be in a field; undefined if it can. The sentences follow the field's name.
 */
export type Rule = (value: unknown) => Bilingual | undefined

/**
 * The fields of an object.
 */
export interface Shape {
  readonly rules: ReadonlyMap<string, Rule>
  readonly required: ReadonlyArray<string>
  /** Every field with the value `undefined`. */
  readonly absent: Readonly<Record<string, unknown>>
}

const text = (bounds: { readonly atLeast: number; readonly atMost: number }): Rule => (value) =>
  typeof value === "string" ? lengthProblem(value, bounds) : kindProblem("a string", "문자열이어야", value)

const hidden = (rule: Rule): Rule => (value) =>
  Redacted.isRedacted(value)
    ? rule(Redacted.value(value))
    : value === undefined
    ? kindProblem("a Redacted string", "Redacted 문자열이어야", value)
    : { english: "must be made by RefundAccount.make", korean: "RefundAccount.make로 만들어야 합니다" }

const account: Rule = (value) =>
  typeof value === "string" ? accountProblem(value) : kindProblem("a string", "문자열이어야", value)

const part = (name: "holder" | "bank" | "phone"): Rule => (value) =>
  typeof value === "string" ? partProblem(value, name) : kindProblem("a string", "문자열이어야", value)

const pattern = (expected: RegExp, english: string, korean: string): Rule => (value) =>
  typeof value !== "string"
    ? kindProblem("a string", "문자열이어야", value)
    : expected.test(value)
    ? undefined
    : { english: `must be ${english}`, korean: `${korean} 합니다` }

const partOfAmount: Rule = (value) =>
  numberProblem(value) ?? ((value as number) < 0
    ? { english: "must not be negative", korean: "음수일 수 없습니다" }
    : undefined)

const checksum: Rule = (value) =>
  value === "unchecked"
    ? undefined
    : typeof value !== "number"
    ? kindProblem("a number or CancelRequest.unchecked", "숫자 또는 CancelRequest.unchecked여야", value)
    : value === 0
    ? {
      english: "0 is rejected because a balance of 0 has nothing to cancel",
      korean: "0은 보내지 않습니다. 잔액이 0이면 취소할 금액이 없습니다"
    }
    : numberProblem(value) ?? (value < 0 ? { english: "must be above 0", korean: "0보다 커야 합니다" } : undefined)

/**
 * Why a value is not true or false.
 */
export const flag: Rule = (value) =>
  typeof value === "boolean" ? undefined : kindProblem("a boolean", "불리언이어야", value)

/**
 * Why a value cannot be the code of a sub-merchant.
 */
export const tier: Rule = /* @__PURE__ */ pattern(
  /^[A-Z0-9]{3}$/,
  "3 upper-case letters or digits",
  "영문 대문자와 숫자 3자리여야"
)

const requester: Rule = (value) =>
  value === "customer" || value === "admin"
    ? undefined
    : { english: "must be \"customer\" or \"admin\"", korean: "\"customer\" 또는 \"admin\"이어야 합니다" }

const refundAccount: Rule = (value) =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? undefined
    : kindProblem("made by RefundAccount.make", "RefundAccount.make로 만들어야", value)

const shape = (rules: Readonly<Record<string, Rule>>, required: ReadonlyArray<string>): Shape => ({
  rules: new Map(Object.entries(rules)),
  required,
  absent: Object.fromEntries(Object.keys(rules).map((name) => [name, undefined]))
})

/**
 * The fields of a cancel request. The first one with a problem is the one that is reported.
 */
export const requestShape = /* @__PURE__ */ shape({
  _tag: () => undefined,
  impUid: impUidProblem,
  merchantUid: /* @__PURE__ */ text(lengths.merchantUid),
  amount: amountProblem,
  checksum,
  reason: /* @__PURE__ */ text(lengths.reason),
  taxFree: partOfAmount,
  vatAmount: partOfAmount,
  refundAccount,
  retainPromotion: flag,
  enableWebhook: flag,
  requester,
  tier,
  currency: /* @__PURE__ */ pattern(
    /^[A-Z]{3}$/,
    "3 upper-case letters, such as KRW",
    "KRW처럼 영문 대문자 3자리여야"
  )
}, ["checksum"])

/**
 * The fields of a refund account.
 */
export const accountShape = /* @__PURE__ */ shape({
  holder: /* @__PURE__ */ hidden(/* @__PURE__ */ part("holder")),
  bank: /* @__PURE__ */ part("bank"),
  account: /* @__PURE__ */ hidden(account),
  phone: /* @__PURE__ */ hidden(/* @__PURE__ */ part("phone"))
}, ["holder", "bank", "account"])
