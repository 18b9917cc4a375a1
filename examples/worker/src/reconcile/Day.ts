/**
 * A day in Korea, which is the day that PGs settle by.
 */
import type { Bilingual } from "@effect-portone/core"
import { Result } from "effect"

/** Units: milliseconds since 1970. `from` is included, `to` is not. */
export interface Day {
  /** Such as `2026-09-01`. */
  readonly name: string
  readonly from: number
  readonly to: number
}

/** The day of a moment in Asia/Seoul. */
export const dayAt = (millis: number): Day => {
  const from = Math.floor((millis + OFFSET) / LENGTH) * LENGTH - OFFSET
  return { name: new Date(from + OFFSET).toISOString().slice(0, 10), from, to: from + LENGTH }
}

/** The day that a text names, which must have begun. Without a text, yesterday. */
export const dayOf = (text: string | undefined, now: number): Result.Result<Day, Bilingual> => {
  if (text === undefined) return Result.succeed(dayAt(now - LENGTH))
  const from = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00+09:00`) : Number.NaN
  const day = Number.isNaN(from) ? undefined : dayAt(from)
  // Date.parse takes some days that a month does not have for days of the next one.
  if (day?.name !== text) {
    return Result.fail({
      english: "must be a day such as 2026-09-01",
      korean: "2026-09-01과 같은 날짜여야 합니다"
    })
  }
  return day.from > now
    ? Result.fail({ english: "is a day in the future", korean: "아직 오지 않은 날짜입니다" })
    : Result.succeed(day)
}

export const isIn = ({ from, to }: Day, millis: number | undefined): boolean =>
  millis !== undefined && millis >= from && millis < to

/** Such as `2026-09-01T12:00:00+09:00`. */
export const timeOf = (millis: number): string => new Date(millis + OFFSET).toISOString().replace(/\.\d+Z$/, "+09:00")

// internal

/** Asia/Seoul is nine hours ahead of UTC all year. Units: milliseconds. */
const OFFSET = 9 * 3_600_000
const LENGTH = 86_400_000
