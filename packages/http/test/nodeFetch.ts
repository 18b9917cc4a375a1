import type { NodeTransport } from "@effect-portone/http"
import Undici from "@effect/platform-node/Undici"
import { Duration } from "effect"

/**
 * Node's own `fetch` with options that only its dispatcher has: how long to connect, and which
 * certificate to trust.
 */
export const nodeFetch = (
  { ca, connectTimeout }: Pick<NodeTransport.Options, "ca" | "connectTimeout">
): typeof globalThis.fetch => {
  const dispatcher = new Undici.Agent({
    connect: {
      ...(ca === undefined ? undefined : { ca }),
      ...(connectTimeout === undefined
        ? undefined
        : { timeout: Duration.toMillis(Duration.fromInputUnsafe(connectTimeout)) })
    }
  })
  return (input, init) => globalThis.fetch(input, Object.assign({}, init, { dispatcher }))
}
