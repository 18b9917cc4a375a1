/**
 * The code in the documentation, and what it says comes out.
 */
import { codeOnly, lineOf, tokens } from "./source-text.ts"

export interface Fence {
  readonly file: string
  /** The line of its first line of code. */
  readonly line: number
  readonly language: string
  readonly code: string
}

/** The fences of a Markdown file, or of the doc comments of a TypeScript file. */
export const fencesOf = (file: string, text: string): ReadonlyArray<Fence> =>
  file.endsWith(".md")
    ? fencesIn(file, text, 0)
    : tokens(text).filter(({ kind, text }) => kind === "comment" && text.startsWith("/**")).flatMap((comment) =>
      // Line by line, so that a fence keeps its place in the file.
      fencesIn(
        file,
        comment.text.split("\n").map((line) => line.replace(/^\s*\* ?/, "")).join("\n"),
        lineOf(text, comment.start) - 1
      )
    )

/** Where a fence says what comes out. */
export const placesOf = ({ code, file, line }: Fence): ReadonlyArray<string> =>
  claims(code, codeOnly(code)).map(({ where }) => `${file}:${line + where - 1}`)

/**
 * The fence as a module that checks itself: each expression with a `// => value` behind or below it
 * is an argument of `__check`, with the value as text; `console.log` writes to `__printed`.
 */
export const selfChecking = (fence: Fence): string => {
  const { code } = fence
  const bare = codeOnly(code)
  const places = placesOf(fence)
  let rewritten = ""
  let done = 0
  for (const [index, { end, expected, start, statement }] of claims(code, bare).entries()) {
    const place = places[index] ?? ""
    const check = (expression: string) =>
      `__check(${JSON.stringify(place)}, ${JSON.stringify(expected)}, (${expression}))`
    const declared = /^(?:export\s+)?(?:const|let|var)\s+([\w$]+)\s*[:=]/.exec(statement)?.[1]
    const printed = /^console\.\w+(?=\(.*\)$)/s.exec(statement)?.[0]
    const returned = /^return\s+(.*)$/s.exec(statement)?.[1]
    if (
      /^(?:(?:export\s+)?(?:const|let|var|function|class)|if|for|while|throw|import)\b/.test(statement) &&
      declared === undefined
    ) {
      throw new Error(`${place}: "// =>" must follow an expression or the declaration of one name`)
    }
    rewritten += code.slice(done, start) + (declared !== undefined
      ? `${statement}; ${check(declared)}`
      : printed !== undefined
      ? statement.replace(printed, `__printed(${JSON.stringify(place)}, ${JSON.stringify(expected)})`)
      : returned !== undefined
      ? `return ${check(returned)}`
      : check(statement))
    done = end
  }
  return rewritten + code.slice(done)
}

// internal

const fencesIn = (file: string, text: string, linesBefore: number): ReadonlyArray<Fence> => {
  const found: Array<Fence> = []
  const lines = text.split("\n")
  for (let at = 0; at < lines.length; at++) {
    const open = /^(\s*)(`{3,})\s*(\S*)/.exec(lines[at] ?? "")
    if (open === null) continue
    const [, indent = "", ticks = "", language = ""] = open
    const first = at + 1
    do at++
    while (at < lines.length && lines[at]?.trim() !== ticks)
    const code = lines.slice(first, at).map((line) => line.startsWith(indent) ? line.slice(indent.length) : line)
    found.push({ file, line: linesBefore + first + 1, language, code: `${code.join("\n")}\n` })
  }
  return found
}

interface Claim {
  readonly start: number
  readonly end: number
  readonly statement: string
  readonly expected: string
  /** The line of the comment in the fence, from 1. */
  readonly where: number
}

const claims = (code: string, bare: string): ReadonlyArray<Claim> => {
  const comments = tokens(code).filter(({ kind }) => kind === "comment")
  return comments.flatMap((comment, index) => {
    if (!comment.text.startsWith("// =>")) return []
    let expected = comment.text.slice("// =>".length).trim()
    // A value in brackets may go on in the comments of the next lines.
    for (let next = index + 1; /^[[{("'`]/.test(expected) && !isExpression(expected); next++) {
      const [before, more] = [comments[next - 1], comments[next]]
      if (before === undefined || more === undefined || more.text.startsWith("// =>")) break
      if (code.slice(before.start + before.text.length, more.start).trim() !== "") break
      expected = `${expected} ${more.text.slice(2).trim()}`
    }
    const end = bare.slice(0, comment.start).trimEnd().length
    const start = statementStart(bare, end)
    const statement = code.slice(start, end).replace(/;$/, "")
    return [{ start, end, statement, expected, where: lineOf(code, comment.start) }]
  })
}

const isExpression = (text: string) => {
  try {
    return typeof new Function(`return (${text}\n)`) === "function"
  } catch {
    return false
  }
}

// Upwards from the end, until brackets are balanced and the line begins something.
const statementStart = (bare: string, end: number) => {
  let start = bare.lastIndexOf("\n", end - 1) + 1
  for (;;) {
    const text = bare.slice(start, end)
    const open = (text.match(/[([{]/g) ?? []).length
    const close = (text.match(/[)\]}]/g) ?? []).length
    const previous = bare.slice(0, start).trimEnd()
    const goesOn = close > open || /^\s*[.)\]}?:|&+*/,=<>]/.test(text) || /(=|=>|\?|:|&&|\|\||\+|\.)$/.test(previous)
    if (start === 0 || !goesOn) return start + (/^[\s;]*/.exec(text)?.[0].length ?? 0)
    start = bare.lastIndexOf("\n", start - 2) + 1
  }
}
