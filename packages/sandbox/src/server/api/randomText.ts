/**
 * Random text for tokens and ids. It need not be unpredictable: the sandbox protects no money, and
 * `node:crypto` would cost 3 MB of memory.
 *
 * Units: `length` in characters.
 */
export const randomText = (alphabet: string, length: number): string =>
  Array.from({ length }, () => alphabet[Math.floor(Math.random() * alphabet.length)]).join("")
