/**
 * Cookies of a request.
 */

/** The cookie of this name. */
export const cookieOf = (header: string | undefined, name: string): string | undefined =>
  (header ?? "").split(/;\s*/).find((one) => one.startsWith(`${name}=`))?.slice(name.length + 1)
