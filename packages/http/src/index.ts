/**
 * Carry requests to PortOne over HTTP: one send, at most one request on the wire. Unofficial.
 */
export * as HttpTransport from "./HttpTransport.ts"
export * as NodeTransport from "./NodeTransport.ts"
