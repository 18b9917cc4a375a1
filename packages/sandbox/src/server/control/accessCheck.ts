/**
 * Decides whether a request may use the control API. The API has no password, so it has to know its
 * callers: programs on this machine. Web pages are not among them, although a browser sends their
 * requests from this machine.
 *
 * | what a web page tries                         | what stops it                             |
 * | --------------------------------------------- | ----------------------------------------- |
 * | a form or `fetch` without a preflight request | `Content-Type` must be JSON; `Origin`     |
 * | a name of its own that resolves to 127.0.0.1  | `Host` must be a loopback address         |
 * | a sandboxed frame or a `data:` page           | `Origin: null` is another origin          |
 * | reading a response as a script or an image    | the response headers in `ISOLATION`       |
 */
import type { IncomingHttpHeaders } from "node:http"
import { type Authority, parseAuthority } from "../http/authority.ts"
import { isLoopback } from "../http/loopback.ts"
import type { Reply } from "../http/reply.ts"
import { mistake } from "./mistake.ts"

/** What the check reads of a request. */
export interface Caller {
  readonly method: string
  readonly headers: IncomingHttpHeaders
  /** Every value of `Host`, and the host of an absolute request target. */
  readonly hosts: ReadonlyArray<string>
  readonly hasBody: boolean
}

/** Keeps the pages of other origins from embedding a response. */
export const ISOLATION: Readonly<Record<string, string>> = {
  "cache-control": "no-store",
  "cross-origin-resource-policy": "same-origin",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY"
}

/** The rejection of a request, or undefined when it may pass. */
export const rejectedCaller = (
  { hasBody, headers, hosts, method }: Caller,
  allowRemote: boolean
): Reply | undefined => {
  const parsed = hosts.map(parseAuthority)
  const [first] = parsed
  if (first === undefined || !parsed.every((host) => host !== undefined && (allowRemote || isLoopback(host.name)))) {
    return mistake(
      "the control API answers only requests whose Host is localhost, an address in 127.0.0.0/8 or [::1]; " +
        "start the sandbox with --allow-remote to use other names",
      403
    )
  }
  const { origin } = headers
  if (origin !== undefined && !isOwnOrigin(origin, first, allowRemote)) {
    return mistake("the control API answers no web page of another origin", 403)
  }
  const type = headers["content-type"]
  if (method !== "GET" && method !== "HEAD" && (type === undefined ? hasBody : !isJson(type))) {
    return mistake("the control API accepts JSON only; set the header Content-Type: application/json", 415)
  }
  return undefined
}

// internal

// Another port of this machine is another origin. A remote page may only come from an address or a
// name without a dot: such names are not for sale, so no stranger can point one at this machine.
const isOwnOrigin = (origin: string, host: Authority, allowRemote: boolean): boolean => {
  const [, authority = ""] = /^http:\/\/([^/?#]+)$/i.exec(origin) ?? []
  const own = parseAuthority(authority)
  if (own === undefined || Number(own.port) !== Number(host.port)) return false
  if (isLoopback(own.name)) return isLoopback(host.name)
  return allowRemote && own.name === host.name && (/^\[|^\d+(?:\.\d+){3}$/.test(own.name) || !own.name.includes("."))
}

const isJson = (type: string): boolean => /^\s*application\/json\s*(?:;.*)?$/i.test(type)
