/**
 * Which hosts are this machine. One rule, so that every program accepts the same addresses.
 */

/**
 * Whether a host name can only be this machine: `localhost`, an address of `127.0.0.0/8` written as
 * four numbers, or `[::1]`. `127.example.com` is a name like any other.
 *
 * Takes the `hostname` of a `URL`, which has every spelling of an address in this form.
 *
 * ```ts
 * import { isLoopback } from "@effect-portone/http/Loopback"
 *
 * isLoopback(new URL("http://127.1:4010").hostname) // => true
 * isLoopback("127.example.com") // => false
 * ```
 */
export const isLoopback = (hostname: string): boolean =>
  hostname === "localhost" || hostname === "[::1]" || OF_127.test(hostname)

// internal

// Each number is 0 to 255 without leading zeros, because "127.0.0.010" is read differently by
// different programs.
const OF_127 = /^127(?:\.(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)){3}$/
