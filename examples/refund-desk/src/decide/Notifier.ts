/**
 * Tells managers that a refund waits for them, or that a person does more of something than is
 * usual. A log line by default, or a POST to an address such as the incoming webhook of a chat,
 * which takes `{"text": "…"}`. Nothing about the customer is sent.
 */
import { Context, Effect, Layer, type Scope } from "effect"
import { HttpClient, HttpClientRequest } from "effect/http"
import type { RefundRecord } from "../shop/RefundRecord.ts"

/** `who` has done `what` more than `limit` times in an hour. */
export interface Alert {
  readonly what: string
  readonly who: string
  readonly limit: number
}

/** Sends notices. Never fails, and no refund waits for it. */
export class Notifier extends Context.Service<Notifier, {
  readonly waiting: (refund: RefundRecord) => Effect.Effect<void>
  readonly alert: (alert: Alert) => Effect.Effect<void>
}>()("refund-desk/Notifier") {}

/** A log line for each refund that waits. */
export const layerLog: Layer.Layer<Notifier> = Layer.succeed(Notifier, {
  waiting: (refund) => line(refund, "logged"),
  // The line of the alert itself is in the log.
  alert: () => Effect.void
})

/** Where notices go. `desk`: where browsers find the shop, for a link. */
export interface Options {
  readonly url: string
  readonly desk: string | undefined
}

/** A POST for each refund that waits, and each alert; after three failures a log line says so. */
export const layerWebhook = ({ desk, url }: Options): Layer.Layer<Notifier, never, HttpClient.HttpClient> =>
  Layer.effect(
    Notifier,
    Effect.gen(function*() {
      const client = HttpClient.filterStatusOk(yield* HttpClient.HttpClient)
      const scope = yield* Effect.scope
      const post = (text: string, line: (outcome: "notified" | "not-notified") => Effect.Effect<void>) =>
        HttpClientRequest.post(url).pipe(
          HttpClientRequest.bodyJsonUnsafe({ text }),
          client.execute,
          Effect.timeout("10 seconds"),
          Effect.retry({ times: 2 }),
          Effect.matchEffect({ onSuccess: () => line("notified"), onFailure: () => line("not-notified") }),
          (sent) => inBackground(sent, scope)
        )
      return Notifier.of({
        waiting: (refund) => post(textOf(refund, desk), (outcome) => line(refund, outcome)),
        alert: (alert) =>
          post(alertOf(alert), (outcome) => Effect.annotateLogs(Effect.logInfo("shop.alert.sent"), { outcome }))
      })
    })
  )

// internal

const inBackground = (effect: Effect.Effect<void>, scope: Scope.Scope) => Effect.asVoid(Effect.forkIn(effect, scope))

const line = ({ key, orderId }: RefundRecord, outcome: string) =>
  Effect.logInfo("shop.approval.waiting").pipe(
    Effect.annotateLogs({ refund: key, order: orderId, outcome })
  )

const alertOf = ({ limit, what, who }: Alert): string =>
  `환불 데스크: ${who}, 한 시간에 ${what} ${limit}회 초과 (refund desk: ${who}, ${what} above ${limit} in an hour)`

const textOf = ({ amount, currency, key, orderId }: RefundRecord, desk: string | undefined): string => {
  const money = new Intl.NumberFormat("ko-KR", { style: "currency", currency }).format(amount)
  const link = desk === undefined ? "" : ` ${desk}/desk/refunds/${encodeURIComponent(key)}`
  return `${money} 환불이 승인을 기다립니다 (A refund of ${money} waits for approval): ${orderId}${link}`
}
