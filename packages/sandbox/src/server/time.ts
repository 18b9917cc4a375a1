/** Reads a point in time that a test wrote. */

/** What a time must look like, for messages about a wrong one. */
export const TIME_FORM =
  "whole UNIX seconds such as 1716174000, or an ISO 8601 time with its zone such as 2024-05-20T12:00:00+09:00"

/** The last second of the year 9999. A larger number is most likely in milliseconds. */
export const LATEST = 253_402_300_799

/**
 * Reads whole UNIX seconds, or an ISO 8601 time with its zone. A fraction of a second in the text
 * is dropped. Returns undefined for everything else: a time without a zone would depend on the
 * machine, and a day that the month does not have would become another day.
 *
 * Units: UNIX seconds.
 */
export const readTime = (value: unknown): number | undefined => {
  const seconds = typeof value === "string" ? readIso(value) : value
  return typeof seconds === "number" && Number.isInteger(seconds) && seconds >= 0 && seconds <= LATEST
    ? seconds
    : undefined
}

/** A time as text. Units: UNIX seconds. */
export const isoTime = (seconds: number): string =>
  seconds >= 0 && seconds <= LATEST ? new Date(seconds * 1000).toISOString().replace(".000", "") : `${seconds} s`

// internal

const ISO = /^(\d{4}-\d\d-\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?(?:Z|([+-])(\d\d):?(\d\d))$/i

const readIso = (text: string): number | undefined => {
  const [, day = "", hour, minute, second = "0", sign, zoneHour = "0", zoneMinute = "0"] = ISO.exec(text) ?? []
  const midnight = Date.parse(`${day}T00:00:00Z`)
  // Date.parse turns 30 February into 1 March.
  if (Number.isNaN(midnight) || new Date(midnight).toISOString().slice(0, 10) !== day) return undefined
  const [h, m, s, zh, zm] = [hour, minute, second, zoneHour, zoneMinute].map(Number) as [
    number,
    number,
    number,
    number,
    number
  ]
  if (h > 23 || m > 59 || s > 59 || zh > 23 || zm > 59) return undefined
  const zone = (zh * 60 + zm) * 60 * (sign === "-" ? -1 : 1)
  return midnight / 1000 + h * 3600 + m * 60 + s - zone
}
