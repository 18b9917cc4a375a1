/**
 * PortOne's webhook. It is not signed: anybody who knows the address can send one. So it is never believed; it is a reason to read the payment now.
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { AccessToken } from "./AccessToken.ts"
import { type FindError, findPayment, type Options as FindOptions } from "./FindPayment.ts"
import type { Payment } from "./Payment.ts"
import { ImpUid } from "./PaymentKey.ts"
import type { Transport } from "./Transport.ts"

/**
 * What a webhook claims. Use it to find the payment, never to change an order.
 *
 * `status` is `paid`, `ready`, `failed` or `cancelled`, or one nobody has seen yet. `cancellationId` comes with cancels and names the entry of
 * `cancelHistory`.
 */
export interface Claim {
  readonly impUid: string
  readonly merchantUid: Option.Option<string>
  readonly status: Option.Option<string>
  readonly cancellationId: Option.Option<string>
}

/**
 * The body is no webhook of PortOne.
 *
 * Cause: an empty body, HTML, cut JSON, no `imp_uid`. The body itself is not quoted.
 */
export class WebhookUnreadable extends Schema.TaggedError<WebhookUnreadable>()("WebhookUnreadable", {
  problem: Schema.String
}) {
  readonly moneyMoved = "no"
  readonly resend = "never"
  override get message() {
    return `The webhook cannot be read: ${this.problem}. A webhook moves no money. ` +
      "Answer with 400; if it was PortOne's, the payment can still be read by its id."
  }
}

/**
 * Reads the body of a webhook: JSON or form, as text or as a framework has parsed it already. `contentType` decides where the body itself does not.
 *
 * Source: PortOne's docs, webhooks V1: `imp_uid`, `merchant_uid`, `status`, `cancellation_id`; JSON or form by a setting of the console.
 *
 * ```ts
 * import { Webhook } from "@effect-portone/core"
 * import { Result } from "effect"
 *
 * const json = Webhook.decode("{\"imp_uid\":\"imp_1\",\"merchant_uid\":\"order-1\",\"status\":\"cancelled\"}", "application/json")
 * Result.getOrThrow(json).impUid // => "imp_1"
 *
 * const form = Webhook.decode("imp_uid=imp_1&merchant_uid=%EC%A3%BC%EB%AC%B8-1", "application/x-www-form-urlencoded")
 * Result.getOrThrow(form).merchantUid // => some("주문-1")
 * ```
 */
export const decode = (body: unknown, contentType?: string): Result.Result<Claim, WebhookUnreadable> => {
  const fields = typeof body === "string" ? parse(body, contentType ?? "") : Result.succeed(body)
  if (Result.isFailure(fields)) return Result.fail(new WebhookUnreadable({ problem: fields.failure }))
  const record = fields.success
  if (typeof record !== "object" || record === null || Array.isArray(record)) {
    return Result.fail(new WebhookUnreadable({ problem: "not an object" }))
  }
  const text = (name: string): Option.Option<string> => {
    const value: unknown = Object.hasOwn(record, name) ? Reflect.get(record, name) : undefined
    return typeof value === "string" && value !== "" || typeof value === "number"
      ? Option.some(String(value))
      : Option.none()
  }
  const impUid = text("imp_uid")
  if (Option.isNone(impUid)) return Result.fail(new WebhookUnreadable({ problem: "no imp_uid" }))
  if (!isImpUid(impUid.value)) {
    return Result.fail(new WebhookUnreadable({ problem: "imp_uid has more than 32 characters" }))
  }
  return Result.succeed({
    impUid: impUid.value,
    merchantUid: text("merchant_uid"),
    status: text("status"),
    cancellationId: text("cancellation_id")
  })
}

/**
 * Reads the payment a webhook is about, now. What comes back is PortOne's own word; the webhook's claims are dropped.
 *
 * Several webhooks may tell the same, in any order, or none may come: make what you do with the payment repeatable.
 *
 * Fails with:
 * - `WebhookUnreadable`: the body is no webhook. Answer with 400.
 * - `PaymentNotFound`: forged, of another account, or of a test channel; pass `includeSandbox` for the latter. Answer with 200.
 * - `LookupFailed`, `NotSent`: PortOne could not be read. Answer with 500, so that PortOne sends it again where that is set up, and look later.
 * - `InvalidRequest`, `Unauthorized`, `CredentialsRejected`: as for `findPayment`.
 */
export const reread: (
  body: unknown,
  options?: FindOptions & { readonly contentType?: string | undefined }
) => Effect.Effect<Payment, WebhookUnreadable | FindError, AccessToken | Transport> = Effect.fn(
  "portone.webhook.reread"
)(
  function*(body: unknown, options: FindOptions & { readonly contentType?: string | undefined } = {}) {
    const claim = yield* Effect.fromResult(decode(body, options.contentType))
    return yield* findPayment({ impUid: claim.impUid }, options)
  }
)

/**
 * Where PortOne's webhooks come from.
 *
 * Source: PortOne's docs, webhooks V1.
 */
export const sources: ReadonlyArray<string> = ["52.78.100.19", "52.78.48.223", "52.78.5.241"]

/**
 * Is this one of the addresses PortOne sends from? An extra check only, against noise: an address proves nothing behind a proxy, and the list may change.
 * A webhook from elsewhere is best answered by reading the payment all the same.
 *
 * ```ts
 * import { Webhook } from "@effect-portone/core"
 *
 * Webhook.isKnownSource("52.78.100.19") // => true
 * Webhook.isKnownSource("::ffff:52.78.100.19") // => true
 * Webhook.isKnownSource("203.0.113.7") // => false
 * ```
 */
export const isKnownSource = (address: string): boolean =>
  sources.includes(address.trim().toLowerCase().replace(/^::ffff:/, ""))

// internal

const isImpUid = Schema.is(ImpUid)
const decodeJson = Schema.decodeUnknownResult(Schema.fromJsonString(Schema.Unknown))
const decodeComponent = Schema.decodeUnknownResult(Schema.StringFromUriComponent)

// The body is believed before its label: frameworks and proxies relabel.
const parse = (body: string, contentType: string): Result.Result<unknown, string> => {
  const text = body.replace(/^\uFEFF/, "").trim()
  if (text === "") return Result.fail("an empty body")
  if (text.startsWith("<")) return Result.fail("HTML or XML")
  return /^[{["]/.test(text) || /json/i.test(contentType) && !/^[\w.%+-]+=/.test(text)
    ? Result.mapError(decodeJson(text), () => "JSON that cannot be read")
    : form(text)
}

// A name that comes twice counts once, the first time, so that what is added behind changes nothing.
const form = (text: string): Result.Result<unknown, string> => {
  const fields = new Map<string, string>()
  for (const pair of text.split("&")) {
    const at = pair.indexOf("=")
    if (at === -1) continue
    const name = decodeComponent(pair.slice(0, at).replaceAll("+", " "))
    const value = decodeComponent(pair.slice(at + 1).replaceAll("+", " "))
    if (Result.isFailure(name) || Result.isFailure(value)) {
      return Result.fail("a form that is not percent-encoded UTF-8")
    }
    if (!fields.has(name.success)) fields.set(name.success, value.success)
  }
  return fields.size === 0 ? Result.fail("neither JSON nor a form") : Result.succeed(Object.fromEntries(fields))
}
