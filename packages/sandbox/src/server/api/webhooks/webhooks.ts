/**
 * The webhooks of one server.
 *
 * Spec: "웹훅은 기본적으로 1회 전송되도록 설정되어 있습니다. 네트워크 에러가 발생하거나 고객사 응답이 500번대인 경우, 재발송 설정을
 * 원하신다면 웹훅이 최대 5회까지 1분 간격으로 재시도될 수 있습니다."
 * Assumes: a minute runs from attempt to attempt as planned, however long an attempt took; fields come in the order of
 * the documents.
 */
import type { Clock } from "../../clock.ts"
import type { Agenda } from "../../scheduler.ts"
import { hidden, type Payment } from "../payments/payment.ts"
import { FIRST_LIMITS, type Outcome, post, RESEND_LIMITS } from "./webhookAttempt.ts"

/** Where webhooks go and how. */
export interface WebhookSettings {
  /** Undefined: nowhere. */
  readonly url: string | undefined
  readonly contentType: "form" | "json"
  /** Send again after a network error or an HTTP 5xx? */
  readonly resend: boolean
}

/** How often a webhook is sent again. */
const RESENDS = 5

/** From one attempt to the next. Units: milliseconds. */
const MINUTE = 60_000

interface Delivery {
  readonly seq: number
  readonly url: string
  readonly contentType: WebhookSettings["contentType"]
  readonly fields: Readonly<Record<string, string>>
  readonly attempts: Array<Outcome & { readonly at: number }>
  state: "delivered" | "failed" | "sending" | "waiting"
}

/** Sends, remembers, and sends again. */
export class Webhooks {
  readonly #clock: Clock
  readonly #agenda: Agenda
  readonly #atStart: WebhookSettings
  readonly #onTheWay = new Set<() => void>()
  #settings: WebhookSettings
  #deliveries: Array<Delivery> = []

  constructor(clock: Clock, agenda: Agenda, settings: WebhookSettings) {
    this.#clock = clock
    this.#agenda = agenda
    this.#atStart = settings
    this.#settings = settings
  }

  /** Where webhooks go now. */
  get settings(): WebhookSettings {
    return this.#settings
  }

  /** Changes where they go from now on. */
  configure(settings: WebhookSettings): void {
    this.#settings = settings
  }

  /** Tells of a cancel, unless the payment was made without webhooks or nobody listens. */
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
      if (typeof url !== "string") continue
      const { contentType } = this.#settings
      const seq = this.#deliveries.length + 1
      const delivery: Delivery = { seq, url, contentType, fields, attempts: [], state: "sending" }
      this.#deliveries.push(delivery)
      this.#attempt(delivery, this.#clock.milliseconds())
    }
  }

  /** Every webhook so far, with what came of each attempt. */
  list(): ReadonlyArray<Readonly<Delivery>> {
    return this.#deliveries
  }

  /** Breaks off what is on its way, forgets all, and goes back to the address of the start. */
  reset(): void {
    for (const breakOff of this.#onTheWay) breakOff()
    this.#onTheWay.clear()
    this.#deliveries = []
    this.#settings = this.#atStart
  }

  // Units: `planned` in UNIX milliseconds of the sandbox's clock.
  #attempt(delivery: Delivery, planned: number): void {
    const { contentType, fields, url } = delivery
    const at = this.#clock.seconds()
    delivery.state = "sending"
    const letter = contentType === "form"
      ? { url, contentType: "application/x-www-form-urlencoded", body: new URLSearchParams(fields).toString() }
      : { url, contentType: "application/json", body: JSON.stringify(fields) }
    const limits = delivery.attempts.length === 0 ? FIRST_LIMITS : RESEND_LIMITS
    const breakOff = post(letter, limits, this.#agenda, (outcome) => {
      this.#onTheWay.delete(breakOff)
      delivery.attempts.push({ at, ...outcome })
      delivery.state = this.#verdict(delivery, outcome)
      if (delivery.state !== "waiting") return
      this.#agenda.at(planned + MINUTE, () => this.#attempt(delivery, planned + MINUTE))
    })
    this.#onTheWay.add(breakOff)
  }

  #verdict({ attempts }: Delivery, outcome: Outcome): Delivery["state"] {
    if ("status" in outcome && outcome.status < 300) return "delivered"
    const isResendable = "error" in outcome || outcome.status >= 500
    return isResendable && this.#settings.resend && attempts.length <= RESENDS ? "waiting" : "failed"
  }
}
