/**
 * The JSON logger written again in the plainest way, without any of its short cuts: the test
 * compares both on random log entries.
 */
import { CancelError, LogEvent } from "@effect-portone/core"
import type { AllowList } from "@effect-portone/logging"
import { Cause, type Logger, References } from "effect"

export const lineOf = (options: AllowList.Options, entry: Logger.Options<unknown>): string => {
  const keys = new Set([...LogEvent.keys, ...options.keys ?? []])
  const messages = options.messages ?? []
  const longest = options.longestText ?? 200

  const written = (value: unknown) => {
    if (typeof value === "boolean") return value
    if (typeof value === "string") {
      const masked = mask(value)
      return masked.length > longest ? masked.slice(0, longest) + "…" : masked
    }
    if (typeof value !== "number") return undefined
    return mask(String(value)) !== String(value) ? mask(String(value)) : Number.isFinite(value) ? value : undefined
  }

  const fault = (how: string, error: unknown) => {
    const fields = Object(error) as Readonly<Record<string, unknown>>
    const name = typeof fields["_tag"] === "string"
      ? fields["_tag"]
      : error instanceof Error
      ? error.constructor.name
      : ""
    const shown: Record<string, unknown> = { how, error: /^[A-Za-z_$][\w$./@-]{0,79}$/.test(name) ? name : "unnamed" }
    if (isOurs(error)) {
      shown["payment"] = fields["payment"] ?? fields["impUid"]
      shown["code"] = fields["code"]
      shown["status"] = fields["status"]
      shown["reason"] = REASONS.has(fields["reason"]) ? fields["reason"] : undefined
      shown["checksum"] = fields["checksum"]
      shown["operation"] = ["get", "set", "clear"].includes(String(fields["operation"]))
        ? fields["operation"]
        : undefined
      shown["moneyMoved"] = fields["moneyMoved"]
      shown["resend"] = fields["resend"]
      if (options.errorMessages === true) shown["message"] = fields["message"]
    }
    return Object.fromEntries(Object.entries(shown).map(([key, value]) => [key, written(value)]))
  }

  const parts = Array.isArray(entry.message) ? entry.message : [entry.message]
  const isError = (part: unknown) => part instanceof Error || isOurs(part)
  const texts = parts.filter((part) => !isError(part)).map((part) =>
    messages === "all" || EVENTS.has(part) || messages.includes(part) ? written(part) : undefined
  )
  const faults = [
    ...entry.cause.reasons.map((reason) =>
      Cause.isFailReason(reason)
        ? fault("failed", reason.error)
        : Cause.isDieReason(reason)
        ? fault("died", reason.defect)
        : { how: "interrupted" }
    ),
    ...parts.filter(isError).map((part) => fault("failed", part))
  ]
  const annotations = Object.entries(entry.fiber.getRef(References.CurrentLogAnnotations)).map(([key, value]) =>
    [key, keys.has(key) && !RESERVED.has(key) ? written(value) : undefined] as const
  )
  const spans = entry.fiber.getRef(References.CurrentLogSpans)
  const withheld = [
    ...texts.filter((text) => text === undefined),
    ...annotations.filter(([, value]) => value === undefined),
    ...spans.filter(([label]) => !keys.has(label))
  ]
  const shownTexts = texts.filter((text) => text !== undefined)
  const line = {
    timestamp: entry.date.toISOString(),
    level: entry.logLevel.toUpperCase(),
    message: shownTexts.length > 0
      ? shownTexts.join(" ")
      : texts.length > 0
      ? "<withheld>"
      : faults[0] !== undefined && "error" in faults[0]
      ? faults[0]["error"]
      : "",
    ...Object.fromEntries(annotations.filter(([, value]) => value !== undefined)),
    spans: Object.fromEntries(
      spans.filter(([label]) => keys.has(label)).map(([label, start]) => [label, entry.date.getTime() - start])
    ),
    faults,
    withheld: withheld.length
  }
  const { faults: allFaults, spans: allSpans, withheld: count, ...rest } = line
  return JSON.stringify({
    ...rest,
    ...(Object.keys(allSpans).length > 0 && { spans: allSpans }),
    ...(allFaults.length > 0 && { faults: allFaults }),
    ...(count > 0 && { withheld: count })
  })
}

const RESERVED = new Set(["timestamp", "level", "message", "spans", "faults", "withheld", "__proto__"])

const EVENTS = new Set<unknown>([
  "portone.cancel.sending",
  "portone.cancel.confirmed",
  "portone.cancel.confirmed-unreadable",
  "portone.cancel.failed",
  "portone.token.issued",
  "portone.token.dropped",
  "portone.token.store-failed"
])

const REASONS = new Set<unknown>([
  ...CancelError.NotSent.fields.reason.literals,
  ...CancelError.OutcomeUnknown.fields.reason.literals
])

const isOurs = (error: unknown) => {
  const { moneyMoved, resend } = Object(error) as Readonly<Record<string, unknown>>
  return Object(error) === error && ["no", "unknown"].includes(String(moneyMoved)) &&
    ["safe", "with-checksum", "never"].includes(String(resend))
}

// From the left: the longest stretch of whole groups with 13 to 19 digits and a correct check
// digit, or one group of more than 19 digits.
const mask = (text: string): string => {
  const [before = text, uuid = "", ...after] = text.split(
    /((?<![0-9a-z０-９])(?![0-9-]{36})[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![0-9a-z０-９]))/i
  )
  return uuid === "" ? maskBetweenUuids(text) : maskBetweenUuids(before) + uuid + mask(after.join(""))
}

const maskBetweenUuids = (text: string): string => {
  const groups = [...text.matchAll(/[0-9０-９]+/g)].map((match) => ({
    start: match.index,
    digits: match[0].replace(/[０-９]/g, (digit) => String("０１２３４５６７８９".indexOf(digit)))
  }))
  let masked = ""
  let done = 0
  for (let first = 0; first < groups.length; first++) {
    let end: number | undefined
    let digits = ""
    for (let last = first; last < groups.length; last++) {
      const group = groups[last]!
      const previous = groups[last - 1]
      if (
        last > first &&
        !/^[\t\p{Zs}\p{Pd}\p{Cf}]$/u.test(text.slice(previous!.start + previous!.digits.length, group.start))
      ) break
      if (digits.length >= 19) break
      digits += group.digits
      const isLong = last === first && digits.length > 19
      if (isLong || (digits.length >= 13 && digits.length <= 19 && luhn(digits))) end = last
    }
    if (end === undefined) continue
    masked += text.slice(done, groups[first]!.start) + "<card number>"
    done = groups[end]!.start + groups[end]!.digits.length
    first = end
  }
  return masked + text.slice(done)
}

const luhn = (digits: string) =>
  [...digits].toReversed().reduce((sum, digit, at) => {
        const value = Number(digit) * (at % 2 === 0 ? 1 : 2)
        return sum + (value > 9 ? value - 9 : value)
      }, 0) % 10 === 0
