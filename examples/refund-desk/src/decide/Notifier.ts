/**
 * Tells managers that a refund waits for them. A log line by default, or a POST to an address
 * such as the incoming webhook of a chat, which takes `{"text": "…"}`. Nothing about the customer
 * is sent.
 */
import { Context, Effect, Layer, type Scope } from "effect"
import { HttpClient, HttpClientRequest } from "effect/http"
import type { RefundRecord } from "../shop/RefundRecord.ts"

/** Sends notices. Never fails, and no refund waits for it. */
export class Notifier extends Context.Service<Notifier, {
  readonly waiting: (refund: RefundRecord) => Effect.Effect<void>
}>()("refund-desk/Notifier") {}

/** A log line for each refund that waits. */
export const layerLog: Layer.Layer<Notifier> = Layer.succeed(Notifier, { waiting: (refund) => line(refund, "logged") })

/** Where notices go. `desk`: where browsers find the shop, for a link. */
export interface Options {
  readonly url: string
  readonly desk: string | undefined
}

/** A POST for each refund that waits; after three failures a log line says so. */
export const layerWebhook = ({ desk, url }: Options): Layer.Layer<Notifier, never, HttpClient.HttpClient> =>
  Layer.effect(
    Notifier,
    Effect.gen(function*() {
      const client = HttpClient.filterStatusOk(yield* HttpClient.HttpClient)
      const scope = yield* Effect.scope
      const post = (refund: RefundRecord) =>
        HttpClientRequest.post(url).pipe(
          HttpClientRequest.bodyJsonUnsafe({ text: textOf(refund, desk) }),
          client.execute,
          Effect.timeout("10 seconds"),
          Effect.retry({ times: 2 }),
          Effect.matchEffect({
            onSuccess: () => line(refund, "notified"),
            onFailure: () => line(refund, "not-notified")
          })
        )
      return Notifier.of({ waiting: (refund) => inBackground(post(refund), scope) })
    })
  )

// internal

const inBackground = (effect: Effect.Effect<void>, scope: Scope.Scope) => Effect.asVoid(Effect.forkIn(effect, scope))

const line = ({ key, orderId }: RefundRecord, outcome: string) =>
  Effect.logInfo("shop.approval.waiting").pipe(
    Effect.annotateLogs({ refund: key, order: orderId, outcome })
  )

const textOf = ({ amount, currency, key, orderId }: RefundRecord, desk: string | undefined): string => {
  const money = new Intl.NumberFormat("ko-KR", { style: "currency", currency }).format(amount)
  const link = desk === undefined ? "" : ` ${desk}/desk/refunds/${encodeURIComponent(key)}`
  return `${money} 환불이 승인을 기다립니다 (A refund of ${money} waits for approval): ${orderId}${link}`
}
