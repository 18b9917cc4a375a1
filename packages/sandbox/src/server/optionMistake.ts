/** The check of the names and types of options, for callers without TypeScript. */
import { LATEST } from "./time.ts"

/** The type of an option; `any` is checked where it is read. */
export type OptionType = "any" | "boolean" | "function" | "number" | "object" | "string"

/** The first mistake in the options as a sentence, or undefined. Their values are checked later. */
export const optionMistake = (
  options: unknown,
  types: Readonly<Record<string, OptionType>>
): string | undefined => {
  if (typeof options !== "object" || options === null || Array.isArray(options)) return "options are an object"
  for (const [name, value] of Object.entries(options)) {
    const type = Object.hasOwn(types, name) ? types[name] : undefined
    if (type === undefined) return `unknown option ${name}; options: ${Object.keys(types).join(", ")}`
    if (value === undefined || type === "any") continue
    if (value === null || typeof value !== type) return `option ${name} must be of type ${type}, not ${shown(value)}`
  }
  const { now } = options as { readonly now?: () => unknown }
  const time = now?.()
  if (time !== undefined && !(typeof time === "number" && time >= 0 && time <= LATEST * 1000)) {
    return `now returned ${shown(time)}, which is no time in milliseconds`
  }
  return undefined
}

// internal

const shown = (value: unknown): string => value === null ? "null" : `${typeof value} ${String(value).slice(0, 50)}`
