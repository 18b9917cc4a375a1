/**
 * `POST /payments/cancel` with a body that the library would reject, for probes that ask what such
 * a body does.
 */
import { AccessToken, Transport } from "@effect-portone/core"
import { Effect, Redacted } from "effect"

export interface RawAnswer {
  readonly status: number
  readonly code: number | undefined
  readonly message: string
}

/** An `amount` of 0 or null may cancel everything that is left. */
export const rawCancel = Effect.fn(function*(body: Readonly<Record<string, unknown>>, badToken?: string) {
  const token = badToken === undefined ? (yield* (yield* AccessToken.AccessToken).get).value : Redacted.make(badToken)
  const transport = yield* Transport.Transport
  const response = yield* transport.send({
    method: "POST",
    path: "/payments/cancel",
    authorization: token,
    body: Redacted.make(JSON.stringify(body))
  })
  const { code, message } = envelope(Redacted.value(response.body))
  return {
    status: response.status,
    code: typeof code === "number" ? code : undefined,
    message: typeof message === "string" ? message.replaceAll(Redacted.value(token), "<redacted>").slice(0, 200) : ""
  } satisfies RawAnswer
})

export const describe = ({ code, message, status }: RawAnswer): string =>
  `HTTP ${status}, code ${code ?? "unreadable"}${message === "" ? "" : ` "${message}"`}`

// internal

const envelope = (text: string): { readonly code?: unknown; readonly message?: unknown } => {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === "object" && value !== null ? value : {}
  } catch {
    return {}
  }
}
