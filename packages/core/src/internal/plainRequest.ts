import { type CancelRequest, unchecked } from "../CancelRequest.ts"

/**
 * A copy of a request of the usual kind, if every field of it is plainly right. Pure.
 *
 * Most cancels name a payment, whole amounts and a reason, and holding those against the schema costs as much as decoding the answer. This accepts less
 * than the schema does and refuses nothing: whatever it does not know (other fields, fractions, long texts, objects made in some other way) is
 * `undefined`, and for the schema to judge.
 */
export const plainRequest = (input: unknown): typeof CancelRequest.Type | undefined => {
  if (Object(input) !== input || Object.getPrototypeOf(input) !== Object.prototype) return undefined
  const names = Reflect.ownKeys(input as object)
  for (const name of names) if (!usual.has(name)) return undefined

  // Read once: what was looked at is what is sent.
  const { _tag, amount, checksum, impUid, merchantUid, reason } = input as Record<string, unknown>
  if (impUid === undefined && merchantUid === undefined) return undefined
  if (!isText(impUid, 32) || !isText(merchantUid, 40) || !isText(reason, 256)) return undefined
  if (checksum !== unchecked && !isWhole(checksum)) return undefined

  if (_tag === "Full") return names.includes("amount") ? undefined : { _tag, impUid, merchantUid, checksum, reason }
  return _tag === "Partial" && isWhole(amount) && (checksum === unchecked || amount <= checksum)
    ? { _tag, impUid, merchantUid, amount, checksum, reason }
    : undefined
}

// internal

const usual = new Set<string | symbol>(["_tag", "impUid", "merchantUid", "amount", "checksum", "reason"])

// A text has no more characters than UTF-16 units.
const isText = (value: unknown, atMost: number): value is string | undefined =>
  value === undefined || (typeof value === "string" && value !== "" && value.length <= atMost)

// A whole number fits every currency.
const isWhole = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) > 0
