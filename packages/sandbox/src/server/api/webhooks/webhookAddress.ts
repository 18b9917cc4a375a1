/** Where webhooks may go. */

/** A name or address that only this machine answers to. */
export const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/

/** Is this an HTTP address that the sandbox may send to? Only this machine, unless more is allowed. */
export const isDeliverable = (address: unknown, allowRemote: boolean): address is string => {
  if (typeof address !== "string" || !URL.canParse(address)) return false
  const { hostname, protocol } = new URL(address)
  return (protocol === "http:" || protocol === "https:") && (allowRemote || LOOPBACK.test(hostname))
}
