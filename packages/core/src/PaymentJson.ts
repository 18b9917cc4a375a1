/**
 * A payment from PortOne's JSON, for shops that stored it or receive it from another system.
 */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as SchemaGetter from "effect/SchemaGetter"
import * as SchemaIssue from "effect/SchemaIssue"
import { decodePayment } from "./internal/wire/decodePayment.ts"
import type { Payment } from "./Payment.ts"

/**
 * Decodes a `PaymentAnnotation` as tolerantly as `findPayment` and `cancel` do. A failure lists the
 * wire names of the required fields that are missing.
 *
 * ```ts
 * import { Payment, PaymentJson } from "@effect-portone/core"
 * import { Result } from "effect"
 *
 * const wire = { imp_uid: "i", merchant_uid: "m", status: "paid", amount: 10, cancel_amount: 3 }
 * Payment.cancellableBalance(Result.getOrThrow(PaymentJson.decode(wire))) // => 7
 * Result.isFailure(PaymentJson.decode({ imp_uid: "imp_1" })) // => true
 * ```
 */
export const decode: (json: unknown) => Result.Result<Payment, ReadonlyArray<string>> = decodePayment

/**
 * `decode` as a codec. Encoding fails, because PortOne's JSON holds personal data that is not
 * redacted; to store a payment, use `Schema.toCodecJson(Payment.Payment)` or keep the JSON.
 *
 * ```ts
 * import { PaymentJson } from "@effect-portone/core"
 * import { Schema } from "effect"
 *
 * const decode = Schema.decodeUnknownSync(PaymentJson.PaymentJson)
 * decode({ imp_uid: "imp_1", merchant_uid: "o-1", status: "paid", amount: 10 }).amount // => 10
 * ```
 */
export const PaymentJson = /* @__PURE__ */ Schema.Unknown.pipe(
  /* @__PURE__ */ Schema.decodeTo(
    // A decoded payment is not checked again: that would take as long as decoding it.
    /* @__PURE__ */ Schema.declare((value): value is Payment => typeof value === "object" && value !== null),
    {
      decode: /* @__PURE__ */ SchemaGetter.transformEffect((json: unknown) =>
        Result.match(decodePayment(json), {
          onSuccess: Effect.succeed,
          onFailure: (names) =>
            Effect.fail(new SchemaIssue.InvalidValue({ message: `no readable ${names.join(", ")}` }))
        })
      ),
      encode: /* @__PURE__ */ SchemaGetter.forbidden<unknown, Payment>(() =>
        "a payment is not encoded as PortOne's JSON, because that has personal data that is not redacted"
      )
    }
  )
)
