import { isIPv4 } from "node:net"

/**
 * Whether a URL's host is this machine.
 *
 * Names other than `localhost` are false, because a name such as `127.example.com` may resolve to
 * any address. The URL parser has already normalised IPv4 addresses, so `127.1` arrives as
 * `127.0.0.1`.
 */
export const isLoopback = ({ hostname }: URL): boolean =>
  hostname === "localhost" || hostname === "[::1]" || (isIPv4(hostname) && hostname.startsWith("127."))
