/**
 * The assumptions that the guarantee of `refundOnce` depends on, and that the probes check.
 *
 * Evidence: `doc` documented by PortOne, `inf` inferred, `unk` not documented, `ours` ensured by
 * this library.
 */
export const assumptions = {
  A1: { claim: "the checksum is compared and the cancel carried out atomically", evidence: "unk" },
  "A1'": { claim: "a wrong checksum is rejected", evidence: "doc" },
  A2: {
    claim: "a cancel lowers the balance and adds an entry to the payment history, and neither is undone",
    evidence: "inf"
  },
  A3: { claim: "balance and payment history of one look-up are consistent", evidence: "unk" },
  A4: { claim: "the payment history contains `reason`, at least its beginning", evidence: "unk" },
  A5: { claim: "PortOne records every cancel at the PG", evidence: "inf" },
  A6: { claim: "one send is at most one request on the wire", evidence: "ours" },
  A7: { claim: "an abandoned request is not carried out after some time", evidence: "unk" },
  A8: { claim: "never more is refunded than was paid, with or without a checksum", evidence: "inf" },
  A9: { claim: "401 means that nothing was carried out (SPEC.md A4)", evidence: "inf" }
} as const

export type Assumption = keyof typeof assumptions

/**
 * The two signs of a payment of a test channel. Both are required, because a mistake here costs a
 * customer's money.
 *
 * Evidence: `doc`, PortOne's notice of 2026-01-26 and its schema: `sandbox` is a required field,
 * and `GET /payments/{imp_uid}` responds with 404 for payments of a test channel unless
 * `include_sandbox=true` is set.
 */
export const testChannel = {
  field: "sandbox is true",
  hidden: "not found without include_sandbox=true"
} as const
