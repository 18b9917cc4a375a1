/**
 * The calls of the API. Literal paths come first, so that `/payments/cancel` never means a payment
 * named "cancel".
 */
import type { Reply } from "../http/reply.ts"
import type { Call, CallInput } from "./call.ts"
import { revokeVirtualAccount } from "./cancel/revokeVirtualAccount.ts"
import { BANKS, CARDS, type CodeName } from "./codeLists.ts"
import { failure, success } from "./envelope.ts"
import { findAllByMerchantUid, findByMerchantUid } from "./lookUps/byMerchantUid.ts"
import { findByStatus } from "./lookUps/byStatus.ts"
import { findMany, findOne } from "./lookUps/byUid.ts"
import type { RouteName } from "./requestCounts.ts"

/** The call that a request names, or why it names none. */
export interface Match {
  readonly name: RouteName
  readonly call: Call | "not-found" | "wrong-method"
  /** Decoded path parts by name. */
  readonly params: Readonly<Record<string, string>>
  /** The method that the path allows. */
  readonly allow: string
}

/**
 * Finds the call for a method and a path. Accepts one trailing slash, which official clients send.
 */
export const findRoute = (method: string, path: string): Match => {
  const parts = path.replace(/\/$/, "").split("/").slice(1)
  for (const route of ROUTES) {
    const params = match(route.path, parts)
    if (params === undefined) continue
    if (route.method === method) return { name: route.name, call: route.call, params, allow: method }
    // A redirected cancel arrives as a GET and is still counted as a cancel. A POST to a look-up is
    // not counted as a look-up.
    const name = route.name === "find" ? "other" : route.name
    return { name, call: "wrong-method", params, allow: route.method }
  }
  return { name: "other", call: "not-found", params: {}, allow: "" }
}

// internal

interface Route {
  readonly name: RouteName
  readonly method: string
  readonly path: ReadonlyArray<string>
  readonly call: Call
}

const route = (name: RouteName, method: string, path: string, call: Call): Route => ({
  name,
  method,
  path: path.split("/").slice(1),
  call
})

const listCodes = (codes: ReadonlyArray<CodeName>) => (): Reply => success(codes)

const oneCode = (codes: ReadonlyArray<CodeName>) => ({ params }: CallInput): Reply => {
  const found = codes.find(({ code }) => code === params["code"])
  return found === undefined ? failure("codeNotFound", 404) : success(found)
}

const ROUTES: ReadonlyArray<Route> = [
  route("token", "POST", "/users/getToken", "token"),
  route("cancel", "POST", "/payments/cancel", "cancel"),
  route("other", "DELETE", "/vbanks/:imp_uid", revokeVirtualAccount),
  route("find", "GET", "/payments/find/:merchant_uid", findByMerchantUid),
  route("find", "GET", "/payments/find/:merchant_uid/:payment_status", findByMerchantUid),
  route("find", "GET", "/payments/findAll/:merchant_uid", findAllByMerchantUid),
  route("find", "GET", "/payments/findAll/:merchant_uid/:payment_status", findAllByMerchantUid),
  route("find", "GET", "/payments/status/:status", findByStatus),
  route("find", "GET", "/payments/:imp_uid", findOne),
  route("find", "GET", "/payments", findMany),
  route("find", "GET", "/banks", listCodes(BANKS)),
  route("find", "GET", "/banks/:code", oneCode(BANKS)),
  route("find", "GET", "/cards", listCodes(CARDS)),
  route("find", "GET", "/cards/:code", oneCode(CARDS))
]

const match = (path: ReadonlyArray<string>, parts: ReadonlyArray<string>): Record<string, string> | undefined => {
  if (path.length !== parts.length) return undefined
  const params: Record<string, string> = {}
  for (const [index, name] of path.entries()) {
    const part = parts[index] ?? ""
    if (!name.startsWith(":")) {
      if (name !== part) return undefined
    } else if (part === "") {
      return undefined
    } else {
      params[name.slice(1)] = decode(part)
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
