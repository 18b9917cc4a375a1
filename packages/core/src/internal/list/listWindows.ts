import * as DateTime from "effect/DateTime"
import * as Result from "effect/Result"
import type { Bilingual } from "../../Bilingual.ts"
import type { InvalidRequest } from "../../CancelError.ts"
import { invalid } from "../wire/encodeLookUp.ts"

/**
 * The time window of one list. Both ends are included.
 *
 * Units: UNIX seconds.
 */
export interface Window {
  readonly from?: number
  readonly to?: number
}

/**
 * Splits the time from `from` to `to` into windows that PortOne accepts, latest first.
 *
 * - Without both, there is one window without ends: PortOne then lists its last 90 days.
 * - Without `to`, the latest window has no end, so that a slow clock of the caller hides nothing.
 * - Without `from`, the window has the 90 days before `to`.
 *
 * Units: `now` in UNIX milliseconds.
 * Spec: "검색기간은 최대 90일까지이며 … 90일 단위로 과거 데이터 조회는 가능합니다."
 */
export const listWindows = (
  from: unknown,
  to: unknown,
  now: number
): Result.Result<ReadonlyArray<Window>, InvalidRequest> =>
  Result.flatMap(
    secondsOf("from", from),
    (first) =>
      Result.flatMap(secondsOf("to", to), (last): Result.Result<ReadonlyArray<Window>, InvalidRequest> => {
        if (first === undefined) return Result.succeed([last === undefined ? {} : { from: last - LONGEST, to: last }])
        if (last !== undefined) {
          return first > last ? Result.fail(invalid("to", mustNotBeBefore)) : Result.succeed(split(first, last))
        }
        const start = Math.max(first, Math.floor(now / 1000) - LONGEST + MARGIN)
        return Result.succeed([{ from: start }, ...(start > first ? split(first, start - 1) : [])])
      })
  )

// internal

const DAY = 86_400
const LONGEST = 90 * DAY

// A window without an end is a day shorter, because the caller's clock may be slow.
const MARGIN = DAY

const split = (from: number, to: number): ReadonlyArray<Window> => {
  const windows: Array<Window> = []
  for (let end = to; end >= from; end -= LONGEST + 1) windows.push({ from: Math.max(from, end - LONGEST), to: end })
  return windows
}

const secondsOf = (field: string, time: unknown): Result.Result<number | undefined, InvalidRequest> => {
  if (time === undefined) return Result.succeed(undefined)
  const millis = DateTime.isDateTime(time)
    ? DateTime.toEpochMillis(time)
    : time instanceof Date
    ? time.getTime()
    : Number.NaN
  return Number.isNaN(millis) || millis < 0
    ? Result.fail(invalid(field, mustBeTime))
    : Result.succeed(Math.floor(millis / 1000))
}

const mustBeTime: Bilingual = {
  english: "must be a DateTime or a Date of 1970 or later; a number does not say whether it counts seconds",
  korean: "1970년 이후의 DateTime 또는 Date여야 합니다. 숫자는 초 단위인지 알 수 없어 쓸 수 없습니다"
}

const mustNotBeBefore: Bilingual = { english: "must not be before from", korean: "from보다 앞설 수 없습니다" }
