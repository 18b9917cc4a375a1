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
