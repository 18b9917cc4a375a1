/** Which hosts are this machine. */

/**
 * Is this a host that only this machine answers: `localhost`, an IPv4 literal in 127.0.0.0/8, or
 * the IPv6 loopback with or without brackets? `127.example.com` and `localhost.example` are not.
 */
export const isLoopback = (host: string): boolean => LOOPBACK.test(host)

// internal

const LOOPBACK = /^(?:localhost|127(?:\.(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)){3}|::1|\[::1\])$/
