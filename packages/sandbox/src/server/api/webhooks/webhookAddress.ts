/** Which addresses webhooks may be sent to. */
import { isLoopback } from "../../http/loopback.ts"

/** The most webhook addresses of one payment. Assumes: the real limit is not public. */
export const MOST_NOTICE_URLS = 10

/** Is this an HTTP address on this machine, or any HTTP address when remote ones are allowed? */
export const isDeliverable = (address: unknown, allowRemote: boolean): address is string => {
  if (typeof address !== "string" || !URL.canParse(address)) return false
  const { hostname, protocol } = new URL(address)
  return (protocol === "http:" || protocol === "https:") && (allowRemote || isLoopback(hostname))
}
