/** The calendar of Asia/Seoul, which has been UTC+9 without summer time since 1988. Instants are in UNIX seconds. */

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
 * Assumes: the day with the same number still counts, to its end; a month without that day ends earlier.
 */
export const isMonthsLater = (since: number, months: number, now: number): boolean => {
  const start = seoul(since)
  const month = start.getUTCMonth() + months
  const lastDay = new Date(Date.UTC(start.getUTCFullYear(), month + 1, 0)).getUTCDate()
  const end = Date.UTC(start.getUTCFullYear(), month, Math.min(start.getUTCDate(), lastDay) + 1)
  return seoul(now).getTime() >= end
}

// internal

// A date whose UTC fields read as the wall clock there.
const seoul = (seconds: number): Date => new Date((seconds + 9 * 3600) * 1000)
