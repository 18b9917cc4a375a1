import type { TransportResponse } from "../Transport.ts"

/**
 * How long a server that did not carry out a request asks to wait. A value of an adapter that is no
 * duration is ignored, and one that is longer than an hour counts as an hour.
 *
 * Units: milliseconds.
 */
export const askedToWait = ({ retryAfter }: TransportResponse): number | undefined =>
  typeof retryAfter === "number" && retryAfter > 0 ? Math.min(retryAfter, LONGEST) : undefined

// internal

// Units: milliseconds.
const LONGEST = 3_600_000
