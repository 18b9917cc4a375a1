/** The check of the names and types of options, for callers without TypeScript. */
import type { Options } from "../index.ts"
import { LATEST } from "./time.ts"

/** The first mistake in the options as a sentence, or undefined. Their values are checked later. */
export const optionMistake = (options: unknown): string | undefined => {
  if (typeof options !== "object" || options === null || Array.isArray(options)) return "options are an object"
  for (const [name, value] of Object.entries(options)) {
    if (!Object.hasOwn(TYPES, name)) return `unknown option ${name}; options: ${Object.keys(TYPES).join(", ")}`
    const type = TYPES[name as keyof Options]
    if (value === undefined || type === "any") continue
    if (value === null || typeof value !== type) return `option ${name} must be of type ${type}, not ${shown(value)}`
  }
  const { now } = options as Options
  const time = now?.()
  if (time !== undefined && !(typeof time === "number" && time >= 0 && time <= LATEST * 1000)) {
    return `now returned ${shown(time)}, which is no time in milliseconds`
  }
  return undefined
}

// internal

const shown = (value: unknown): string => value === null ? "null" : `${typeof value} ${String(value).slice(0, 50)}`

const TYPES: Readonly<Record<keyof Options, "any" | "boolean" | "function" | "number" | "object" | "string">> = {
  port: "number",
  host: "string",
  allowRemote: "boolean",
  key: "string",
  secret: "string",
  tokenLife: "number",
  statusAfterPartial: "string",
  rules: "string",
  rule: "object",
  webhookUrl: "string",
  webhookContentType: "string",
  webhookResend: "boolean",
  // A number, a text or a `Date`, which `readTime` checks.
  startTime: "any",
  frozen: "boolean",
  now: "function",
  maxPayments: "number",
  maxCancels: "number",
  maxBytes: "number",
  log: "function"
}
