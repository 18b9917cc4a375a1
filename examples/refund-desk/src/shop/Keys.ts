/**
 * The keys of the shop, derived from one secret: for tags in the payment history, sealed
 * accounts, fingerprints of requests, sessions, and the search for buyers.
 */
import { Redacted } from "effect"
import { hkdfSync } from "node:crypto"

/** Independent of each other; none tells anything about the secret. */
export interface Keys {
  readonly tag: Redacted.Redacted<string>
  readonly vault: Redacted.Redacted<Buffer>
  readonly fingerprint: Redacted.Redacted<Buffer>
  readonly session: Redacted.Redacted<Buffer>
  /** Indexes names and phone numbers of buyers. */
  readonly find: Redacted.Redacted<Buffer>
  /** Of the secrets before: what they made is still read and recognised; nothing new is made. */
  readonly previous: ReadonlyArray<Omit<Keys, "previous">>
}

/**
 * `previous`: the secrets before. Without them earlier refunds are not recognised and what they
 * sealed cannot be opened.
 */
export const keysOf = (
  secret: Redacted.Redacted<string>,
  previous: ReadonlyArray<Redacted.Redacted<string>> = []
): Keys => ({ ...derived(secret), previous: previous.map(derived) })

// internal

const derived = (secret: Redacted.Redacted<string>): Omit<Keys, "previous"> => {
  const key = (name: string) => Buffer.from(hkdfSync("sha256", Redacted.value(secret), "effect-portone-shop", name, 32))
  return {
    tag: Redacted.make(key("tag").toString("base64")),
    vault: Redacted.make(key("vault")),
    fingerprint: Redacted.make(key("fingerprint")),
    session: Redacted.make(key("session")),
    find: Redacted.make(key("find"))
  }
}
