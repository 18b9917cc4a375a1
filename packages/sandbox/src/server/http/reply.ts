/** What the server wants to say, before anything is written to a socket. */
import { type TextName, TEXTS } from "../api/texts.ts"

/** The three fields around every answer of the API. */
export interface Envelope {
  readonly code: number
  readonly message: string | null
  readonly response: unknown
}

/** A status, headers and either a JSON value or ready bytes. */
export interface Reply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: unknown
}

/** Any JSON value with a status; the control API answers with this. */
export const json = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Reply => ({
  status,
  headers: { "content-type": "application/json; charset=utf-8", ...headers },
  body
})

/** Bytes as they are, for the answers that are not JSON. */
export const bytes = (status: number, contentType: string, body: Buffer): Reply => ({
  status,
  headers: { "content-type": contentType },
  body
})

/** Success: `{"code":0,"message":null,"response":…}`. */
export const success = (response: unknown, status = 200): Reply => {
  const envelope: Envelope = { code: 0, message: null, response }
  return json(status, envelope)
}

/**
 * Failure in the provider's words. The cancel call says it with HTTP 200, because that is how the real one refuses.
 *
 * Spec: "0이면 정상적인 조회, 0 이 아닌 값이면 message를 확인해봐야 합니다"
 */
export const failure = (name: TextName, status = 200, headers: Readonly<Record<string, string>> = {}): Reply => {
  const { code, text } = TEXTS[name]
  const envelope: Envelope = { code, message: text, response: null }
  return json(status, envelope, headers)
}

/** The envelope inside a reply, when there is one. */
export const envelopeOf = (reply: Reply): Envelope | undefined => {
  const body = reply.body
  return typeof body === "object" && body !== null && "code" in body && "response" in body
    ? body as Envelope
    : undefined
}

/** The body as it goes over the wire. */
export const encode = (reply: Reply): Buffer =>
  Buffer.isBuffer(reply.body) ? reply.body : Buffer.from(JSON.stringify(reply.body), "utf8")
