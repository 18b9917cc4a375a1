import { isLoopback as isLoopbackHost } from "@effect-portone/http/Loopback"

/**
 * Whether a server that listens on this host is reachable from this machine only.
 *
 * Names other than `localhost` are false, because a name such as `127.example.com` may resolve to
 * any address.
 */
export const isLoopback = (host: string): boolean => host === "::1" || isLoopbackHost(host)
