/**
 * The balance of a payment at its last look-up, for lists.
 */
import { Payment } from "@effect-portone/core"

/** Units: major units; `at` in milliseconds since 1970. */
export interface Balance {
  readonly cancelled: number
  readonly cancellable: number
  readonly at: number
}

/** The balance of a payment that was read at this time. */
export const balanceOf = (payment: Payment.Payment, at: number): Balance => ({
  cancelled: payment.cancelAmount,
  cancellable: Payment.cancellableBalance(payment),
  at
})

/** The last balance of each payment. The oldest are forgotten, so that the memory is bounded. */
export class Balances {
  readonly #all = new Map<string, Balance>()

  get(impUid: string): Balance | undefined {
    return this.#all.get(impUid)
  }

  set(impUid: string, balance: Balance): void {
    this.#all.delete(impUid)
    const [oldest] = this.#all.keys()
    if (this.#all.size >= MOST && oldest !== undefined) this.#all.delete(oldest)
    this.#all.set(impUid, balance)
  }
}

// internal

const MOST = 20_000
