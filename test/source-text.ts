/**
 * Splits TypeScript into code, comments and strings. The compiler of TypeScript 7 has no API for
 * this.
 */

/**
 * A part of a file. `text` includes quotes and comment marks; a template is split at its `${…}`,
 * whose inside is code.
 */
export interface Token {
  readonly kind: "code" | "string" | "template" | "comment" | "regex"
  readonly text: string
  readonly start: number
}

/** Splits a file. The tokens joined are the file again. */
export const tokens = (source: string): ReadonlyArray<Token> => {
  const found: Array<Token> = []
  // Open braces of code. A `${` of a template is marked, so that its `}` does not end a block.
  const braces: Array<"block" | "template"> = []
  let at = 0
  let codeStart = 0

  const push = (kind: Token["kind"], end: number) => {
    if (codeStart < at) found.push({ kind: "code", text: source.slice(codeStart, at), start: codeStart })
    if (end > at) found.push({ kind, text: source.slice(at, end), start: at })
    at = codeStart = end
  }
  // From just after a backtick or a `}` to just after the next backtick or `${`.
  const templateEnd = (from: number) => {
    for (let end = from; end < source.length; end++) {
      if (source[end] === "\\") end++
      else if (source[end] === "`") return end + 1
      else if (source.startsWith("${", end)) {
        braces.push("template")
        return end + 2
      }
    }
    return source.length
  }

  while (at < source.length) {
    const character = source[at]
    if (source.startsWith("//", at)) push("comment", lineEnd(source, at))
    else if (source.startsWith("/*", at)) push("comment", endOf(source, "*/", at + 2))
    else if (character === "\"" || character === "'") push("string", stringEnd(source, at))
    else if (character === "`") push("template", templateEnd(at + 1))
    else if (character === "/" && regexMayStart(source.slice(codeStart, at), found)) push("regex", regexEnd(source, at))
    else if (character === "}" && braces.pop() === "template") push("template", templateEnd(at + 1))
    else {
      if (character === "{") braces.push("block")
      at++
    }
  }
  push("code", at)
  return found
}

/** The file with every comment blanked out; line numbers stay. */
export const withoutComments = (source: string): string =>
  tokens(source).map(({ kind, text }) => kind === "comment" ? text.replace(/[^\n]/g, " ") : text).join("")

/**
 * The file with comments and the insides of strings, templates and regular expressions blanked out;
 * quotes and line numbers stay.
 */
export const codeOnly = (source: string): string =>
  tokens(source).map(({ kind, text }) =>
    kind === "code"
      ? text
      : kind === "comment"
      ? text.replace(/[^\n]/g, " ")
      : text.replace(/(?<=.)[^\n](?=.)/gs, " ")
  ).join("")

export const lineOf = (source: string, index: number): number => source.slice(0, index).split("\n").length

// internal

const endOf = (source: string, mark: string, from: number) => {
  const end = source.indexOf(mark, from)
  return end === -1 ? source.length : end + mark.length
}

const lineEnd = (source: string, from: number) => {
  const end = source.indexOf("\n", from)
  return end === -1 ? source.length : end
}

const stringEnd = (source: string, start: number) => {
  for (let end = start + 1; end < source.length; end++) {
    if (source[end] === "\\") end++
    else if (source[end] === source[start] || source[end] === "\n") return end + 1
  }
  return source.length
}

const regexEnd = (source: string, start: number) => {
  let inClass = false
  for (let end = start + 1; end < source.length; end++) {
    if (source[end] === "\\") end++
    else if (source[end] === "[") inClass = true
    else if (source[end] === "]") inClass = false
    else if (source[end] === "\n") return end
    else if (source[end] === "/" && !inClass) return end + 1
  }
  return source.length
}

// A slash begins a regular expression where a value may stand: after an operator, a bracket or a
// keyword, but not after a value.
const regexMayStart = (code: string, before: ReadonlyArray<Token>) => {
  const text = code.trimEnd()
  if (text === "") return before.findLast(({ kind }) => kind !== "comment")?.kind !== "string"
  return /[(,=:[!&|?{};+\-*%~^<>]$/.test(text) || /\b(return|typeof|case|in|of|yield|await|default)$/.test(text)
}
