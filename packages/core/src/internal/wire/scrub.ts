import * as Redacted from "effect/Redacted"

/**
 * The provider's message without the secrets of the request, if it repeats them. Separators, spaces,
 * zero-width and full-width characters and upper case make no difference.
 *
 * Not found: a secret with letters or words inside, and a part of a secret.
 */
export const scrub = (message: string, secrets: ReadonlyArray<Redacted.Redacted<string> | undefined>): string => {
  const text = message.normalize("NFC")
  const { plain, starts } = plainOf(text)
  const hidden = new Uint8Array(text.length)
  for (const secret of secrets) {
    if (secret === undefined) continue
    for (const part of partsOf(Redacted.value(secret))) {
      for (let at = plain.indexOf(part); at !== -1; at = plain.indexOf(part, at + 1)) {
        const last = starts[at + part.length - 1] ?? 0
        hidden.fill(1, starts[at], last + (text.codePointAt(last)! > 0xffff ? 2 : 1))
      }
    }
  }
  let shown = ""
  for (let at = 0; at < text.length && shown.length < LONGEST; at++) {
    shown += hidden[at] === 0 ? text[at] : hidden[at - 1] === 1 ? "" : HIDDEN
  }
  // Cut last: a cut through a secret would show the half that the search above cannot find.
  return shown.slice(0, LONGEST)
}

// internal

// A single character also occurs in the sentence around it. Digits alone find an account number that
// the request wrote with letters.
const partsOf = (secret: string) => {
  const { plain } = plainOf(secret.normalize("NFC"))
  const digits = plain.replace(/\D/g, "")
  return [...(plain.length < 2 ? [] : [plain]), ...(digits.length < 6 || digits === plain ? [] : [digits])]
}

// The text without separators, and for each of its characters where it starts in the whole text.
const plainOf = (text: string) => {
  const starts: Array<number> = []
  let plain = ""
  let at = 0
  for (const character of text) {
    const kept = character.normalize("NFKC").toLowerCase().replace(SEPARATORS, "")
    for (let unit = 0; unit < kept.length; unit++) starts.push(at)
    plain += kept
    at += character.length
  }
  return { plain, starts }
}

const SEPARATORS = /[\p{P}\p{S}\p{Z}\p{C}]/gu

const HIDDEN = "<redacted>"

// Units: UTF-16 code units. A rejection is a sentence; a whole HTML page is of no use in a log.
const LONGEST = 500
