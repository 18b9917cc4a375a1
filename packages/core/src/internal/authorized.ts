import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"
import { AccessToken, type Token } from "../AccessToken.ts"
import type { CredentialsRejected, NotSent, OutcomeUnknown } from "../CancelError.ts"
import { Transport, type TransportRequest, type TransportResponse } from "../Transport.ts"
import { rejectsToken } from "./wire/rejectsToken.ts"

/**
 * A response, how many times the request was sent, and the secrets that its message may repeat:
 * every token that was sent, API key and API secret. `notAgain` is why a request whose token was
 * rejected was not sent a second time.
 */
export interface Sent {
  readonly response: TransportResponse
  readonly attempts: number
  readonly secrets: ReadonlyArray<Redacted.Redacted<string>>
  readonly notAgain?: NotSent
}

/**
 * Sends a request with an access token. If the token is rejected, the token is dropped and a
 * repeatable request is sent once more with another token. It is never sent a third time, even when
 * PortOne issues the rejected token again.
 */
export const authorized = (
  { body, method, path, tier }: Omit<TransportRequest, "authorization">,
  repeatable: boolean
): Effect.Effect<Sent, CredentialsRejected | NotSent | OutcomeUnknown, AccessToken | Transport> =>
  // Flat instead of a generator: this is a quarter of what a cancel costs without its transport.
  Effect.contextWith((context: Context.Context<AccessToken | Transport>) => {
    const tokens = Context.get(context, AccessToken)
    const transport = Context.get(context, Transport)
    const send = (token: Token) =>
      transport.send({ method, path, tier: tier ?? tokens.tier, authorization: token.value, body })
    const ofAccount = tokens.secrets ?? []
    const again = (first: Token) =>
      Effect.flatMap(tokens.get, (token) =>
        Effect.flatMap(send(token), (response) => {
          const sent: Sent = { response, attempts: 2, secrets: [token.value, first.value, ...ofAccount] }
          return rejectsToken(response) ? Effect.as(tokens.drop(token), sent) : Effect.succeed(sent)
        }))

    return Effect.flatMap(tokens.get, (token) =>
      Effect.flatMap(send(token), (response) => {
        const sent: Sent = { response, attempts: 1, secrets: [token.value, ...ofAccount] }
        if (!rejectsToken(response)) return Effect.succeed(sent)
        // PortOne has rejected the first copy, so "not sent" would be untrue from here on.
        return Effect.andThen(
          tokens.drop(token),
          repeatable
            ? Effect.catchTag(again(token), "NotSent", (notAgain) => Effect.succeed({ ...sent, notAgain }))
            : Effect.succeed(sent)
        )
      }))
  })
