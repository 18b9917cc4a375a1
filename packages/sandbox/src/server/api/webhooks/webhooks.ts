/**
 * The webhooks of one server: sends them, sends them again, and keeps every attempt.
 *
 * Spec: "웹훅은 기본적으로 1회 전송되도록 설정되어 있습니다. 네트워크 에러가 발생하거나 고객사 응답이
 * 500번대인 경우, 재발송 설정을 원하신다면 웹훅이 최대 5회까지 1분 간격으로 재시도될 수 있습니다."
 * Assumes: the minute is counted between planned attempts, regardless of how long an attempt took;
 * the fields have the order of the documents.
 */
import type { Clock } from "../../clock.ts"
import type { Scheduler } from "../../scheduler.ts"
import type { Payment } from "../payments/payment.ts"
import { hidden } from "../payments/paymentFields.ts"
import { isDeliverable, MOST_NOTICE_URLS } from "./webhookAddress.ts"
import { type AttemptResult, attemptWebhook, FIRST_TIMEOUTS, RESEND_TIMEOUTS } from "./webhookAttempt.ts"

/** Where webhooks are sent, and how. */
export interface WebhookSettings {
  /** Undefined: no webhooks are sent. */
  readonly url: string | undefined
  readonly contentType: "form" | "json"
  /** Whether a webhook is sent again after a network error or an HTTP 5xx. */
  readonly resend: boolean
}

/** The largest number of further attempts. */
const RESENDS = 5

/** The most webhooks that are stored. Above it none is sent. */
export const MOST_WEBHOOKS = 20_000

/** The time between two attempts. Units: milliseconds. */
const MINUTE = 60_000

const NOT_SENT = "not sent: the address is on another machine, which only allow-remote permits"

interface Delivery {
  readonly seq: number
  readonly url: string
  readonly contentType: WebhookSettings["contentType"]
  readonly fields: Readonly<Record<string, string>>
  readonly attempts: Array<AttemptResult & { readonly at: number }>
  state: "delivered" | "failed" | "sending" | "waiting"
}

/** All webhooks of a server. */
export class Webhooks {
  readonly #clock: Clock
  readonly #scheduler: Scheduler
  readonly #atStart: WebhookSettings
  readonly #allowRemote: boolean
  readonly #aborts = new Set<() => void>()
  #settings: WebhookSettings
  #deliveries: Array<Delivery> = []

  constructor(clock: Clock, scheduler: Scheduler, settings: WebhookSettings, allowRemote: boolean) {
    this.#clock = clock
    this.#scheduler = scheduler
    this.#atStart = settings
    this.#settings = settings
    this.#allowRemote = allowRemote
  }

  /** The current settings. */
  get settings(): WebhookSettings {
    return this.#settings
  }

  /** Whether a further cancel may have no room for its webhooks. */
  get isFull(): boolean {
    return this.#deliveries.length + MOST_NOTICE_URLS > MOST_WEBHOOKS
  }

  /** Changes the settings for webhooks that are sent from now on. */
  configure(settings: WebhookSettings): void {
    this.#settings = settings
  }

  /** Reports a cancel, unless the payment was made without webhooks or there is no address. */
  send(payment: Payment, cancellationId: string): void {
    if (hidden(payment, "_webhook") === false) return
    const fields = {
      imp_uid: payment.impUid,
      merchant_uid: payment.merchantUid,
      status: "cancelled",
      cancellation_id: cancellationId
    }
    const own = hidden(payment, "notice_url")
    const urls: ReadonlyArray<unknown> = own === undefined ? [this.#settings.url] : Array.isArray(own) ? own : [own]
    for (const url of urls) {
      if (typeof url !== "string" || this.#deliveries.length >= MOST_WEBHOOKS) continue
      const { contentType } = this.#settings
      const seq = this.#deliveries.length + 1
      const delivery: Delivery = { seq, url, contentType, fields, attempts: [], state: "sending" }
      this.#deliveries.push(delivery)
      if (isDeliverable(url, this.#allowRemote)) {
        this.#attempt(delivery, this.#clock.milliseconds())
      } else {
        // The address of a request, where a shop may have its own.
        delivery.attempts.push({ at: this.#clock.seconds(), error: NOT_SENT })
        delivery.state = "failed"
      }
    }
  }

  /** Every webhook so far, with the result of each attempt. */
  list(): ReadonlyArray<Readonly<Delivery>> {
    return this.#deliveries
  }

  /** Aborts running attempts, removes all webhooks, and restores the settings of the start. */
  reset(): void {
    for (const abort of this.#aborts) abort()
    this.#aborts.clear()
    this.#deliveries = []
    this.#settings = this.#atStart
  }

  // Units: `planned` in UNIX milliseconds of the sandbox's clock.
  #attempt(delivery: Delivery, planned: number): void {
    const { contentType, fields, url } = delivery
    const at = this.#clock.seconds()
    delivery.state = "sending"
    const webhook = contentType === "form"
      ? { url, contentType: "application/x-www-form-urlencoded", body: new URLSearchParams(fields).toString() }
      : { url, contentType: "application/json", body: JSON.stringify(fields) }
    const timeouts = delivery.attempts.length === 0 ? FIRST_TIMEOUTS : RESEND_TIMEOUTS
    const abort = attemptWebhook(webhook, timeouts, this.#scheduler, (result) => {
      this.#aborts.delete(abort)
      delivery.attempts.push({ at, ...result })
      delivery.state = this.#stateAfter(delivery, result)
      if (delivery.state !== "waiting") return
      this.#scheduler.at(planned + MINUTE, () => this.#attempt(delivery, planned + MINUTE))
    })
    this.#aborts.add(abort)
  }

  #stateAfter({ attempts }: Delivery, result: AttemptResult): Delivery["state"] {
    if ("status" in result && result.status < 300) return "delivered"
    const isResendable = "error" in result || result.status >= 500
    return isResendable && this.#settings.resend && attempts.length <= RESENDS ? "waiting" : "failed"
  }
}
