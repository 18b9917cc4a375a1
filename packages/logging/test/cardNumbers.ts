/**
 * Finds card numbers, independently of the code under test: every stretch of whole groups of
 * digits, one space, dash or invisible character apart, that has 13 to 19 digits and a correct
 * check digit. The digits of a UUID are none.
 */
export const cardNumbers = (whole: string): ReadonlyArray<string> => {
  const text = withoutUuids(whole)
  const found: Array<string> = []
  for (let start = 0; start < text.length; start++) {
    if (isDigit(text[start]) && !isDigit(text[start - 1])) {
      let digits = ""
      for (let end = start; end < text.length && digits.length <= 19; end++) {
        if (isDigit(text[end])) digits += text[end]!.normalize("NFKC")
        else if (!/[\t\p{Zs}\p{Pd}\p{Cf}]/u.test(text[end] ?? "") || !isDigit(text[end + 1])) break
        if (!isDigit(text[end + 1]) && digits.length >= 13 && digits.length <= 19 && luhn(digits)) found.push(digits)
      }
    }
  }
  return [...new Set(found)]
}

// Each UUID with a letter in it, and no letter or digit next to it, is one `x`.
const withoutUuids = (text: string): string => {
  let kept = ""
  for (let at = 0; at < text.length; at++) {
    const isUuid = text[at + 8] === "-" && isShapedLikeUuid(text.slice(at, at + 36)) &&
      !isLetterOrDigit(text[at - 1]) && !isLetterOrDigit(text[at + 36])
    kept += isUuid ? "x" : text.charAt(at)
    if (isUuid) at += 35
  }
  return kept
}

const isShapedLikeUuid = (word: string) =>
  word.replaceAll(/[0-9a-f]/gi, "h") === "hhhhhhhh-hhhh-hhhh-hhhh-hhhhhhhhhhhh" && /[a-f]/i.test(word)

const isLetterOrDigit = (character: string | undefined) => isDigit(character) || /^[a-z]$/i.test(character ?? "")

const isDigit = (character: string | undefined) => character !== undefined && /^[0-9０-９]$/.test(character)

const DOUBLED = [0, 2, 4, 6, 8, 1, 3, 5, 7, 9]
const luhn = (digits: string) =>
  [...digits].toReversed().map(Number).reduce(
        (sum, digit, index) => sum + (index % 2 === 1 ? DOUBLED[digit] ?? 0 : digit),
        0
      ) % 10 === 0
