import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import { AccessToken, type Token } from "../AccessToken.ts"
import type { CredentialsRejected, NotSent, OutcomeUnknown } from "../CancelError.ts"
import { Transport, type TransportRequest } from "../Transport.ts"
import type { Sent } from "./interpret.ts"

/**
 * Sends a request with an access token. Refused for the token, it drops that token and, if the request may be repeated, sends once more with another.
 * Never a third time, even when PortOne hands out the very token it refused.
 */
export const authorized = (
  context: Context.Context<AccessToken | Transport>,
  { body, method, path, tier }: Omit<TransportRequest, "authorization">,
  repeatable: boolean
): Effect.Effect<Sent, Failure> => {
  const tokens = Context.get(context, AccessToken)
  const transport = Context.get(context, Transport)
  const send = (token: Token) =>
    transport.send({ method, path, tier: tier ?? tokens.tier, authorization: token.value, body })
  const again = (): Effect.Effect<Sent, Failure> =>
    Effect.flatMap(tokens.get, (token) =>
      Effect.flatMap(send(token), (response) => {
        const sent: Sent = { response, attempts: 2, token: token.value }
        return response.status === 401 ? Effect.as(tokens.drop(token), sent) : Effect.succeed(sent)
      }))

  return Effect.flatMap(tokens.get, (token) =>
    Effect.flatMap(send(token), (response) => {
      const sent: Sent = { response, attempts: 1, token: token.value }
      if (response.status !== 401) return Effect.succeed(sent)
      return Effect.andThen(tokens.drop(token), repeatable ? again() : Effect.succeed(sent))
    }))
}

type Failure = CredentialsRejected | NotSent | OutcomeUnknown
