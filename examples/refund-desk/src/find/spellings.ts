/**
 * The ways in which a text may be stored that a person searches for. SQLite compares the letters of
 * ASCII without their case, and no others.
 */

/**
 * The first is the text in the usual form (NFKC); the others differ from it: decomposed, of full
 * width, in capitals or small letters beyond ASCII, and as it was typed.
 */
export const spellingsOf = (typed: string): readonly [string, ...ReadonlyArray<string>] => {
  const usual = typed.normalize("NFKC")
  const parts = usual.normalize("NFD")
  const forms = [
    usual,
    parts,
    fullWidth(usual),
    fullWidth(parts),
    typed,
    typed.normalize("NFC"),
    typed.normalize("NFD")
  ]
  const cased = forms.flatMap((form) => [form, form.toLowerCase(), form.toUpperCase()])
  const known = new Set([folded(usual)])
  const others = cased.filter((form) => {
    const isNew = !known.has(folded(form))
    known.add(folded(form))
    return isNew
  })
  return [usual, ...others]
}

// internal

const folded = (text: string): string => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase())

const fullWidth = (text: string): string =>
  /[A-Za-z0-9]/.test(text)
    ? text.replace(/[!-~]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0))
    : text
