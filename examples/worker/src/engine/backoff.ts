/**
 * How long a job waits for its next call.
 */
import { createHash } from "node:crypto"

/**
 * The longest pause. A due time that is further away was set by a clock that jumped. Units:
 * milliseconds.
 */
export const LONGEST = 900_000

/**
 * Doubles each time that the job is claimed. The jitter spreads jobs that failed at the same
 * moment; it comes from the key, so that it is the same on every machine. Units: milliseconds.
 */
export const backoff = (key: string, dispatches: number, pauses: "usual" | "short"): number => {
  const pause = pauses === "short"
    ? Math.min(50 * Math.max(dispatches, 1), 2000)
    : Math.min(30_000 * 2 ** Math.min(dispatches, 30), LONGEST)
  return Math.round(pause * (0.5 + jitter(`${key} ${dispatches}`) / 2))
}

// internal

/** From 0 to 1. */
const jitter = (seed: string): number => createHash("sha256").update(seed).digest().readUInt32BE(0) / 0xffff_ffff
