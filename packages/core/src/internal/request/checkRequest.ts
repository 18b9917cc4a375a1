import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import { fits } from "../../Amount.ts"
import type { Bilingual } from "../../Bilingual.ts"
import { accountShape, requestShape, type Shape } from "./requestRules.ts"

/**
 * What is wrong with a request: the field, and two sentences that follow its name.
 */
export interface Problem {
  readonly field: string
  readonly problem: Bilingual
  /** What to do instead, where correcting the field is not enough. */
  readonly advice?: Bilingual
}

/**
 * A copy of a checked request. Every field is there; those that were not given are `undefined`.
 */
export type Checked = Readonly<Record<string, unknown>>

/**
 * Checks a cancel request. Pure, and the only check that there is.
 *
 * Every field is read once and copied, and only own fields count. A getter, a proxy or a prototype
 * cannot show one value to the check and another to the code that writes the body.
 */
export const checkRequest = (input: unknown): Result.Result<Checked, Problem> =>
  Result.getOrElse(Result.try(() => judge(input)), () => Result.fail(UNREADABLE))

// internal

const judge = (input: unknown): Result.Result<Checked, Problem> => {
  if (typeof input !== "object" || input === null || !Object.hasOwn(input, "_tag")) return Result.fail(NOT_MADE)
  const { copy, names } = copied(input, requestShape)
  const { _tag, amount, checksum, currency, impUid, merchantUid } = copy
  const isPartial = _tag === "Partial"
  if (!isPartial && _tag !== "Full") return Result.fail(NOT_MADE)
  if (!isPartial && names.includes("amount")) return Result.fail(AMOUNT_OF_FULL)
  const problem = problemIn(copy, names, requestShape, "")
  if (problem !== undefined) return Result.fail(problem)
  if (copy["refundAccount"] !== undefined) {
    const inner = copied(copy["refundAccount"] as object, accountShape)
    const problem = problemIn(inner.copy, inner.names, accountShape, "refundAccount.")
    if (problem !== undefined) return Result.fail(problem)
    copy["refundAccount"] = hiddenAgain(inner.copy)
  }
  if (impUid === undefined && merchantUid === undefined) return Result.fail(NO_KEY)
  if (isPartial && amount === undefined) return Result.fail(NO_AMOUNT)
  for (const field of inCurrency) {
    const value = copy[field]
    if (typeof value === "number" && !fits(value, (currency ?? "KRW") as string)) {
      return Result.fail(tooManyDecimals(field, (currency ?? "KRW") as string))
    }
  }
  if (!isPartial) return Result.succeed(withoutAmount(copy))
  return checksum !== "unchecked" && (amount as number) > (checksum as number)
    ? Result.fail(ABOVE_CHECKSUM)
    : Result.succeed(copy)
}

// The copy of a full cancel passes this check again, so it must not have the field.
const withoutAmount = (copy: Record<string, unknown>): Checked => {
  delete copy["amount"]
  return copy
}

const inCurrency = ["amount", "checksum", "taxFree", "vatAmount"] as const

const copied = (input: object, { absent, rules }: Shape) => {
  const copy: Record<string, unknown> = { ...absent }
  const names = Reflect.ownKeys(input)
  for (const name of names) if (rules.has(name as string)) copy[name as string] = Reflect.get(input, name)
  return { copy, names }
}

const problemIn = (
  copy: Checked,
  names: ReadonlyArray<string | symbol>,
  { required, rules }: Shape,
  prefix: string
): Problem | undefined => {
  for (const name of names) if (!rules.has(name as string)) return unknownField(`${prefix}${String(name)}`, rules)
  for (const [name, rule] of rules) {
    const value = copy[name]
    if (value === undefined && !required.includes(name)) continue
    const problem = rule(value)
    if (problem !== undefined) return { field: `${prefix}${name}`, problem }
  }
  return undefined
}

// The caller may wipe its own Redacted values while the request is on its way.
const hiddenAgain = ({ account, bank, holder, phone }: Checked) => {
  const hide = (value: unknown) => Redacted.make(Redacted.value(value as Redacted.Redacted<string>))
  return { holder: hide(holder), bank, account: hide(account), phone: phone === undefined ? undefined : hide(phone) }
}

const unknownField = (field: string, rules: Shape["rules"]): Problem => {
  // A key that is no name may be a value in the wrong place, and errors quote no values.
  if (!/^(?:refundAccount\.)?[A-Za-z_$][\w$]{0,39}$/.test(field)) return NO_FIELD
  const asWritten = field.slice(field.lastIndexOf(".") + 1).toLowerCase()
  const meant = [...rules.keys()].find((name) => name.toLowerCase() === asWritten)
  return {
    field,
    problem: { english: "is not a field of this request", korean: "요청에 없는 필드입니다" },
    ...(meant === undefined
      ? {}
      : { advice: { english: `write ${meant}`, korean: `${meant}로 써야 합니다` } })
  }
}

const tooManyDecimals = (field: string, currency: string): Problem => ({
  field,
  problem: {
    english: `has more decimals than ${currency} has`,
    korean: `${currency}에서 쓸 수 없는 소수 자릿수입니다`
  }
})

const NO_FIELD: Problem = {
  field: "request",
  problem: { english: "has a field that does not belong to it", korean: "요청에 속하지 않는 필드가 있습니다" }
}

const UNREADABLE: Problem = {
  field: "request",
  problem: { english: "cannot be read: reading one of its fields throws", korean: "필드를 읽는 중 예외가 발생합니다" }
}

const NOT_MADE: Problem = {
  field: "request",
  problem: {
    english: "must be made by CancelRequest.full or CancelRequest.partial",
    korean: "CancelRequest.full 또는 CancelRequest.partial로 만들어야 합니다"
  }
}

const AMOUNT_OF_FULL: Problem = {
  field: "amount",
  problem: { english: "is not a field of a full cancel", korean: "전액취소에는 쓸 수 없는 필드입니다" },
  advice: { english: "use CancelRequest.partial to cancel a part", korean: "부분취소는 CancelRequest.partial을 쓰세요" }
}

const NO_AMOUNT: Problem = {
  field: "amount",
  problem: { english: "is missing; it must be a number", korean: "값이 없습니다. 숫자여야 합니다" },
  advice: {
    english: "give the amount to cancel, or use CancelRequest.full to cancel everything",
    korean: "취소할 금액을 넣으세요. 전액취소는 CancelRequest.full을 쓰세요"
  }
}

const NO_KEY: Problem = {
  field: "impUid",
  problem: { english: "or merchantUid is needed", korean: "또는 merchantUid가 있어야 합니다" }
}

const ABOVE_CHECKSUM: Problem = {
  field: "amount",
  problem: {
    english: "is above the checksum, so more than you believe is left",
    korean: "값이 checksum보다 큽니다. 남은 잔액보다 많이 취소하려는 요청입니다"
  }
}
