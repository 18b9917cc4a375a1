import * as Duration from "effect/Duration"
import * as Option from "effect/Option"
import type { Profile } from "../protocol/profile.ts"
import { type Options, type Timers, timers as defaultTimers } from "../Refund.ts"
import { kindProblem, type Problem, unknownField } from "./fieldProblem.ts"

/**
 * The first option of `refundOnce` with a problem. A value that is not documented would otherwise
 * count as another one, such as `null` for a default.
 */
export const optionsProblem = (options: Options): Problem | undefined => first(options, rules, "")

/** The pauses of a call. */
export const timersOf = (given: Options["timers"]): Timers => ({
  read: [...given?.read ?? defaultTimers.read],
  quiet: [...given?.quiet ?? defaultTimers.quiet],
  confirm: given?.confirm ?? defaultTimers.confirm
})

// internal

type Rule = (value: unknown, field: string) => Problem | undefined
type Rules<A> = Readonly<Record<keyof A, Rule>>

const first = <A extends object>(values: A, rules: Rules<A>, prefix: string): Problem | undefined => {
  // A misspelt option would otherwise be taken for absent.
  const unknown = unknownField(values, Object.keys(rules), prefix)
  if (unknown !== undefined) return unknown
  for (const [name, rule] of Object.entries<Rule>(rules)) {
    const value: unknown = Reflect.get(values, name)
    if (value === undefined) continue
    const problem = rule(value, `${prefix}${name}`)
    if (problem !== undefined) return problem
  }
  return undefined
}

const flag: Rule = (value, field) =>
  kindProblem(field, value, typeof value === "boolean", "true or false", "true 또는 false여야")

const oneOf = (...allowed: ReadonlyArray<string>): Rule => (value, field) =>
  allowed.includes(value as string) ? undefined : {
    field,
    english: `must be ${allowed.map((one) => `"${one}"`).join(" or ")}`,
    korean: `${allowed.map((one) => `"${one}"`).join(" 또는 ")}여야 합니다`
  }

const count: Rule = (value, field) =>
  Number.isSafeInteger(value) && (value as number) >= 1 ? undefined : {
    field,
    english: "must be a whole number of at least 1",
    korean: "1 이상의 정수여야 합니다"
  }

const fieldsOf = <A>(rules: Rules<A>): Rule => (value, field) =>
  kindProblem(
    field,
    value,
    typeof value === "object" && value !== null && !Array.isArray(value),
    "an object",
    "객체여야"
  ) ?? first(value as A & object, rules, `${field}.`)

const pause: Rule = (value, field) =>
  isPause(value) ? undefined : {
    field,
    english: "must be a duration of 0 or more that ends, such as \"5 seconds\"",
    korean: "\"5 seconds\"처럼 0 이상의 유한한 시간이어야 합니다"
  }

const pauses: Rule = (value, field) => {
  const problem = kindProblem(field, value, Array.isArray(value), "a list of durations", "시간의 목록이어야")
  if (problem !== undefined) return problem
  const list = Array.from(value as ReadonlyArray<unknown>)
  return list.length === 0
    ? { field, english: "must have at least one pause", korean: "하나 이상의 시간이 있어야 합니다" }
    : list.map((one) => pause(one, field)).find((found) => found !== undefined)
}

// `Duration` takes NaN, a negative number and an object without a unit for 0.
const isPause = (value: unknown): boolean => {
  if (typeof value === "number") return value >= 0 && Number.isFinite(value)
  if (typeof value === "object" && value !== null && !Duration.isDuration(value) && !Array.isArray(value)) {
    const parts = Object.entries(value)
    if (parts.length === 0 || parts.some(([unit, part]) => !units.has(unit) || typeof part !== "number")) return false
  }
  if (Array.isArray(value) && value.some((part) => !(part >= 0))) return false
  const duration = Option.getOrUndefined(Duration.fromInput(value as Duration.Input))
  return duration !== undefined && Duration.isFinite(duration) &&
    Duration.isGreaterThanOrEqualTo(duration, Duration.zero)
}

const units = new Set(["weeks", "days", "hours", "minutes", "seconds", "milliseconds", "microseconds", "nanoseconds"])

const profileRules: Rules<Profile> = {
  settlement: oneOf("sync", "registered", "async"),
  echoesReason: flag,
  checksumHolds: flag,
  singleWriter: flag
}

const timersRules: Rules<Timers> = { read: pauses, quiet: pauses, confirm: pause }

const rules: Rules<Options> = {
  earlier: oneOf("none", "possible"),
  onForeign: oneOf("stop", "replan"),
  profile: fieldsOf(profileRules),
  tag: flag,
  includeSandbox: flag,
  sends: count,
  totalSends: count,
  patience: pause,
  timers: fieldsOf(timersRules),
  onPayment: (value, field) => kindProblem(field, value, typeof value === "function", "a function", "함수여야")
}

/** The names of the options. */
export const names = {
  options: Object.keys(rules),
  profile: Object.keys(profileRules),
  timers: Object.keys(timersRules)
}
