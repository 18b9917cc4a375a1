/**
 * The header `Retry-After`, as seconds or as a date. The date counts from the response's own
 * `Date`, so a wrong clock on this machine makes no difference. Anything else is ignored.
 *
 * Units: milliseconds.
 * Spec: RFC 9110, 10.2.3 and 5.6.7.
 */
export const readRetryAfter = (header: Header, date: Header): number | undefined => {
  if (typeof header !== "string") return undefined
  if (/^\d{1,10}$/.test(header)) return Number(header) * 1000
  const until = instant(header)
  const now = instant(date)
  return until !== undefined && now !== undefined && until > now ? until - now : undefined
}

/** The field of a response, where the server asks to wait. Only a response that is not 200 does. */
export const askedToWait = (
  status: number | undefined,
  header: (name: "retry-after" | "date") => Header
): { readonly retryAfter?: number } => {
  const millis = status === 200 ? undefined : readRetryAfter(header("retry-after"), header("date"))
  return millis === undefined ? {} : { retryAfter: millis }
}

// internal

/** A header that a server sent twice is an array in some clients. */
type Header = string | ReadonlyArray<string> | null | undefined

// The one form of date that servers may generate: `Sun, 06 Nov 1994 08:49:37 GMT`.
const instant = (header: Header): number | undefined => {
  if (typeof header !== "string" || !/^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/.test(header)) {
    return undefined
  }
  const millis = Date.parse(header)
  return Number.isNaN(millis) ? undefined : millis
}
