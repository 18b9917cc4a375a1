/**
 * Replaces card numbers in a text: 13 to 19 digits whose last one is the check digit of the others,
 * alone or in groups separated by one space, dash or invisible character, with other numbers before
 * and after. Full-width digits count as digits.
 *
 * Of other numbers of that length, one in ten has a matching check digit and is masked too. A run
 * of more than 19 digits is masked whole, because it almost always contains such a number. A UUID
 * with dashes, a letter in it and none next to it is left as it is: one in 350 holds such digits,
 * and an operator looks for a refund by its key.
 */
export const maskCardNumbers = (text: string): string =>
  MAY_HOLD_CARD.test(text)
    ? text.split(UUID).map((part, at) => at % 2 === 1 ? part : part.replace(RUN, maskRun)).join("")
    : text

// internal

const HIDDEN = "<card number>"

// Most texts have fewer than 13 digits in a row, and this is cheaper than the replacement.
const MAY_HOLD_CARD = /[\d０-９](?:[\t\p{Zs}\p{Pd}\p{Cf}]?[\d０-９]){12}/u

// With a letter: digits alone might be anything. The group keeps it among what `split` returns.
const UUID = /(?<![\dA-Za-z０-９])([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})(?<![\d-]{36})(?![\dA-Za-z０-９])/i

// Groups of digits with one separator between them. Each text matches in one way only, so the
// expression does not backtrack.
const RUN = /[\d０-９]+(?:[\t\p{Zs}\p{Pd}\p{Cf}][\d０-９]+)*/gu

const maskRun = (run: string): string => {
  const groups = [...run.matchAll(/[\d０-９]+/g)]
  const digits = groups.map(([digits]) => digits.normalize("NFKC"))
  let masked = ""
  let done = 0
  for (let first = 0; first < groups.length; first++) {
    const last = lastGroupOfCard(digits, first)
    if (last === undefined) continue
    masked += run.slice(done, groups[first]?.index) + HIDDEN
    done = (groups[last]?.index ?? 0) + (groups[last]?.[0].length ?? 0)
    first = last
  }
  return masked + run.slice(done)
}

// The longest card number that starts with this group.
const lastGroupOfCard = (groups: ReadonlyArray<string>, first: number): number | undefined => {
  let digits = ""
  let found: number | undefined
  for (let last = first; last < groups.length && digits.length < 19; last++) {
    digits += groups[last]
    if (isCardNumber(digits) || (last === first && digits.length > 19)) found = last
  }
  return found
}

// Luhn: every second digit from the right is doubled, and the sum of all is a multiple of ten.
const isCardNumber = (digits: string) => {
  if (digits.length < 13 || digits.length > 19) return false
  let sum = 0
  for (let index = 0; index < digits.length; index++) {
    const digit = Number(digits[digits.length - 1 - index])
    sum += index % 2 === 0 ? digit : digit > 4 ? digit * 2 - 9 : digit * 2
  }
  return sum % 10 === 0
}
