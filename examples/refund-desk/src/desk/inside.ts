/**
 * Addresses that a visitor may be led to.
 */

/**
 * The address, if it is a page of this desk, and otherwise the desk's first page: a link must not
 * lead to another site. Judged as a browser resolves it, so `..` and `%2e%2e` lead nowhere else.
 */
export const inside = (address: unknown, base: string): string => {
  const first = `${base}/`
  if (typeof address !== "string" || /[\\\s\p{Cc}]/u.test(address) || !URL.canParse(`http://desk${address}`)) {
    return first
  }
  const { host, pathname, search } = new URL(`http://desk${address}`)
  return host === "desk" && pathname.startsWith(first) && !pathname.includes("//") ? pathname + search : first
}
