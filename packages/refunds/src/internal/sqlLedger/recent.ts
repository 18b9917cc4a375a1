/**
 * The texts that this process wrote last, as a guess of what the database has.
 *
 * An ordinary refund changes its payment twice, before it sends and after the answer, so a text is
 * kept from the first of two changes to the second.
 */
export interface Recent {
  /** Returns the text and drops it. */
  readonly take: (impUid: string) => string | undefined
  readonly keep: (impUid: string, text: string) => void
}

export const makeRecent = (): Recent => {
  const texts = new Map<string, string>()
  return {
    take: (impUid) => {
      const text = texts.get(impUid)
      texts.delete(impUid)
      return text
    },
    keep: (impUid, text) => {
      if (text.length > LONGEST) return
      texts.delete(impUid)
      texts.set(impUid, text)
      const [oldest] = texts.keys()
      if (texts.size > CAPACITY && oldest !== undefined) texts.delete(oldest)
    }
  }
}

// Units: payments. A refund that ends after one change leaves its text here until newer ones come.
const CAPACITY = 1000

// Units: characters. Bounds the memory where payments have very many refunds.
const LONGEST = 20_000
