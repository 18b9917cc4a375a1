import type * as Undici from "@effect/platform-node/Undici"
import * as Duration from "effect/Duration"
import { ConnectFailed } from "./connectFailed.ts"

/**
 * What may be chosen about connections.
 */
export interface Options {
  readonly connectTimeout?: Duration.Input | undefined
  readonly keepAlive?: Duration.Input | undefined
  readonly ca?: string | undefined
}

/**
 * Connections for undici: HTTP/1.1 alone, one request at a time on each, closed after it unless they are to be kept, certificates always checked.
 */
export const connections = (build: typeof Undici.buildConnector, options: Options): Undici.Pool.Options => {
  const idle = options.keepAlive === undefined ? 0 : millis(options.keepAlive)
  return {
    allowH2: false,
    connect: connector(build, options),
    // What the server suggests may shorten the time and not lengthen it.
    ...(idle > 0
      ? { pipelining: 1, keepAliveTimeout: idle, keepAliveMaxTimeout: idle }
      : { pipelining: 0 })
  }
}

// undici writes a request once the connector has called back with a socket; an error handed over here therefore proves that nothing was written.
const connector = (build: typeof Undici.buildConnector, options: Options): Undici.buildConnector.connector => {
  const connect = build({
    allowH2: false,
    timeout: millis(options.connectTimeout ?? "5 seconds"),
    // Said aloud, so that neither an environment variable nor a flag of Node's can turn them off.
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

const millis = (duration: Duration.Input) => Duration.toMillis(Duration.fromInputUnsafe(duration))
