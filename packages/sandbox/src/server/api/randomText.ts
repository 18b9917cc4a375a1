/**
 * Text that will not repeat. Nothing secret: the sandbox guards no money, and `node:crypto` would cost 3 MB.
 *
 * Units: `length` in characters.
 */
export const randomText = (alphabet: string, length: number): string =>
  Array.from({ length }, () => alphabet[Math.floor(Math.random() * alphabet.length)]).join("")
