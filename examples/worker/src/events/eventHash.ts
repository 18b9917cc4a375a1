/**
 * The hash of an event, which covers all its fields and the hash of the event before it. Pure.
 */
import { createHash } from "node:crypto"

/** An event as the table stores it. Units: `at` in milliseconds since 1970. */
export interface StoredEvent {
  readonly merchant: string
  /** From 1, without gaps. */
  readonly seq: number
  readonly at: number
  readonly action: string
  readonly person: string | null
  /** A salted hash of the text. */
  readonly because: string | null
  readonly key: string | null
  /** JSON. */
  readonly detail: string
  readonly previous: string
}

/** What the first event follows. */
export const FIRST = "0".repeat(64)

export const hashOf = (event: StoredEvent): string =>
  sha256(JSON.stringify([
    1,
    event.merchant,
    event.seq,
    event.at,
    event.action,
    event.person,
    event.because,
    event.key,
    event.detail,
    event.previous
  ]))

/** With a salt, because a short text could be guessed from its hash after it was erased. */
export const hashOfText = (salt: string, text: string): string => sha256(JSON.stringify([salt, text]))

// internal

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex")
