/**
 * JSON objects that have a name twice. Readers differ in which of the two counts, so a check in
 * front of the shop and the shop itself could see two different refunds.
 */

/**
 * Does an object of this text have the same name twice, however it is escaped? Only for text that
 * is JSON; other text is for its parser to reject.
 */
export const hasDuplicateNames = (text: string): boolean => {
  const open: Array<Set<string> | undefined> = []
  for (const [token, string, colon] of text.matchAll(TOKENS)) {
    if (token === "{") open.push(new Set())
    else if (token === "[") open.push(undefined)
    else if (token === "}" || token === "]") open.pop()
    else if (string !== undefined && colon !== undefined) {
      const names = open.at(-1)
      const name = nameOf(string)
      if (names?.has(name)) return true
      names?.add(name)
    }
  }
  return false
}

// internal

// A text in quotes, with the colon that makes it a name, or a bracket.
const TOKENS = /("(?:[^"\\]|\\.)*")(\s*:)?|[{}[\]]/gs

const nameOf = (string: string): string => {
  try {
    return String(JSON.parse(string))
  } catch {
    return string
  }
}
