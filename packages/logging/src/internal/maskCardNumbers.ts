/**
 * Text without card numbers: 13 to 19 digits whose last one is the check digit of the others. Spaces or hyphens may stand between groups of digits,
 * and other numbers may stand before and after. One number in ten of that length that is no card number looks like one and is masked too; more than
 * 19 digits without a gap almost always hold one somewhere, so they are masked unread.
 */
export const maskCardNumbers = (text: string): string =>
  text.replace(RUN, (run) => {
    const groups = [...run.matchAll(/\d+/g)]
    const digits = groups.map(([digits]) => digits)
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
  })

const HIDDEN = "<card number>"

// Groups of digits with one space or hyphen between them. No two ways to match the same text, so no backtracking.
const RUN = /\d+(?:[ -]\d+)*/g

// The widest card number that starts with this group.
const lastGroupOfCard = (groups: ReadonlyArray<string>, first: number): number | undefined => {
  let digits = ""
  let found: number | undefined
  for (let last = first; last < groups.length && digits.length < 19; last++) {
    digits += groups[last]
    if (isCardNumber(digits) || (last === first && digits.length > 19)) found = last
  }
  return found
}

// Luhn: every second digit from the right is doubled, and the digits of all add up to a multiple of ten.
const isCardNumber = (digits: string) => {
  if (digits.length < 13 || digits.length > 19) return false
  let sum = 0
  for (let index = 0; index < digits.length; index++) {
    const digit = Number(digits[digits.length - 1 - index])
    sum += index % 2 === 0 ? digit : digit > 4 ? digit * 2 - 9 : digit * 2
  }
  return sum % 10 === 0
}
