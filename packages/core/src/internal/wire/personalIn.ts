import * as Redacted from "effect/Redacted"
import { personalFields } from "./paymentFields.ts"

/**
 * The personal data of the payments in a response. The message of the same response may repeat it.
 */
export const personalIn = (response: unknown): ReadonlyArray<Redacted.Redacted<string>> =>
  paymentsIn(response).flatMap((payment) =>
    [...NAMES.map((name) => payment[name]), ...depositors(payment["deposit_history"])].flatMap((value) =>
      typeof value === "string" ? [Redacted.make(value)] : typeof value === "number" ? [Redacted.make(`${value}`)] : []
    )
  )

// internal

type Wire = Readonly<Record<string, unknown>>

const NAMES = Object.values(personalFields).map(({ wire }) => wire)

const listOf = (value: unknown): ReadonlyArray<unknown> => Array.isArray(value) ? value : [value]

// One payment, a list of some, or a page.
const paymentsIn = (response: unknown): ReadonlyArray<Wire> =>
  listOf(response).flatMap((one) => listOf((Object(one) as Wire)["list"] ?? one)).map((one) => Object(one) as Wire)

const depositors = (history: unknown) => listOf(history).map((entry) => (Object(entry) as Wire)["depositor_name"])
