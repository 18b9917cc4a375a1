/** An amount that a shop registered before a payment. */

/** One registered amount, as the API shows it. */
export interface PreparedAmount {
  readonly merchant_uid: string
  readonly amount: number
  /** Only when the request had one. */
  readonly currency?: string
}
