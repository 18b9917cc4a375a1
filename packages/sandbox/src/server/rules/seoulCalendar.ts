/**
 * The calendar of Asia/Seoul, which is UTC+9, without summer time since 1988.
 *
 * Units: instants in UNIX seconds.
 */

/** Months since the year 0. */
export const seoulMonth = (seconds: number): number => {
  const there = seoul(seconds)
  return there.getUTCFullYear() * 12 + there.getUTCMonth()
}

/** The hour, 0 to 23. */
export const seoulHour = (seconds: number): number => seoul(seconds).getUTCHours()

/**
 * Is this later than the last day of a time limit in months?
 *
 * Assumes: the limit ends with the day of the same number, or with the month when it has no such
 * day.
 */
export const isMonthsLater = (since: number, months: number, now: number): boolean => {
  const start = seoul(since)
  const month = start.getUTCMonth() + months
  const lastDay = new Date(Date.UTC(start.getUTCFullYear(), month + 1, 0)).getUTCDate()
  const end = Date.UTC(start.getUTCFullYear(), month, Math.min(start.getUTCDate(), lastDay) + 1)
  return seoul(now).getTime() >= end
}

// internal

// A date whose UTC fields are the local time in Seoul.
const seoul = (seconds: number): Date => new Date((seconds + 9 * 3600) * 1000)
