/**
 * What this process knew last about a thousand texts of a ledger.
 *
 * An ordinary refund changes its payment twice, before it sends and after the answer, so what is
 * known is kept from the first of two changes to the second.
 */
export interface Recent<A> {
  /** Returns the value and drops it. */
  readonly take: (name: string) => A | undefined
  /** `length` is that of the text. Units: characters. What belongs to a long text is not kept. */
  readonly keep: (name: string, value: A, length: number) => void
}

export const makeRecent = <A>(): Recent<A> => {
  const values = new Map<string, A>()
  return {
    take: (name) => {
      const value = values.get(name)
      values.delete(name)
      return value
    },
    keep: (name, value, length) => {
      if (length > LONGEST) return
      values.delete(name)
      values.set(name, value)
      const [oldest] = values.keys()
      if (values.size > CAPACITY && oldest !== undefined) values.delete(oldest)
    }
  }
}

// Units: payments. A refund that ends after one change leaves its text here until newer ones come.
const CAPACITY = 1000

// Units: characters. Bounds the memory where payments have very many refunds.
const LONGEST = 20_000
