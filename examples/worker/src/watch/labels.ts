/**
 * The values of labels. Each label has a fixed set of them, so that no text of a provider and no
 * key makes a time series of its own.
 */
import { RefundOutcome } from "@effect-portone/refunds"

/** The payment's PG, `unknown` before the first look-up, `other` if it is not in the list. */
export const pgLabel = (pg: string | undefined): string =>
  pg === undefined || pg === "" ? "unknown" : PGS.has(pg) ? pg : "other"

/** The outcome of the last call, `none` before the first one. */
export const outcomeLabel = (outcome: string | undefined): string =>
  outcome === undefined ? "none" : OUTCOMES.has(outcome) ? outcome : "other"

/** A code of this project. The words of a provider and sentences for people are `none`. */
export const causeLabel = (cause: string | undefined): string =>
  cause !== undefined && CAUSES.includes(cause) ? cause : "none"

/** Every code that a stored outcome may have as its cause. */
export const CAUSES: ReadonlyArray<string> = [
  ...RefundOutcome.Undetermined.fields.cause.literals,
  ...RefundOutcome.NotRefunded.fields.proof.literals,
  ...RefundOutcome.Succeeded.fields.certain.literals,
  // A person has resolved it.
  "person"
]

// internal

const OUTCOMES: ReadonlySet<string> = new Set([
  "Succeeded",
  "AcceptedPending",
  "Rejected",
  "NotRefunded",
  "Undetermined",
  "InvalidRefund",
  "KeyReused",
  "PaymentNotFound",
  "TagSecretUnknown",
  "LedgerFailed",
  "CredentialsRejected",
  "Unauthorized"
])

/** Values of `pg_provider` that PortOne's documentation names. */
const PGS: ReadonlySet<string> = new Set([
  "danal",
  "danal_tpay",
  "daou",
  "html5_inicis",
  "inicis",
  "kakaopay",
  "kcp",
  "kcp_billing",
  "kcp_quick",
  "kicc",
  "kicc_v2",
  "ksnet",
  "mobilians",
  "naverpay",
  "nice",
  "nice_v2",
  "payco",
  "paymentwall",
  "paypal_v2",
  "settle",
  "smartro",
  "smartro_v2",
  "toss_brandpay",
  "tosspay",
  "tosspay_v2",
  "tosspayments",
  "uplus",
  "welcome"
])
