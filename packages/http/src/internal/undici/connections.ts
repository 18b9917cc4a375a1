import type * as Undici from "@effect/platform-node/Undici"
import type { SettledConnections } from "../settings.ts"
import { ConnectFailed } from "./connectFailed.ts"

/**
 * The options of connections.
 */
export interface Options extends SettledConnections {
  readonly ca?: string | undefined
}

/**
 * Connections for undici: HTTP/1.1 alone, one request at a time on each, closed after each request
 * unless `keepAlive` is above 0, certificates always checked.
 */
export const connections = (build: typeof Undici.buildConnector, options: Options): Undici.Pool.Options => ({
  allowH2: false,
  connect: connector(build, options),
  // The server's `Keep-Alive` header may shorten the time but not lengthen it.
  ...(options.keepAlive > 0
    ? { pipelining: 1, keepAliveTimeout: options.keepAlive, keepAliveMaxTimeout: options.keepAlive }
    : { pipelining: 0 })
})

// undici writes a request only after the connector has called back with a socket, so an error
// passed to the callback proves that nothing was written.
const connector = (build: typeof Undici.buildConnector, options: Options): Undici.buildConnector.connector => {
  const connect = build({
    allowH2: false,
    timeout: options.connectTimeout,
    // Set explicitly, so that neither an environment variable nor a flag of Node turns the check
    // off.
    rejectUnauthorized: true,
    minVersion: "TLSv1.2",
    ...(options.ca === undefined ? undefined : { ca: options.ca })
  })
  return (target, callback) =>
    connect(target, (...result) =>
      result[0] === null
        ? callback(...result)
        : callback(new ConnectFailed(result[0], target.protocol === "https:"), null))
}
