/**
 * What is measured: a function from JSON text to a payment. All return the same model: camelCase
 * names, numbers given as strings and strings given as numbers, `null` as absence, UNIX seconds as
 * instants or nothing, personal data hidden, unknown fields kept, unreadable ones left out. Only
 * ours also names the fields that it left out, and has an `Option` for every field that may be
 * missing.
 */
export interface Decoder {
  readonly decode: (text: string) => unknown
  /** Some fields of the decoded payment, to compare the decoders. */
  readonly facts: (decoded: never) => Facts
}

export interface Facts {
  readonly impUid: string
  readonly cancelAmount: number
  readonly entries: number
  readonly paidAt: number | undefined
  readonly vbankDate: number | undefined
  readonly cardType: string | undefined
  readonly shown: string
}
