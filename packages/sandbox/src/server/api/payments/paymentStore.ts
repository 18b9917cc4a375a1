/** Stores payments: rows by number, with an index only for the uids that a test chose itself. */
import type { Payment, Row } from "./payment.ts"

const GENERATED_IMP_UID = /^imp_(\d{12})$/
const GENERATED_MERCHANT_UID = /^order_(\d{12})$/

/** All payments of one server. */
export class PaymentStore {
  #rows: Array<Row | undefined> = []
  readonly #byImpUid = new Map<string, number>()
  readonly #byMerchantUid = new Map<string, number | ReadonlyArray<number>>()

  /** Adds a payment and returns its number. Its `impUid`, if it has one, must be unused. */
  add(row: Row): number {
    // A test may have chosen the uid that the next number would get.
    if (row.impUid === undefined && this.#byImpUid.size > 0) {
      while (this.#byImpUid.has(generatedImpUid(this.#rows.length + 1))) this.#rows.push(undefined)
    }
    const seq = this.#rows.push(row)
    if (row.impUid !== undefined) this.#byImpUid.set(row.impUid, seq)
    if (row.merchantUid !== undefined) this.#index(row.merchantUid, seq)
    return seq
  }

  /** How many payments there are. */
  get size(): number {
    return this.#rows.length
  }

  /** The payment with this number. */
  at(seq: number): Payment | undefined {
    const row = this.#rows[seq - 1]
    return row === undefined ? undefined : view(seq, row)
  }

  /** The payment with this `imp_uid`. */
  find(impUid: string): Payment | undefined {
    const chosen = this.#byImpUid.get(impUid)
    if (chosen !== undefined) return this.at(chosen)
    const payment = this.at(generatedSeq(GENERATED_IMP_UID, impUid))
    return payment?.row.impUid === undefined ? payment : undefined
  }

  /** Every attempt with this order number, oldest first. A `merchant_uid` is not unique. */
  attempts(merchantUid: string): ReadonlyArray<Payment> {
    const known = this.#byMerchantUid.get(merchantUid) ?? []
    const chosen = (typeof known === "number" ? [known] : known).flatMap((seq) => this.at(seq) ?? [])
    const generated = this.at(generatedSeq(GENERATED_MERCHANT_UID, merchantUid))
    return generated === undefined || generated.row.merchantUid !== undefined
      ? chosen
      : [...chosen, generated].toSorted((one, other) => one.seq - other.seq)
  }

  /** Every payment, oldest first. */
  *all(): Generator<Payment> {
    for (const [index, row] of this.#rows.entries()) if (row !== undefined) yield view(index + 1, row)
  }

  /** Replaces the row of a payment. */
  replace(payment: Payment, row: Row): Payment {
    this.#rows[payment.seq - 1] = row
    return view(payment.seq, row)
  }

  /** Removes all payments; numbers start at 1 again. */
  clear(): void {
    this.#rows = []
    this.#byImpUid.clear()
    this.#byMerchantUid.clear()
  }

  #index(merchantUid: string, seq: number): void {
    const known = this.#byMerchantUid.get(merchantUid)
    if (known === undefined) this.#byMerchantUid.set(merchantUid, seq)
    else this.#byMerchantUid.set(merchantUid, [...(typeof known === "number" ? [known] : known), seq])
  }
}

// internal

const digits = (seq: number): string => String(seq).padStart(12, "0")

const generatedImpUid = (seq: number): string => `imp_${digits(seq)}`

// No payment has the number 0.
const generatedSeq = (pattern: RegExp, uid: string): number => Number(pattern.exec(uid)?.[1] ?? 0)

const view = (seq: number, row: Row): Payment => ({
  seq,
  impUid: row.impUid ?? generatedImpUid(seq),
  merchantUid: row.merchantUid ?? `order_${digits(seq)}`,
  row
})
