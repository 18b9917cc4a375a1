/**
 * Who makes a request: a person with a session, a program with an access token, or, with the
 * embedded sandbox, a token of the demo.
 */
import { Redacted } from "effect"
import type { Request, RequestHandler, Response } from "express"
import { createHash, timingSafeEqual } from "node:crypto"
import { cookieOf } from "../http/cookie.ts"
import type { Actor } from "../shop/Actor.ts"
import type { StaffMember } from "./demoStaff.ts"
import type { Provider } from "./provider.ts"
import { LIFETIME, type OpenSession, type Sessions } from "./sessions.ts"
import { makeThrottle } from "./throttle.ts"

/** What a sign-in led to. `seconds`: how long this address has to wait. */
export type SignedIn =
  | { readonly _tag: "In"; readonly actor: Actor }
  | { readonly _tag: "Wrong" }
  | { readonly _tag: "Throttled"; readonly seconds: number }

/** Sign-in for the API and for the desk. */
export interface Auth {
  /** People whose tokens are public, to be offered on a sign-in page. Empty where money is real. */
  readonly offered: ReadonlyArray<Actor & { readonly token: string }>
  readonly provider: Provider | undefined
  /** Where browsers find the shop, if that is configured. */
  readonly origin: string | undefined
  /** Cookies are for TLS only. */
  readonly isSecure: boolean
  /** Finds the person of a request for `actorOf`. Rejects no request. */
  readonly middleware: RequestHandler
  /** Begins a session for the owner of a token of the demo and sets its cookie. */
  readonly signIn: (response: Response, token: string) => SignedIn
  /** Begins a session for a person whom the provider has sent. */
  readonly enter: (response: Response, actor: Actor) => SignedIn
  /** Counts a sign-in that failed at the provider, and says how long its address has to wait. */
  readonly failed: (response: Response) => SignedIn
  /** Where the person of this request is signed in. */
  readonly sessions: (response: Response) => ReadonlyArray<OpenSession>
  /**
   * Ends another session of the same person, or all others with `others`. `false`: nothing was
   * ended, because the person has to sign in again first.
   */
  readonly endSession: (response: Response, name: string) => boolean
  /** Ends the session on the server and removes its cookie. */
  readonly signOut: (response: Response) => void
}

/** How sign-in is set up. */
export interface AuthOptions {
  /** The people of the demo; none where money is real. */
  readonly staff: ReadonlyArray<StaffMember>
  readonly provider?: Provider | undefined
  /** One for all desks of a host and key: a browser sends a cookie to every port of its host. */
  readonly sessions: Sessions
  /**
   * Where browsers find the shop, such as `https://desk.example.com`. With `https`, cookies are
   * `Secure` and have the `__Host-` prefix.
   */
  readonly origin?: string | undefined
  /** The clock of the pauses after wrong tokens. Units: milliseconds. */
  readonly now?: (() => number) | undefined
}

/** The person who is signed in, if any. */
export const actorOf = (response: Response): Actor | undefined => response.locals["actor"] as Actor | undefined

/** Was the request signed by a token that is valid? A browser adds none by itself. */
export const hasToken = (response: Response): boolean => response.locals["hasToken"] === true

/** The token that a form of this session carries; `undefined` where there is no session. */
export const formTokenOf = (response: Response): string | undefined =>
  response.locals["formToken"] as string | undefined

/** Seconds that the client has to wait, because it has guessed tokens; 0: none. */
export const throttledFor = (response: Response): number => Number(response.locals["throttled"] ?? 0)

/** Seconds that the person has to wait, because forms came too fast; 0: none. */
export const formsWait = (response: Response): number => Number(response.locals["formsWait"] ?? 0)

/** The parameter of an address that a page loads by itself. */
export const AUTO = "auto"

/** Makes it. */
export const makeAuth = (
  { now = Date.now, origin, provider, sessions, staff }: AuthOptions
): Auth => {
  const actor = ({ id, name, role, store }: StaffMember): Actor => ({ id, name, role, store })
  const hash = (token: string) => createHash("sha256").update(token).digest()
  const known = staff.map((member) => ({ actor: actor(member), hash: hash(Redacted.value(member.token)) }))
  const demoOwnerOf = (token: string) => known.find((one) => timingSafeEqual(one.hash, hash(token)))?.actor
  const throttle = makeThrottle(now)
  const isSecure = origin !== undefined && origin.startsWith("https:")
  const name = isSecure ? "__Host-desk_session" : "demo_session"
  const cookie = { httpOnly: true, sameSite: "strict", path: "/", secure: isSecure } as const
  const sessionIdOf = (response: Response) => cookieOf(response.req?.headers.cookie, name)
  const addressOf = (response: Response) => response.req?.ip ?? ""

  const enter: Auth["enter"] = (response, one) => {
    if (!throttle.mayBegin(one.id)) return { _tag: "Throttled", seconds: 60 }
    throttle.succeeded(addressOf(response), one.id)
    // The session of the cookie that the sign-in replaces ends.
    sessions.end(sessionIdOf(response) ?? "")
    response.cookie(name, sessions.begin(one), { ...cookie, maxAge: LIFETIME })
    return { _tag: "In", actor: one }
  }
  const failed: Auth["failed"] = (response) => {
    const seconds = throttle.wait(addressOf(response))
    if (seconds > 0) return { _tag: "Throttled", seconds }
    throttle.failed(addressOf(response))
    return { _tag: "Wrong" }
  }

  return {
    offered: staff.map((member) => ({ ...actor(member), token: Redacted.value(member.token) })),
    provider,
    origin,
    isSecure,
    middleware: async (request, response, next) => {
      const bearer = /^Bearer +([\x21-\x7e]{1,4000})$/i.exec(request.headers.authorization ?? "")?.[1]
      if (bearer === undefined) {
        const session = sessions.find(sessionIdOf(response) ?? "", !isAutomatic(request))
        response.locals["actor"] = session?.actor
        response.locals["formToken"] = session?.form
        if (session !== undefined && isStep(request)) response.locals["formsWait"] = throttle.form(session.actor.id)
        return next()
      }
      const address = request.ip ?? ""
      const seconds = throttle.wait(address)
      // While an address waits, a right token gets the same response as a wrong one.
      const owner = seconds > 0 ? undefined : demoOwnerOf(bearer) ?? await provider?.ownerOf(bearer)
      if (seconds === 0 && owner === undefined) throttle.failed(address)
      response.locals["throttled"] = seconds
      response.locals["actor"] = owner
      response.locals["hasToken"] = owner !== undefined
      response.locals["formToken"] = owner === undefined ? undefined : sessions.formToken(`bearer|${bearer}`)
      next()
    },
    signIn: (response, token) => {
      const seconds = throttle.wait(addressOf(response))
      if (seconds > 0) return { _tag: "Throttled", seconds }
      const found = demoOwnerOf(token)
      return found === undefined ? failed(response) : enter(response, found)
    },
    enter,
    failed,
    sessions: (response) => sessions.list(sessionIdOf(response) ?? ""),
    endSession: (response, name) => {
      const id = sessionIdOf(response) ?? ""
      if (!sessions.isFresh(id)) return false
      sessions.endNamed(id, name)
      return true
    },
    signOut: (response) => {
      sessions.end(sessionIdOf(response) ?? "")
      response.clearCookie(name, cookie)
    }
  }
}

// internal

// What a person decides. The form of a refund is previewed while it is typed.
const isStep = ({ method, path }: Request): boolean => method === "POST" && !/\/(check|sign-out)$/.test(path)

// A page that follows a refund would keep a session alive without a person.
const isAutomatic = ({ path, query }: Request): boolean =>
  AUTO in query || /^\/desk\/(?:session|refunds\/[^/]+\/live)$/.test(path)
