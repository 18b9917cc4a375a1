import * as Result from "effect/Result"

/**
 * A base URL to which a path can be appended as it is, or what is wrong with it. Pure. Quotes nothing but scheme and host: a URL may hold a password.
 */
export const checkBaseUrl = (text: string): Result.Result<string, string> => {
  if (!URL.canParse(text)) return Result.fail("is not an absolute URL")
  const url = new URL(text)
  if (url.username !== "" || url.password !== "") return Result.fail("holds a user name or password")
  if (url.search !== "" || url.hash !== "") return Result.fail("holds a query or fragment")
  if (url.protocol !== "https:" && url.protocol !== "http:") return Result.fail(`is ${url.protocol} and not https:`)
  if (url.protocol === "http:" && !isLoopback(url.hostname)) {
    return Result.fail(`sends credentials to ${url.hostname} without encryption`)
  }
  return Result.succeed(url.href.replace(/\/+$/, ""))
}

// The URL parser has already written every spelling of an IPv4 address as four numbers.
const isLoopback = (hostname: string) =>
  hostname === "localhost" || hostname === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(hostname)
