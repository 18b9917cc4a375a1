import * as Result from "effect/Result"
import { isLoopback } from "../Loopback.ts"
import { InvalidBaseUrl } from "../SetupError.ts"
import { isPortOneHost } from "./portOneHost.ts"

/**
 * A base URL to which a path can be appended unchanged, or the rule that the text breaks. Pure.
 *
 * The text itself is checked before it is parsed, because a URL parser accepts more than it keeps:
 * it removes line breaks, reads a backslash as a slash, drops a `?` or `#` that nothing follows,
 * and makes `127.0.0.8` of `127.0.0.010`. The parsed host decides whether it is this machine.
 */
export const checkBaseUrl = (text: string, allowPlainHttpTo?: string): Result.Result<string, InvalidBaseUrl> => {
  const named = allowPlainHttpTo === undefined ? undefined : hostOf(allowPlainHttpTo)
  if (allowPlainHttpTo !== undefined && named === undefined) return invalid("plain-http-host")
  if (/[^\x21-\x7e]|\\/.test(text)) return invalid("characters")
  if (!URL.canParse(text)) return invalid("not-absolute")
  const url = new URL(text)
  const [, scheme, authority, path] = /^(https?):\/\/([^/?#]+)([^?#]*)/i.exec(text) ?? []
  if (url.username !== "" || url.password !== "" || authority?.includes("@")) return invalid("user-info")
  if (/[?#]/.test(text)) return invalid("query-or-fragment")
  if (url.protocol !== "https:" && url.protocol !== "http:") return invalid("not-https", url.protocol)
  if (scheme === undefined) return invalid("not-absolute")
  if (url.protocol === "http:" && !isLoopback(url.hostname) && url.hostname !== named) {
    return invalid("not-encrypted", url.hostname)
  }
  const host = authority?.replace(/:\d*$/, "").toLowerCase() ?? ""
  if (EMPTY_LABEL.test(host) || (host !== url.hostname && AMBIGUOUS.test(host))) return invalid("host", host)
  if (url.pathname !== (path || "/")) return invalid("path")
  return Result.succeed(url.href.replace(/\/+$/, ""))
}

// internal

/**
 * The one host that the option names, as a URL parser writes it. Undefined for a pattern, for text
 * that is more than a host, and for a host of PortOne.
 */
const hostOf = (text: string): string | undefined => {
  if (!/^(?:[\w-]+(?:\.[\w-]+)*|\[[\da-f:.]+\])$/i.test(text) || !URL.canParse(`http://${text}/`)) return undefined
  const { hostname } = new URL(`http://${text}/`)
  return isPortOneHost(hostname) ? undefined : hostname
}

const EMPTY_LABEL = /^\.|\.\.|\.$/

// A letter in percent signs, and a number with a leading zero: octal for a URL parser, decimal for
// other programs. Short and hexadecimal addresses have one reading.
const AMBIGUOUS = /%|(?:^|\.)0\d/

const invalid = (problem: InvalidBaseUrl["problem"], part?: string) =>
  Result.fail(new InvalidBaseUrl({ problem, part }))
