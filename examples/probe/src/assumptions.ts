/**
 * What the guarantee of `refundOnce` rests on. The one place of this example where something is believed rather than seen; the probes are there to
 * find out.
 *
 * Evidence: `doc` in PortOne's own documents, `inf` inferred, `unk` looked for and not found, `ours` kept by this library.
 */
export const assumptions = {
  A1: { says: "the checksum is compared and the cancel carried out in one step", evidence: "unk" },
  "A1'": { says: "a checksum is honoured at all", evidence: "doc" },
  A2: { says: "a cancel lowers the balance and lengthens the history, and nothing takes it back", evidence: "inf" },
  A3: { says: "balance and history of one look belong together", evidence: "unk" },
  A4: { says: "`reason` comes back in the history, at least its beginning", evidence: "unk" },
  A5: { says: "no cancel happens at the PG without PortOne's record", evidence: "inf" },
  A6: { says: "one send is at most one request on the wire", evidence: "ours" },
  A7: { says: "after some time no request that was given up can still be carried out", evidence: "unk" },
  A8: { says: "no more is ever given back than was paid, with or without a checksum", evidence: "inf" },
  A9: { says: "401 means that nothing was carried out (SPEC.md A4)", evidence: "inf" }
} as const

export type Assumption = keyof typeof assumptions

/**
 * How a test channel is told from a live one. Both signs are asked for, because a mistake here costs a customer's money.
 *
 * Evidence: `doc`, PortOne's notice of 2026-01-26 and its schema: `sandbox` is a required field, and `GET /payments/{imp_uid}` answers 404 for payments of
 * a test channel unless `include_sandbox=true` is given.
 */
export const testChannel = {
  field: "sandbox is true",
  hidden: "not found without include_sandbox=true"
} as const
