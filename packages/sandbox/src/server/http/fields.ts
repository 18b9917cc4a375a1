/** Parses a request body into fields. JSON and form bodies have the same result. */

/** The fields of a request. */
export type Fields = Readonly<Record<string, unknown>>

/** Fields, and the format of the body. */
export interface ParsedBody {
  readonly form: "empty" | "form" | "json"
  readonly fields: Fields
}

/** How deep a JSON body or a form key may be nested. */
const MAX_DEPTH = 32

/**
 * Parses a body. `undefined` means that it cannot be parsed.
 *
 * Assumes: blanks around a field name are ignored, because existing clients send `" imp_uid"`. A
 * body without a content type is JSON when it starts with a brace.
 */
export const parseFields = (text: string, contentType: string): ParsedBody | undefined => {
  const body = text.replace(/^\uFEFF/, "")
  if (body.trim() === "") return { form: "empty", fields: {} }
  const type = contentType.toLowerCase()
  const isForm = type.includes("x-www-form-urlencoded") || (!type.includes("json") && !/^\s*\{/.test(body))
  if (isForm) return { form: "form", fields: parseForm(body) }
  const value = parseJson(body)
  return isRecord(value) ? { form: "json", fields: trimNames(Object.entries(value)) } : undefined
}

/** Parses JSON. `undefined` means that it is not JSON or nested too deep to be printed again. */
export const parseJson = (text: string): unknown => {
  try {
    return sizeOfJson(text).depth > MAX_DEPTH ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}

/**
 * How deep a JSON text is nested, and how many values and brackets it has at most. Counting them
 * allocates nothing: a text of a few MiB can parse into objects of more than a GiB.
 */
export const sizeOfJson = (text: string): { readonly depth: number; readonly values: number } => {
  let depth = 0
  let deepest = 0
  let values = 1
  let isString = false
  for (let at = 0; at < text.length; at++) {
    const character = text[at]
    if (isString) {
      if (character === "\\") at += 1
      else if (character === "\"") isString = false
    } else if (character === "\"") {
      isString = true
    } else if (character === "{" || character === "[") {
      depth += 1
      values += 1
      if (depth > deepest) deepest = depth
    } else if (character === "}" || character === "]") {
      depth -= 1
    } else if (character === ",") {
      values += 1
    }
  }
  return { depth: deepest, values }
}

/** Is this a JSON object, and not null or an array? */
export const isRecord = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value)

// internal

// Object.fromEntries defines own properties, so a field named __proto__ is an ordinary field.
const trimNames = (entries: ReadonlyArray<readonly [string, unknown]>): Fields =>
  Object.fromEntries([
    ...entries.filter(([name]) => name !== name.trim()).map(([name, value]) => [name.trim(), value] as const),
    ...entries.filter(([name]) => name === name.trim())
  ])

type Branch = Map<string, Branch | string>

const parseForm = (text: string): Fields => {
  const root: Branch = new Map()
  for (const [key, value] of new URLSearchParams(text)) addToBranch(root, path(key), value)
  return trimNames(Object.entries(toFields(root)))
}

// "extra[requester]" → ["extra", "requester"]; a malformed key stays one name.
const path = (key: string): ReadonlyArray<string> => {
  const match = /^([^[\]]+)((?:\[[^[\]]*\])+)$/.exec(key)
  if (match === null) return [key]
  const [, name = "", rest = ""] = match
  const parts = [name, ...rest.slice(1, -1).split("][")]
  return parts.length > MAX_DEPTH ? [key] : parts
}

const addToBranch = (branch: Branch, parts: ReadonlyArray<string>, value: string): void => {
  const [first = "", ...rest] = parts
  const name = first === "" ? String(branch.size) : first
  if (rest.length === 0) {
    branch.set(name, value)
    return
  }
  const known = branch.get(name)
  const next: Branch = known instanceof Map ? known : new Map()
  branch.set(name, next)
  addToBranch(next, rest, value)
}

const toFields = (branch: Branch): Fields =>
  Object.fromEntries(
    Array.from(branch, ([name, value]) => [name, typeof value === "string" ? value : toFields(value)] as const)
  )
