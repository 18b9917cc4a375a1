/** The host and port that a request names, and which hosts the emulated API answers. */
import { isLoopback } from "./loopback.ts"

/** A host and a port. */
export interface Authority {
  /** As a URL parser writes it: lower case, addresses in their usual form. */
  readonly name: string
  readonly port: string
}

/** Reads `Host`, or the host of an absolute request target. Undefined: it is malformed. */
export const parseAuthority = (text: string): Authority | undefined => {
  // The pattern admits neither user names nor other characters that a URL parser would remove.
  const [, name = "", port = "80"] = /^([a-z0-9._-]+|\[[0-9a-f:.]+\])(?::(\d{1,5}))?$/i.exec(text) ?? []
  const address = `http://${name}/`
  return name !== "" && URL.canParse(address) ? { name: new URL(address).hostname, port } : undefined
}

/**
 * May the emulated API answer a request that names these hosts? A web page can point a name of its
 * own at this machine and would then read the response. It cannot do so with a loopback address or
 * with the names of the real API. A request without a host comes from no browser.
 */
export const isAnsweredHost = (hosts: ReadonlyArray<string>, allowRemote: boolean): boolean =>
  allowRemote || hosts.every((host) => {
    const name = parseAuthority(host)?.name
    return name !== undefined && (isLoopback(name) || REAL_API.has(name))
  })

// internal

// Of a proxy, or of a test that maps the real name to this machine.
const REAL_API: ReadonlySet<string> = new Set(["api.iamport.kr", "static-api.iamport.kr"])
