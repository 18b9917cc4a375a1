/**
 * The rules the protocol rests on, each with a name, so that a test can switch one off and watch money go wrong. Production runs with all of them.
 */

/**
 * One flag a rule. `production` is what everybody uses; anything else belongs into a test.
 */
export interface Rules {
  /** After an answer that says nothing, read before sending again. */
  readonly readBeforeResend: boolean
  /** Every cancel carries the balance it was planned on. */
  readonly checksum: boolean
  /** A refund is recognised by its tag in the history. */
  readonly tag: boolean
  /** Every send of one plan carries the same amount and checksum. */
  readonly samePlan: boolean
  /** A history and a balance that do not add up are not believed. */
  readonly wholeReads: boolean
  /** A read older than what is already known is not believed. */
  readonly watermark: boolean
  /** An entry of the same amount that is not provably ours is not taken for ours. */
  readonly equalIsUnknown: boolean
  /** A send is repeated only when earlier ones can no longer be inside the provider. */
  readonly quietPeriod: boolean
  /** Where a cancel settles later, nothing is ever sent again after an answer that says nothing. */
  readonly neverResendAsync: boolean
  /** "Not in the history" alone is never "not refunded". */
  readonly quietReadProvesNothing: boolean
  /** A refusal is final only when it answers the only attempt there ever was. */
  readonly onlyAttemptRefusal: boolean
  /** One refund of a payment at a time. */
  readonly serialise: boolean
  /** A refund that ended unknown keeps its payment locked. */
  readonly unknownLocks: boolean
  /** A history entry belongs to one refund. */
  readonly claims: boolean
}

/**
 * All rules on.
 */
export const production: Rules = {
  readBeforeResend: true,
  checksum: true,
  tag: true,
  samePlan: true,
  wholeReads: true,
  watermark: true,
  equalIsUnknown: true,
  quietPeriod: true,
  neverResendAsync: true,
  quietReadProvesNothing: true,
  onlyAttemptRefusal: true,
  serialise: true,
  unknownLocks: true,
  claims: true
}
