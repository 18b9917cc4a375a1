/**
 * Carry requests to PortOne over HTTP: one send, at most one request on the wire. Unofficial.
 *
 * `FetchTransport` has an entry of its own, `@effect-portone/http/FetchTransport`, so that
 * importing it loads nothing of Effect's HTTP client.
 */
export * as HttpTransport from "./HttpTransport.ts"
export * as NodeTransport from "./NodeTransport.ts"
