/**
 * What is measured: something that makes a payment of JSON text. All give the same model:
 * camel-case names, numbers and strings in each other's clothes, `null` and absence as one, UNIX
 * seconds as instants or nothing, personal data hidden, unknown fields kept, unreadable ones left
 * out. Only ours also names those it left out, and makes an `Option` of every field that may be
 * missing.
 */
export interface Decoder {
  readonly decode: (text: string) => unknown
  /** A few fields of what `decode` made, to see that all made the same. */
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
