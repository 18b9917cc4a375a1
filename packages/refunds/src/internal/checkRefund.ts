/**
 * The check of what `refundOnce` is called with, before anything is looked up or sent.
 */
import * as Amount from "@effect-portone/core/Amount"
import * as CancelRequest from "@effect-portone/core/CancelRequest"
import * as PaymentKey from "@effect-portone/core/PaymentKey"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import type { Options, Refund, Timers } from "../Refund.ts"
import * as RefundKey from "../RefundKey.ts"
import { InvalidRefund } from "../RefundOutcome.ts"
import { names, optionsProblem, timersOf } from "./checkOptions.ts"
import { fieldProblem, kindProblem, type Problem } from "./fieldProblem.ts"

/**
 * A checked copy of a refund and its options. What the application changes afterwards has no
 * effect.
 */
export interface Checked {
  readonly refund: Refund
  readonly options: Options
  readonly timers: Timers
}

/**
 * Checks a refund and its options, and copies them. Callers without types may pass any value.
 */
export const checkRefund = (refund: unknown, options: unknown): Result.Result<Checked, InvalidRefund> =>
  Result.getOrElse(
    // A getter or a proxy may throw.
    Result.try(() => checked(refund, options)),
    () => Result.fail(invalidField("refund", UNREADABLE.english, UNREADABLE.korean))
  )

/**
 * Checks what names a refund.
 */
export const checkNames = (impUid: unknown, key: unknown): InvalidRefund | undefined => {
  const problem = namesProblem(impUid, key)
  return problem && invalidField(problem.field, problem.english, problem.korean)
}

/**
 * The error of one field.
 */
export const invalidField = (field: string, problem: string, problemKo?: string): InvalidRefund =>
  new InvalidRefund({ field, problem, problemKo })

// internal

const UNREADABLE = {
  english: "cannot be read: reading one of its fields throws",
  korean: "필드를 읽는 중 예외가 발생합니다"
}

const checked = (refund: unknown, settings: unknown): Result.Result<Checked, InvalidRefund> => {
  const problem = kindProblem("refund", refund, isObject(refund), "an object", "객체여야") ??
    kindProblem("options", settings, isObject(settings), "an object", "객체여야")
  if (problem !== undefined) return failed(problem)
  const misplaced = extraFields.find((name) => Reflect.get(refund as object, name) !== undefined)
  if (misplaced !== undefined) return failed(notHere(misplaced))
  const misspelt = misspeltField(refund as object)
  if (misspelt !== undefined) return failed(misspelt)
  const copy = copyOf(refund as Refund)
  const options = copyOfOptions(settings as Options)
  const invalid = optionsProblem(options) ?? refundProblem(copy, options.tag !== false)
  return invalid === undefined
    ? Result.succeed({ refund: copy, options, timers: timersOf(options.timers) })
    : failed(invalid)
}

const failed = ({ english, field, korean }: Problem) => Result.fail(invalidField(field, english, korean))

const isObject = (value: unknown): boolean => typeof value === "object" && value !== null && !Array.isArray(value)

const copyOf = ({ amount, extras, impUid, key, reason }: Refund): Refund => ({
  impUid,
  key,
  amount,
  reason,
  extras: isObject(extras)
    ? {
      ...withKnown(extras as object, [...extraFields, ...ownFields]),
      ...(isObject(extras?.refundAccount) ? { refundAccount: hiddenAgain(extras?.refundAccount as object) } : {})
    } as never
    : extras
})

// Also the known fields that are inherited, as the getters of a class are: one that is not copied
// would count as absent. Not what another program has added to every object.
const withKnown = (values: object, known: ReadonlyArray<string>): Record<string, unknown> => ({
  ...values,
  ...Object.fromEntries(
    known
      .filter((name) => Object.hasOwn(values, name) || !(name in Object.prototype))
      .map((name) => [name, Reflect.get(values, name)])
      .filter(([, value]) => value !== undefined)
  )
})

// The caller may wipe its own Redacted values while the refund is under way.
const hiddenAgain = (account: object): object =>
  Object.fromEntries(
    Object.entries(withKnown(account, accountFields)).map(([name, value]) => [
      name,
      Redacted.isRedacted(value) ? Redacted.make(Redacted.value(value)) : value
    ])
  )

// A field that is undefined is absent: it must not take the place of a default.
const copyOfOptions = (given: Options): Options => {
  const options: Options = withKnown(given, names.options)
  const { profile, timers } = options
  return {
    ...options,
    ...(isObject(profile)
      ? {
        profile: Object.fromEntries(
          Object.entries(withKnown(profile as object, names.profile)).filter(([, value]) => value !== undefined)
        )
      }
      : {}),
    ...(isObject(timers) ? { timers: withKnown(timers as object, names.timers) } : {})
  }
}

const namesProblem = (impUid: unknown, key: unknown): Problem | undefined =>
  fieldProblem("impUid", PaymentKey.impUidProblem(impUid)) ?? fieldProblem("key", RefundKey.problem(key))

const refundProblem = ({ amount, extras, impUid, key, reason }: Refund, isTagged: boolean): Problem | undefined =>
  namesProblem(impUid, key) ??
    amountProblem(amount) ??
    reasonProblem(reason, isTagged ? 235 : 256) ??
    kindProblem("extras", extras, extras === undefined || isObject(extras), "an object", "객체여야") ??
    extrasProblem(impUid, extras)

const amountProblem = (amount: unknown): Problem | undefined =>
  amount === "rest"
    ? undefined
    : kindProblem(
      "amount",
      amount,
      typeof amount === "number",
      "a number above 0, or \"rest\"",
      "0보다 큰 숫자나 \"rest\"여야"
    ) ??
      fieldProblem("amount", Amount.problem(amount))

// A person writes the reason, so blanks and line breaks are fine. It is neither a key nor compared.
const reasonProblem = (reason: unknown, atMost: number): Problem | undefined => {
  if (reason === undefined) return undefined
  if (typeof reason !== "string") return kindProblem("reason", reason, false, "a string", "문자열이어야")
  const index = reason.search(/(?![\t\n\r])[\p{Cc}\p{Cs}]/u)
  if (index !== -1) {
    const point = `U+${(reason.codePointAt(index) as number).toString(16).toUpperCase().padStart(4, "0")}`
    const place = Array.from(reason.slice(0, index)).length + 1
    return /\p{Cs}/u.test(reason.charAt(index))
      ? {
        field: "reason",
        english: `has half a character (${point}, character ${place})`,
        korean: `${place}번째 글자가 반쪽만 남은 깨진 문자(${point})입니다`
      }
      : {
        field: "reason",
        english: `has a control character (${point}, character ${place})`,
        korean: `${place}번째 글자가 제어 문자(${point})입니다`
      }
  }
  const count = Array.from(reason).length
  return count > atMost
    ? {
      field: "reason",
      english: `must have at most ${atMost} characters, has ${count}`,
      korean: `최대 ${atMost}자까지 쓸 수 있는데 ${count}자입니다`
    }
    : undefined
}

// The check of core, before the payment is looked up. The decimals of an amount depend on the
// payment's currency, so they are checked when the cancel is made.
const extrasProblem = (impUid: string, extras: Refund["extras"]): Problem | undefined => {
  if (extras === undefined) return undefined
  const own = ownFields.find((name) => Reflect.get(extras, name) !== undefined)
  if (own !== undefined) return notExtra(own)
  const { taxFree, vatAmount, ...others } = extras
  const request = CancelRequest.check(CancelRequest.full({
    ...others,
    taxFree: isPart(taxFree) ? undefined : taxFree,
    vatAmount: isPart(vatAmount) ? undefined : vatAmount,
    impUid,
    checksum: CancelRequest.unchecked,
    currency: undefined,
    reason: undefined
  }))
  if (Result.isSuccess(request)) return undefined
  const { field, korean, problem } = request.failure
  return { field, english: problem, korean: korean?.problem ?? "값이 올바르지 않습니다" }
}

// What the refund itself says, or what `refundOnce` finds out.
const ownFields = ["impUid", "merchantUid", "amount", "checksum", "reason", "currency"] as const

const notExtra = (name: typeof ownFields[number]): Problem =>
  name === "checksum" || name === "currency" || name === "merchantUid"
    ? {
      field: `extras.${name}`,
      english: "cannot be given: refundOnce finds it out by a look-up",
      korean: "줄 수 없는 필드입니다. refundOnce가 결제를 조회해 정합니다"
    }
    : {
      field: `extras.${name}`,
      english: `does not belong in extras: write ${name} as a field of the refund`,
      korean: `extras 밖에 있어야 합니다. 환불의 ${name} 필드로 주세요`
    }

// A row of a shop's table may be given as a refund, so its other columns are ignored. These would
// change the cancel.
const extraFields = [
  "taxFree",
  "vatAmount",
  "refundAccount",
  "retainPromotion",
  "enableWebhook",
  "requester",
  "tier"
] as const satisfies ReadonlyArray<keyof NonNullable<Refund["extras"]>>

// Without the field that is meant, the cancel would be another one than the caller wrote. No column
// of a row is likely to have such a name.
const misspeltField = (refund: object): Problem | undefined => {
  if (Object.hasOwn(refund, "checksum") && Reflect.get(refund, "checksum") !== undefined) {
    return { ...notExtra("checksum"), field: "checksum" }
  }
  const has = (name: string) => Reflect.get(refund, name) !== undefined
  const absent = neededFields.filter((name) => !has(name))
  if (absent.includes("impUid") && has("merchantUid")) return LOOK_UP_FIRST
  const meant = ["reason", "extras", ...absent, ...extraFields]
  for (const name of Object.keys(refund)) {
    if (name === "reason" || name === "extras" || !has(name)) continue
    const known = meant.find((known) => isNear(name, known))
    if (known === undefined) continue
    const place = extraFields.some((extra) => extra === known) ? `extras: { ${known} }` : known
    return {
      field: name,
      english: `is not known here: write ${place}`,
      korean: `없는 필드입니다. 올바른 이름은 ${place}입니다`
    }
  }
  return undefined
}

const neededFields: ReadonlyArray<string> = ["impUid", "key", "amount"]

const LOOK_UP_FIRST: Problem = {
  field: "impUid",
  english: "is missing; findPayment({ merchantUid }) finds the payment and its impUid",
  korean: "값이 없습니다. findPayment({ merchantUid })로 결제를 조회하면 impUid를 알 수 있습니다"
}

/** The same letters, or all but one. */
const isNear = (name: string, known: string): boolean => {
  const [given, wanted] = [name, known].map((text) => text.toLowerCase().replace(/[ _-]/g, "")) as [string, string]
  let start = 0
  while (start < wanted.length && given[start] === wanted[start]) start++
  const [a, b] = [given.slice(start), wanted.slice(start)]
  if (a === b) return true
  return wanted.length > 4 &&
    (a.slice(1) === b.slice(1) || a.slice(1) === b || a === b.slice(1) ||
      a[0] === b[1] && a[1] === b[0] && a.slice(2) === b.slice(2))
}

const notHere = (field: typeof extraFields[number]): Problem => ({
  field,
  english: `belongs in extras: write extras: { ${field} }`,
  korean: `extras 안에 있어야 합니다. extras: { ${field} }로 주세요`
})

const accountFields = ["holder", "bank", "account", "phone"]

const isPart = (value: unknown): boolean => typeof value === "number" && value >= 0 && value <= Number.MAX_SAFE_INTEGER
