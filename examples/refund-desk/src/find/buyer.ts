/**
 * The buyer of an order: sealed in the row, masked on every page, and found by an index of the
 * whole name or the whole phone number, which only the shop's key can make.
 */
import { Option, Redacted, Schema } from "effect"
import { createHmac } from "node:crypto"
import type { Keys } from "../shop/Keys.ts"
import { openText, sealText } from "../shop/vault.ts"

/** As the customer gave it at the checkout. */
export const Buyer = Schema.Struct({ name: Schema.String, phone: Schema.String })

/** As the customer gave it at the checkout. */
export type Buyer = typeof Buyer.Type

/** The columns of a buyer. */
export const buyerColumns = (keys: Keys, orderId: string, buyer: Buyer | undefined) =>
  buyer === undefined ? {} : {
    buyer: sealText(keys, `buyer|${orderId}`, encode(buyer)),
    buyer_name: buyer.name === "" ? null : nameIndex(keys, buyer.name),
    buyer_phone: buyer.phone === "" ? null : phoneIndex(keys, buyer.phone),
    masked_name: maskedName(buyer.name),
    masked_phone: maskedPhone(buyer.phone)
  }

/** The columns of an order whose buyer was removed. */
export const NO_BUYER = { buyer: null, buyer_name: null, buyer_phone: null, masked_name: "", masked_phone: "" } as const

/** None: there is none, or it was sealed with another secret or for another order. */
export const openBuyer = (keys: Keys, orderId: string, sealed: string): Option.Option<Buyer> =>
  Option.flatMap(openText(keys, `buyer|${orderId}`, sealed), decode)

/** The index of what a person typed: of a phone number, or of a name. */
export const buyerIndex = (keys: Keys, typed: string): string =>
  digitsOf(typed).length >= 7 ? phoneIndex(keys, typed) : nameIndex(keys, typed)

/** The index of a name. Blanks, letter case and the form of Unicode make no other name. */
export const nameIndex = (keys: Keys, name: string) =>
  indexOf(keys, "n", name.normalize("NFKC").replace(/\s/g, "").toLowerCase())

/** `김*지`, `김*`, `S****g`: the first and the last letter. Of a long name four stars are enough. */
export const maskedName = (name: string): string => {
  const letters = Array.from(name.trim())
  const last = letters.length > 2 ? letters.at(-1) ?? "" : ""
  return letters.length === 0
    ? ""
    : (letters[0] ?? "") + "*".repeat(Math.min(4, Math.max(1, letters.length - 2))) + last
}

/**
 * `010-****-5678`, `02-****-567`: the code of the area and the end, with four digits or more
 * hidden. Of a number of another country the end only. Short ones show nothing.
 */
export const maskedPhone = (phone: string): string => {
  const digits = digitsOf(phone)
  if (digits.length < 9) return digits === "" ? "" : "****"
  const [area = ""] = /^(?:02|0\d\d)/.exec(digits) ?? []
  const end = digits.slice(-Math.min(4, digits.length - area.length - 4))
  return `${area === "" ? "" : `${area}-`}****-${end}`
}

// internal

const BuyerJson = Schema.fromJsonString(Buyer)
const encode = Schema.encodeSync(BuyerJson)
const decode = Schema.decodeUnknownOption(BuyerJson)

const indexOf = (keys: Keys, kind: "n" | "p", text: string): string =>
  `${kind}-${
    createHmac("sha256", Redacted.value(keys.find)).update(`${kind}|${text}`).digest("base64url").slice(0, 22)
  }`

const phoneIndex = (keys: Keys, phone: string) => indexOf(keys, "p", digitsOf(phone))

// +82 010-1234-5678, +82 10-1234-5678 and 010-1234-5678 are one number.
const digitsOf = (phone: string): string => {
  const bare = phone.normalize("NFKC").replace(/[^\d+]/g, "")
  return bare.replace(/^(?:\+|00)?820?(?=1\d{8,9}$|[2-8]\d{7,9}$)/, "0").replace(/\D/g, "")
}
