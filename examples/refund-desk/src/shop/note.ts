/**
 * Text that a person of the shop writes.
 */

/** Does a text have characters that are not shown, other than tab and line break? */
export const hasControls = (text: string): boolean => /(?![\t\n\r])[\p{Cc}\p{Cs}]/u.test(text)

/**
 * A note as it is stored; `undefined` where it is empty, too long or not text. A form sends a line
 * break as two characters, and it counts as one.
 */
export const noteOf = (typed: unknown): string | undefined => {
  if (typeof typed !== "string" || hasControls(typed)) return undefined
  const note = typed.replace(/\r\n?/g, "\n").trim()
  const { length } = Array.from(note)
  return length >= 1 && length <= 500 ? note : undefined
}

/**
 * Does a text look as if it had a phone, account or card number: nine digits or more, however they
 * are separated? A date and an amount with commas are none.
 */
export const hasPersonalNumber = (text: string): boolean =>
  PERSONAL.test(text.normalize("NFKC").replace(DATE, "-x-").replace(MONEY, "-x-"))

// internal

const DATE = /(?<!\d)20\d\d([-./])\d{1,2}\1\d{1,2}(?!\d)/g
const MONEY = /(?<![\d,])[1-9]\d{0,2}(?:,\d{3})+(?![\d]|,\d)/g

// Also separated by vowel signs that are typed for a dash. A colon is of a time.
const PERSONAL = /\p{Nd}(?:(?:[^\p{L}\p{N}:%]|[\u1173\u3161\u30fc]){0,3}\p{Nd}){8}/u
