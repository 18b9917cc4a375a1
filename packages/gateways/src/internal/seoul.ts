import * as DateTime from "effect/DateTime"

/**
 * A moment as a clock in Seoul shows it. Korea has had no summer time since 1988, so nine hours are always right for PortOne's payments.
 */
export interface Seoul {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly hour: number
}

export const seoul = (at: DateTime.DateTime): Seoul =>
  DateTime.toParts(DateTime.setZoneOffset(DateTime.toUtc(at), NINE_HOURS))

/**
 * Whole calendar months from one moment to another; the days do not count.
 */
export const monthsBetween = (from: Seoul, to: Seoul): number => (to.year - from.year) * 12 + to.month - from.month

/**
 * Is a moment surely later than so many months after another? The last day counts as within, also where the month has no such day: six months after
 * 31 August is the end of February.
 */
export const isLaterThanMonths = (months: number, from: Seoul, to: Seoul): boolean => {
  const passed = monthsBetween(from, to)
  return passed > months || passed === months && to.day > from.day
}

// Units: milliseconds.
const NINE_HOURS = 9 * 60 * 60 * 1000
