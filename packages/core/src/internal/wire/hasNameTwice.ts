import * as Result from "effect/Result"

/**
 * Whether an object in a JSON text has a name twice. `JSON.parse` keeps the last value and reports
 * nothing; another program keeps the first.
 *
 * `value` is the parsed text. Written again it has each name once, so an equal text repeats none;
 * that costs half of the parsing. A text with blanks or escapes is searched name by name.
 */
export const hasNameTwice = (text: string, value: unknown): boolean =>
  Result.getOrUndefined(Result.try(() => JSON.stringify(value))) !== text && search(text)

// internal

// A text that was parsed, so only strings and brackets have to be distinguished.
const search = (text: string): boolean => {
  const names: Array<Set<string> | undefined> = []
  let depth = 0
  for (const [token, string, colon] of text.matchAll(/("[^"\\]*(?:\\.[^"\\]*)*")(\s*:)?|[[\]{}]/g)) {
    if (token === "{" || token === "[") names[++depth] = undefined
    else if (token === "}" || token === "]") depth--
    else if (colon !== undefined) {
      const name: string = JSON.parse(string!)
      const open = names[depth] ??= new Set()
      if (open.has(name)) return true
      open.add(name)
    }
  }
  return false
}
