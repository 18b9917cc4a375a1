/**
 * What happened in the shop and who did it. Events are added and never changed.
 */
import { Schema } from "effect"
import { RefundState } from "./RefundRecord.ts"

/**
 * - `requested`, `approved`, `declined`, `withdrawn`: a person did this to a refund.
 * - `compared`: a person compared with the PG; another person has to find the same.
 * - `concluded`: a second person found the same, and the refund was closed or continued.
 * - `continued`: a manager called the same key again. `resumed`: the program did.
 * - `ended`: a call of `refundOnce`, or a look-up, stored its outcome.
 * - `unmasked`: a person read personal data that is masked otherwise. `exported`: a person saved a
 *   list as a file. `erased`: a person, or the program after the time that buyers are kept, removed
 *   what is known of a buyer.
 * - `signed-in`, `sign-in-failed`, `signed-out`.
 */
export const Kind = Schema.Literals([
  "requested",
  "approved",
  "declined",
  "withdrawn",
  "compared",
  "concluded",
  "continued",
  "resumed",
  "ended",
  "unmasked",
  "exported",
  "erased",
  "signed-in",
  "sign-in-failed",
  "signed-out"
])

/** What happened. */
export type Kind = typeof Kind.Type

/** What a person found by comparing with PortOne's or the PG's console. */
export const Found = Schema.Literals(["given-back", "not-given-back"])

/** What a person found by comparing with PortOne's or the PG's console. */
export type Found = typeof Found.Type

/** Units: `at` ISO 8601, UTC. `actor` is absent where the program did it. */
export const RefundEvent = Schema.Struct({
  at: Schema.String,
  kind: Kind,
  actor: Schema.NullOr(Schema.String),
  fromState: Schema.NullOr(RefundState),
  toState: Schema.NullOr(RefundState),
  found: Schema.NullOr(Found),
  note: Schema.NullOr(Schema.String)
})

/** What happened to a refund. */
export type RefundEvent = typeof RefundEvent.Type
