import * as Result from "effect/Result"
import type { Bilingual } from "../../Bilingual.ts"
import type { InvalidRequest } from "../../CancelError.ts"
import { invalid } from "../wire/encodeLookUp.ts"
import { kindProblem } from "./amountProblem.ts"
import { flag, tier } from "./requestRules.ts"

/**
 * Checks the options that every look-up has, and reads each of them once. An option that is
 * misspelt would otherwise count as absent, and a tier that is none would be sent.
 */
export const checkOptions = <A extends object>(
  options: unknown,
  known: ReadonlyArray<keyof A & string>
): Result.Result<Partial<A>, InvalidRequest> => orUnreadable("options", () => checked<A>(options, known))

/**
 * What a check of a value finds, or that the value cannot be read: a getter or a proxy may throw.
 */
export const orUnreadable = <A>(
  field: string,
  check: () => Result.Result<A, InvalidRequest>
): Result.Result<A, InvalidRequest> =>
  Result.getOrElse(Result.try(check), () => Result.fail(invalid(field, UNREADABLE)))

// internal

const checked = <A extends object>(
  options: unknown,
  known: ReadonlyArray<keyof A & string>
): Result.Result<Partial<A>, InvalidRequest> => {
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    return Result.fail(invalid("options", kindProblem("an object", "객체여야", options)))
  }
  const names: ReadonlyArray<string> = known
  const unknown = Object.keys(options).find((name) => !names.includes(name) && Reflect.get(options, name) !== undefined)
  if (unknown !== undefined) {
    // A name that is none may be a value in the wrong place, and errors quote no values.
    return Result.fail(invalid(/^[A-Za-z_$][\w$]{0,39}$/.test(unknown) ? unknown : "options", {
      english: `is not known here; the known options are ${names.join(", ")}`,
      korean: `여기에 쓸 수 없는 옵션입니다. 쓸 수 있는 옵션: ${names.join(", ")}`
    }))
  }
  const copy = Object.fromEntries(names.map((name) => [name, Reflect.get(options, name) as unknown]))
  for (const [name, rule] of [["includeSandbox", flag], ["tier", tier]] as const) {
    const problem = copy[name] === undefined ? undefined : rule(copy[name])
    if (problem !== undefined) return Result.fail(invalid(name, problem))
  }
  return Result.succeed(copy as Partial<A>)
}

const UNREADABLE: Bilingual = {
  english: "cannot be read: reading one of its fields throws",
  korean: "필드를 읽는 중 예외가 발생합니다"
}
