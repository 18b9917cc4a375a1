import * as Redacted from "effect/Redacted"

/**
 * The provider's words without the secrets we sent it, should it echo them. Account and phone are found with other hyphens too.
 */
export const scrub = (words: string, secrets: ReadonlyArray<Redacted.Redacted<string> | undefined>): string => {
  let text = words
  for (const secret of secrets) {
    const value = secret === undefined ? "" : Redacted.value(secret)
    // One character cannot be told from the sentence around it.
    if (value.length < 2) continue
    text = text.replaceAll(value, HIDDEN)
    const digits = value.replace(/\D/g, "")
    if (digits.length >= 6) {
      text = text.replace(/\d(?:[\d -]*\d)?/g, (run) => run.replace(/\D/g, "").includes(digits) ? HIDDEN : run)
    }
  }
  // Only now: a cut through a secret would hide it from the search above and show the half of it.
  return text.slice(0, LONGEST)
}

const HIDDEN = "<redacted>"

// Units: UTF-16 code units. Refusals are a sentence; a page of HTML in their place is no use in a log.
const LONGEST = 500
