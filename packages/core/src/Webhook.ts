/**
 * PortOne's webhook. It is not signed, so any client that knows the address can send one. Its
 * content is never trusted: a webhook is a reason to look the payment up.
 */
import * as Effect from "effect/Effect"
import type * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Struct from "effect/Struct"
import type { AccessToken } from "./AccessToken.ts"
import { type FindError, findPayment, type Options as FindOptions } from "./FindPayment.ts"
import { checkOptions } from "./internal/request/lookUpOptions.ts"
import { readWebhook, webhookProblems } from "./internal/wire/webhookBody.ts"
import type { Payment } from "./Payment.ts"
import { toJson } from "./PortOneError.ts"
import * as Span from "./Span.ts"
import type { Transport } from "./Transport.ts"

/**
 * What a webhook claims. Use it to find the payment, never to change an order.
 *
 * `status` is `paid`, `ready`, `failed` or `cancelled`, or a new value. `cancellationId` comes with
 * cancels and names the entry of `cancelHistory`.
 */
export interface Claim {
  readonly impUid: string
  readonly merchantUid: Option.Option<string>
  readonly status: Option.Option<string>
  readonly cancellationId: Option.Option<string>
}

/**
 * The body is not a webhook of PortOne's.
 *
 * Cause: an empty body, HTML, cut JSON, no `imp_uid`. The body is not quoted.
 */
export class WebhookUnreadable extends Schema.TaggedError<WebhookUnreadable>()("WebhookUnreadable", {
  problem: Schema.Literals(Struct.keys(webhookProblems))
}) {
  readonly moneyMoved = "no" as const
  readonly resend = "never" as const
  override get message() {
    return `The webhook cannot be read: ${this.problem}. A webhook moves no money. ` +
      "Answer with 400; if PortOne sent it, the payment can still be looked up by its id."
  }
  get messageKo() {
    return `웹훅을 읽을 수 없습니다(${webhookProblems[this.problem]}). 웹훅만으로는 환불되지 않습니다. ` +
      "400으로 응답하세요. 포트원이 보낸 웹훅이라면 결제 ID로 조회할 수 있습니다."
  }
  override toJSON() {
    return toJson(this)
  }
}

/**
 * Reads the body of a webhook: JSON or a form, as text or as a framework has parsed it.
 * `contentType` is used only if the body's text does not show the format.
 *
 * Source: PortOne's docs, webhooks V1: `imp_uid`, `merchant_uid`, `status`, `cancellation_id`;
 * JSON or form by a setting of the console.
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
export const decode = (body: unknown, contentType?: string): Result.Result<Claim, WebhookUnreadable> =>
  Result.mapError(readWebhook(body, contentType ?? ""), (problem) => new WebhookUnreadable({ problem }))

/**
 * Looks up the payment of a webhook. The result comes from PortOne; the claims of the webhook are
 * dropped.
 *
 * Several webhooks may report the same, in any order, or none may arrive: make your reaction
 * repeatable.
 *
 * Fails with:
 * - `WebhookUnreadable`: the body is not a webhook. Answer with 400.
 * - `PaymentNotFound`: forged, of another account, or of a test channel (use `includeSandbox` for
 *   that). Answer with 200.
 * - `LookupFailed`, `NotSent`: the payment could not be read. Answer with 500, so that PortOne
 *   sends the webhook again where that is configured, and look up the payment later.
 * - `InvalidRequest`, `Unauthorized`, `CredentialsRejected`: as for `findPayment`.
 */
export const lookUp: (
  body: unknown,
  options?: FindOptions & { readonly contentType?: string | undefined }
) => Effect.Effect<Payment, WebhookUnreadable | FindError, AccessToken | Transport> = Effect.fnUntraced(
  function*(body: unknown, options: FindOptions & { readonly contentType?: string | undefined } = {}) {
    const known = ["includeSandbox", "status", "tier", "contentType"] as const
    const { contentType, ...others } = yield* Effect.fromResult(checkOptions<typeof options>(options, known))
    const claim = yield* Effect.fromResult(decode(body, contentType))
    return yield* findPayment({ impUid: claim.impUid }, others)
  },
  (found) => Span.within(found, "portone.webhook.lookUp")
)

/**
 * The addresses from which PortOne sends webhooks.
 *
 * Source: PortOne's docs, webhooks V1.
 */
export const sources: ReadonlyArray<string> = ["52.78.100.19", "52.78.48.223", "52.78.5.241"]

/**
 * Whether PortOne sends webhooks from this address. It only reduces noise: behind a proxy an
 * address proves nothing, and the list may change. Answer a webhook from another address by a
 * look-up too.
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
