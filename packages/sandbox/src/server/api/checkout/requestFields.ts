/** Reads single fields of a request that makes a payment. */
import { isRecord } from "../../http/fields.ts"
import { MOST_NOTICE_URLS } from "../webhooks/webhookAddress.ts"

/** A text that is not blank; a JSON number counts as its text. */
export const text = (value: unknown): string | undefined => {
  const found = typeof value === "number" ? String(value) : value
  return typeof found === "string" && found.trim() !== "" ? found : undefined
}

/** UNIX seconds. */
export const seconds = (value: unknown): number | undefined => {
  const found = text(value)
  return found !== undefined && /^\d{1,12}$/.test(found) ? Number(found) : undefined
}

/** The digits of a card number, without hyphens and blanks. */
export const cardDigits = (value: unknown): string => (text(value) ?? "").replace(/[-\s]/g, "")

/** A card number with all but its first six and last digits replaced, as in public output. */
export const maskedCard = (value: unknown): string | undefined => {
  const digits = cardDigits(value)
  return /^\d{13,19}$/.test(digits)
    ? digits.slice(0, 6) + "*".repeat(digits.length - 7) + digits.slice(-1)
    : undefined
}

/** Whether the text has the form `YYYY-MM` of an expiry; a month without the hyphen counts too. */
export const isExpiry = (value: unknown): boolean => /^\d{4}-?\d{2}$/.test(text(value) ?? "")

/**
 * `custom_data` as text. Spec: official schema: "객체로 전달되는 경우 JSON 문자열로 저장".
 */
export const customData = (value: unknown): string | undefined =>
  typeof value === "object" && value !== null
    ? JSON.stringify(value)
    : typeof value === "boolean"
    ? String(value)
    : text(value)

/**
 * The addresses in `notice_url`: a text or a list, also one of a form. `undefined` means that there
 * are none, `null` that they cannot be used.
 */
export const noticeUrls = (value: unknown): ReadonlyArray<string> | undefined | null => {
  if (value === undefined || value === null || value === "") return undefined
  const listed: ReadonlyArray<unknown> = Array.isArray(value) ? value : isRecord(value) ? Object.values(value) : [value]
  const urls = listed.filter((url) =>
    typeof url === "string" && /^https?:/i.test(url) && URL.canParse(url)
  ) as ReadonlyArray<
    string
  >
  return urls.length === listed.length && urls.length <= MOST_NOTICE_URLS ? urls : null
}
