/**
 * Finds the route of a request. A literal part of a path is matched before a parameter, so that
 * `/payments/cancel` never means a payment named "cancel".
 */
import type { Call } from "./call.ts"
import type { RouteName } from "./requestCounts.ts"
import { type Route, ROUTES } from "./routeTable.ts"

/** The route that a request names, or why it names none. */
export interface Match {
  readonly name: RouteName
  readonly call: Call | "not-emulated" | "unknown-route" | "wrong-method"
  /** Decoded path parts by name. */
  readonly params: Readonly<Record<string, string>>
  /** Whether the method has a body that must be readable. */
  readonly hasBody: boolean
  /** The methods that the path allows, as in the header `Allow`. */
  readonly allow: string
  /** Method and path for a message. */
  readonly title: string
}

/**
 * Finds the route for a method and a path. Accepts one trailing slash, which official clients send.
 */
export const findRoute = (method: string, path: string): Match => {
  const hasBody = method === "POST" || method === "PUT"
  const parts = path.replace(/\/$/, "").split("/").slice(1)
  for (const { pattern, routes } of BY_LENGTH.get(parts.length) ?? []) {
    const params = match(pattern, parts)
    if (params === undefined) continue
    const allow = routes.map((route) => route.method).join(", ")
    const found = routes.find((route) => route.method === method)
    if (found !== undefined) {
      const title = `${method} ${found.path}`
      return { name: found.name, call: found.call ?? "not-emulated", params, hasBody, allow, title }
    }
    // A redirected cancel arrives as a GET and is still counted as a cancel. A POST to a look-up is
    // not counted as a look-up.
    const [first] = routes
    const name = first === undefined || first.name === "find" ? "other" : first.name
    return { name, call: "wrong-method", params, hasBody, allow, title: "" }
  }
  const title = `${method} ${path}`
  return { name: "other", call: "unknown-route", params: {}, hasBody, allow: "", title: title.slice(0, LONGEST_TITLE) }
}

// internal

/** Units: characters. */
const LONGEST_TITLE = 200

interface PathRoutes {
  readonly pattern: ReadonlyArray<string>
  readonly routes: ReadonlyArray<Route>
}

const isParameter = (part: string): boolean => part.startsWith("{")

// "0" for a literal part and "1" for a parameter, from left to right.
const rank = ({ pattern }: PathRoutes): string => pattern.map((part) => isParameter(part) ? "1" : "0").join("")

const BY_LENGTH: ReadonlyMap<number, ReadonlyArray<PathRoutes>> = (() => {
  const byPath = new Map<string, Array<Route>>()
  for (const route of ROUTES) byPath.set(route.path, [...byPath.get(route.path) ?? [], route])
  const byLength = new Map<number, Array<PathRoutes>>()
  for (const [path, routes] of byPath) {
    const pattern = path.split("/").slice(1)
    byLength.set(pattern.length, [...byLength.get(pattern.length) ?? [], { pattern, routes }])
  }
  for (const paths of byLength.values()) paths.sort((one, other) => rank(one) < rank(other) ? -1 : 1)
  return byLength
})()

const match = (pattern: ReadonlyArray<string>, parts: ReadonlyArray<string>): Record<string, string> | undefined => {
  const params: Record<string, string> = {}
  for (const [index, name] of pattern.entries()) {
    const part = parts[index] ?? ""
    if (!isParameter(name)) {
      if (name !== decode(part)) return undefined
    } else if (part === "") {
      return undefined
    } else {
      params[name.slice(1, -1)] = decode(part)
    }
  }
  return params
}

// A part that is not well encoded is looked up as it is, and not found.
const decode = (part: string): string => {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
