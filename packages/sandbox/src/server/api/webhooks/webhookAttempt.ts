/** One webhook on its way: a POST with the time limits of the documents, told by the sandbox's own clock. */
import { requestOf } from "../../http/nodeHttp.ts"
import type { Agenda } from "../../scheduler.ts"

/**
 * How long to wait.
 *
 * Units: milliseconds.
 * Spec: "최초 웹훅의 경우 Connection TimeOut 설정시각은 10초이며 … Read TimeOut 시각은 30초", "재발송 웹훅의 경우 요청에 대한
 * 전체 타임아웃이 15초".
 */
export type Limits = { readonly connect: number; readonly read: number } | { readonly whole: number }

/** The limits of the first attempt. */
export const FIRST_LIMITS: Limits = { connect: 10_000, read: 30_000 }

/** The limits of every other attempt. */
export const RESEND_LIMITS: Limits = { whole: 15_000 }

/** What came of it: an HTTP status, or the reason why there is none. */
export type Outcome = { readonly status: number } | { readonly error: string }

/** What is sent. */
export interface Letter {
  readonly url: string
  readonly contentType: string
  readonly body: string
}

/** Sends, calls `done` once, and returns how to break off without a word. */
export const post = (letter: Letter, limits: Limits, agenda: Agenda, done: (outcome: Outcome) => void): () => void => {
  const url = new URL(letter.url)
  let isOver = false
  let strikeOut = () => undefined as unknown
  const finish = (outcome: Outcome) => {
    if (isOver) return
    isOver = true
    strikeOut()
    done(outcome)
  }
  const limit = (milliseconds: number, error: string) => {
    strikeOut()
    strikeOut = agenda.after(milliseconds, () => {
      finish({ error })
      sending.destroy()
    })
  }

  const sending = requestOf(url)(url, {
    method: "POST",
    // A connection of its own, so that nothing stays open behind the sandbox's back.
    agent: false,
    headers: {
      "content-type": letter.contentType,
      "content-length": Buffer.byteLength(letter.body),
      "user-agent": "portone-sandbox"
    }
  })
  sending.on("response", (response) => {
    response.on("error", () => undefined).resume()
    finish({ status: response.statusCode ?? 0 })
  })
  sending.on("error", (error: NodeJS.ErrnoException) => finish({ error: error.code ?? error.message }))
  if ("whole" in limits) {
    limit(limits.whole, "timeout")
  } else {
    limit(limits.connect, "connect timeout")
    sending.on("socket", (socket) => socket.once("connect", () => isOver || limit(limits.read, "read timeout")))
  }
  sending.end(letter.body)
  return () => {
    isOver = true
    strikeOut()
    sending.destroy()
  }
}
