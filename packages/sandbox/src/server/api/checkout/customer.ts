/** A billing key: a card that a shop may charge again by its `customer_uid`. */
import type { Fields } from "../../http/fields.ts"
import { text } from "./requestFields.ts"

/** A billing key, as the API shows it. Spec: "CustomerAnnotation" */
export interface Customer {
  readonly card_code: string
  readonly card_name: string
  readonly card_number: string
  readonly card_type: number
  readonly customer_addr: string | null
  readonly customer_email: string | null
  readonly customer_name: string | null
  readonly customer_postcode: string | null
  readonly customer_tel: string | null
  readonly customer_uid: string
  /** Units: UNIX seconds. */
  readonly inserted: number
  readonly pg_id: string
  readonly pg_provider: string
  readonly sandbox: boolean
  /** Units: UNIX seconds. */
  readonly updated: number
}

/** The billing key of a request. The fields of the person begin with `customer` or `buyer`. */
export const customerOf = (
  customerUid: string,
  cardNumber: string,
  fields: Fields,
  person: "buyer" | "customer",
  now: number
): Customer => {
  const [provider = "", id] = (text(fields["pg"]) ?? "").split(".")
  return {
    card_code: "366",
    card_name: "신한카드",
    card_number: cardNumber,
    card_type: 0,
    customer_addr: text(fields[`${person}_addr`]) ?? null,
    customer_email: text(fields[`${person}_email`]) ?? null,
    customer_name: text(fields[`${person}_name`]) ?? null,
    customer_postcode: text(fields[`${person}_postcode`]) ?? null,
    customer_tel: text(fields[`${person}_tel`]) ?? null,
    customer_uid: customerUid,
    inserted: now,
    pg_id: provider === "" ? "INIBillTst" : id ?? "sandbox",
    pg_provider: provider === "" ? "html5_inicis" : provider,
    sandbox: false,
    updated: now
  }
}
