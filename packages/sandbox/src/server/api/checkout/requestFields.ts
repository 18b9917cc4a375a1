/** Reads single fields of a request that makes a payment. */

/** The most characters of a stored field. */
const LONGEST = 1000

/** A text that is not blank; a JSON number counts as its text. */
export const text = (value: unknown): string | undefined => {
  const found = typeof value === "number" ? String(value) : value
  return typeof found === "string" && found.trim() !== "" && found.length <= LONGEST ? found : undefined
}

/** UNIX seconds. */
export const seconds = (value: unknown): number | undefined => {
  const found = text(value)
  return found !== undefined && /^\d{1,12}$/.test(found) ? Number(found) : undefined
}

/** A card number with all but its first six and last digits replaced, as in public output. */
export const maskedCard = (value: unknown): string | undefined => {
  const digits = (text(value) ?? "").replace(/[-\s]/g, "")
  return /^\d{13,19}$/.test(digits)
    ? digits.slice(0, 6) + "*".repeat(digits.length - 7) + digits.slice(-1)
    : undefined
}

/** Whether the text has the form `YYYY-MM` of an expiry; a month without the hyphen counts too. */
export const isExpiry = (value: unknown): boolean => /^\d{4}-?\d{2}$/.test(text(value) ?? "")
