import * as Effect from "effect/Effect"
import { AccessToken } from "../AccessToken.ts"
import { Transport, type TransportRequest } from "../Transport.ts"

/**
 * Sends a request with an access token. Refused for the token, it drops that token and, if the request may be repeated, sends once more with another.
 * Never a third time, even when PortOne hands out the very token it refused.
 */
export const authorized = Effect.fnUntraced(
  function*(request: Omit<TransportRequest, "authorization">, repeatable: boolean) {
    const tokens = yield* AccessToken
    const transport = yield* Transport
    const tier = request.tier ?? tokens.tier

    const token = yield* tokens.get
    const response = yield* transport.send({ ...request, tier, authorization: token.value })
    if (response.status !== 401) return { response, attempts: 1, token: token.value }

    yield* tokens.drop(token)
    if (!repeatable) return { response, attempts: 1, token: token.value }

    const fresh = yield* tokens.get
    const second = yield* transport.send({ ...request, tier, authorization: fresh.value })
    if (second.status === 401) yield* tokens.drop(fresh)
    return { response: second, attempts: 2, token: fresh.value }
  }
)
