/**
 * One attempt to deliver a webhook: a POST with the documented timeouts, by the sandbox's own
 * clock.
 */
import * as http from "node:http"
import * as https from "node:https"
import type { Scheduler } from "../../scheduler.ts"

/**
 * The timeouts of an attempt.
 *
 * Units: milliseconds.
 * Spec: "최초 웹훅의 경우 Connection TimeOut 설정시각은 10초이며 … Read TimeOut 시각은 30초",
 * "재발송 웹훅의 경우 요청에 대한 전체 타임아웃이 15초".
 */
export type Timeouts = { readonly connect: number; readonly read: number } | { readonly whole: number }

/** The timeouts of the first attempt. */
export const FIRST_TIMEOUTS: Timeouts = { connect: 10_000, read: 30_000 }

/** The timeout of every further attempt. */
export const RESEND_TIMEOUTS: Timeouts = { whole: 15_000 }

/** The result of an attempt: an HTTP status, or why there is none. */
export type AttemptResult = { readonly status: number } | { readonly error: string }

/** The request to send. */
export interface WebhookRequest {
  readonly url: string
  readonly contentType: string
  readonly body: string
}

/**
 * Sends the request and calls `done` once. Returns a function that aborts without calling `done`.
 */
export const attemptWebhook = (
  webhook: WebhookRequest,
  timeouts: Timeouts,
  scheduler: Scheduler,
  done: (result: AttemptResult) => void
): () => void => {
  const url = new URL(webhook.url)
  const send = url.protocol === "https:" ? https.request : http.request
  let isOver = false
  let cancelTimeout = () => undefined as unknown
  const finish = (result: AttemptResult) => {
    if (isOver) return
    isOver = true
    cancelTimeout()
    done(result)
  }
  const startTimeout = (milliseconds: number, error: string) => {
    cancelTimeout()
    cancelTimeout = scheduler.after(milliseconds, () => {
      finish({ error })
      sending.destroy()
    })
  }

  const sending = send(url, {
    method: "POST",
    // A connection of its own, so that no connection stays open after the attempt.
    agent: false,
    headers: {
      "content-type": webhook.contentType,
      "content-length": Buffer.byteLength(webhook.body),
      "user-agent": "portone-sandbox"
    }
  })
  sending.on("response", (response) => {
    response.on("error", () => undefined).resume()
    finish({ status: response.statusCode ?? 0 })
  })
  sending.on("error", (error: NodeJS.ErrnoException) => finish({ error: error.code ?? error.message }))
  if ("whole" in timeouts) {
    startTimeout(timeouts.whole, "timeout")
  } else {
    startTimeout(timeouts.connect, "connect timeout")
    sending.on(
      "socket",
      (socket) => socket.once("connect", () => isOver || startTimeout(timeouts.read, "read timeout"))
    )
  }
  sending.end(webhook.body)
  return () => {
    isOver = true
    cancelTimeout()
    sending.destroy()
  }
}
