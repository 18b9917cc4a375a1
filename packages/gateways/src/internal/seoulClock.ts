import * as DateTime from "effect/DateTime"

/**
 * An instant as a clock in Seoul shows it. Korea has had no summer time since 1988, so the offset
 * is nine hours for every payment that PortOne has.
 */
export interface SeoulTime {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly hour: number
}

export const seoulTime = (at: DateTime.DateTime): SeoulTime =>
  DateTime.toParts(DateTime.setZoneOffset(DateTime.toUtc(at), NINE_HOURS))

/**
 * Whole calendar months between two instants, without regard to the day.
 */
export const monthsBetween = (from: SeoulTime, to: SeoulTime): number =>
  (to.year - from.year) * 12 + to.month - from.month

/**
 * Whether an instant is more than so many months after another. The last day counts as within, also
 * where the month has no such day: six months after 31 August is the end of February.
 */
export const isLaterThanMonths = (months: number, from: SeoulTime, to: SeoulTime): boolean => {
  const passed = monthsBetween(from, to)
  return passed > months || passed === months && to.day > from.day
}

// Units: milliseconds.
const NINE_HOURS = 9 * 60 * 60 * 1000
