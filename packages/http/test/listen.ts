import { Effect } from "effect"
import type * as net from "node:net"

/**
 * Listens on a port of loopback that the kernel chooses, until the scope closes.
 */
export const listen = (server: net.Server) =>
  Effect.acquireRelease(
    Effect.callback<number>((resume) => {
      server.listen(0, "127.0.0.1", () => resume(Effect.succeed((server.address() as net.AddressInfo).port)))
    }),
    () => Effect.sync(() => void server.close())
  )
