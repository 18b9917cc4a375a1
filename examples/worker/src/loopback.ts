import { isIPv4 } from "node:net"

/**
 * Whether a server that listens on this host is reachable from this machine only.
 *
 * Names other than `localhost` are false, because a name such as `127.example.com` may resolve to
 * any address.
 */
export const isLoopback = (host: string): boolean =>
  host === "localhost" || host === "::1" || (isIPv4(host) && host.startsWith("127."))
