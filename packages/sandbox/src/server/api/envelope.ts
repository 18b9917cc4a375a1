/** The envelope `{"code","message","response"}` around every response of the API. */
import { json, type Reply } from "../http/reply.ts"
import { type TextName, TEXTS } from "./texts.ts"

/** The three fields of the envelope. */
export interface Envelope {
  readonly code: number
  readonly message: string | null
  readonly response: unknown
}

/** Success: `{"code":0,"message":null,"response":…}`. */
export const success = (response: unknown, status = 200): Reply => {
  const envelope: Envelope = { code: 0, message: null, response }
  return { ...json(status, envelope), isAscii: true }
}

/**
 * Failure in the provider's words. The cancel call returns it with HTTP 200, because the real API
 * returns its rejections with HTTP 200.
 *
 * `detail` takes the place of `{}` in the message.
 *
 * Spec: "0이면 정상적인 조회, 0 이 아닌 값이면 message를 확인해봐야 합니다"
 */
export const failure = (
  name: TextName,
  status = 200,
  headers: Readonly<Record<string, string>> = {},
  detail = ""
): Reply => {
  const { code, text } = TEXTS[name]
  const envelope: Envelope = { code, message: text.replace("{}", () => detail), response: null }
  return { ...json(status, envelope, headers), isAscii: true }
}

/** The envelope in a reply, when it has one. */
export const envelopeOf = (reply: Reply): Envelope | undefined => {
  const body = reply.body
  return typeof body === "object" && body !== null && "code" in body && "response" in body
    ? body as Envelope
    : undefined
}
