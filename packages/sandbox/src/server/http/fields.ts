/** Turns the text of a body into fields. JSON and form bodies end up in the same shape. */

/** The fields of a request. */
export type Fields = Readonly<Record<string, unknown>>

/** Fields, and how they were written. */
export interface ParsedBody {
  readonly form: "empty" | "form" | "json"
  readonly fields: Fields
}

/** How deep a JSON body or a form key may nest. */
const MAX_DEPTH = 32

/**
 * Reads a body. `undefined` means that it cannot be read.
 *
 * Assumes: blanks around a field name are ignored, because bodies with `" imp_uid"` are in use. A body without a content
 * type is JSON when it starts with a brace.
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

/** JSON, or `undefined` when it is none or nests too deep to print again. */
export const parseJson = (text: string): unknown => {
  try {
    return nestsTooDeep(text) ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}

/** A JSON object, not null and not an array. */
export const isRecord = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value)

// internal

// Object.fromEntries makes plain own properties, so a field named __proto__ is only a field.
const trimNames = (entries: ReadonlyArray<readonly [string, unknown]>): Fields =>
  Object.fromEntries([
    ...entries.filter(([name]) => name !== name.trim()).map(([name, value]) => [name.trim(), value] as const),
    ...entries.filter(([name]) => name === name.trim())
  ])

type Branch = Map<string, Branch | string>

const parseForm = (text: string): Fields => {
  const root: Branch = new Map()
  for (const [key, value] of new URLSearchParams(text)) plant(root, path(key), value)
  return trimNames(Object.entries(harvest(root)))
}

// "extra[requester]" → ["extra", "requester"]; anything that is not well formed stays one name.
const path = (key: string): ReadonlyArray<string> => {
  const match = /^([^[\]]+)((?:\[[^[\]]*\])+)$/.exec(key)
  if (match === null) return [key]
  const [, name = "", rest = ""] = match
  const parts = [name, ...rest.slice(1, -1).split("][")]
  return parts.length > MAX_DEPTH ? [key] : parts
}

const plant = (branch: Branch, parts: ReadonlyArray<string>, value: string): void => {
  const [first = "", ...rest] = parts
  const name = first === "" ? String(branch.size) : first
  if (rest.length === 0) {
    branch.set(name, value)
    return
  }
  const known = branch.get(name)
  const next: Branch = known instanceof Map ? known : new Map()
  branch.set(name, next)
  plant(next, rest, value)
}

const harvest = (branch: Branch): Fields =>
  Object.fromEntries(
    Array.from(branch, ([name, value]) => [name, typeof value === "string" ? value : harvest(value)] as const)
  )

// Counts brackets outside of strings. Looking at the text makes no garbage, and a big order of payments is all text.
const nestsTooDeep = (text: string): boolean => {
  let depth = 0
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
      if (depth > MAX_DEPTH) return true
    } else if (character === "}" || character === "]") {
      depth -= 1
    }
  }
  return false
}
