/**
 * DEMO sign-in: a token per person, as `Authorization: Bearer …` or, in the browser, behind a
 * session. A real shop has its own sign-in.
 */
import { Redacted } from "effect"
import type { RequestHandler, Response } from "express"
import { createHash, timingSafeEqual } from "node:crypto"
import type { Actor } from "../shop/Actor.ts"
import { cookieOf } from "./cookie.ts"
import { formToken, LIFETIME, makeSessions, sessionsOf } from "./sessions.ts"
import { makeThrottle } from "./throttle.ts"

/** A person and the secret that signs them in. */
export interface StaffMember extends Actor {
  readonly token: Redacted.Redacted<string>
}

/** The demo staff, for the embedded sandbox. Their tokens are public. */
export const demoStaff: ReadonlyArray<StaffMember> = [
  { id: "minji", name: "김민지", role: "clerk", store: "seongsu", token: Redacted.make("demo-minji") },
  { id: "junho", name: "박준호", role: "clerk", store: "hongdae", token: Redacted.make("demo-junho") },
  { id: "seoyeon", name: "이서연", role: "manager", store: "seongsu", token: Redacted.make("demo-seoyeon") },
  { id: "dohyun", name: "최도현", role: "manager", store: "hongdae", token: Redacted.make("demo-dohyun") }
]

/** What a sign-in led to. `seconds`: how long this address has to wait. */
export type SignedIn =
  | { readonly _tag: "In"; readonly actor: Actor }
  | { readonly _tag: "Wrong" }
  | { readonly _tag: "Throttled"; readonly seconds: number }

/** Sign-in for the API and for the desk. */
export interface DemoAuth {
  /** People whose tokens are public, to be offered on a sign-in page. Empty where money is real. */
  readonly offered: ReadonlyArray<Actor & { readonly token: string }>
  /** Where browsers find the shop, if that is configured. */
  readonly origin: string | undefined
  /** Finds the person of a request for `actorOf`. Rejects no request. */
  readonly middleware: RequestHandler
  /** Begins a session for the owner of a token and sets its cookie. */
  readonly signIn: (response: Response, token: string) => SignedIn
  /** Ends the session on the server and removes its cookie. */
  readonly signOut: (response: Response) => void
}

/** How sign-in is set up. */
export interface AuthOptions {
  /**
   * Where browsers find the shop, such as `https://desk.example.com`. With `https`, cookies are
   * `Secure` and have the `__Host-` prefix.
   */
  readonly origin?: string | undefined
  /** Units: milliseconds. */
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

/** `publicTokens`: whether the tokens may be shown to every visitor. */
export const demoAuth = (
  staff: ReadonlyArray<StaffMember>,
  sessionKey: Redacted.Redacted<Buffer>,
  publicTokens: boolean,
  { now, origin }: AuthOptions = {}
): DemoAuth => {
  const actor = ({ id, name, role, store }: StaffMember): Actor => ({ id, name, role, store })
  const hash = (token: string) => createHash("sha256").update(token).digest()
  const known = staff.map((member) => ({ actor: actor(member), hash: hash(Redacted.value(member.token)) }))
  const holderOf = (token: string) => known.find((one) => timingSafeEqual(one.hash, hash(token)))?.actor
  const key = Redacted.value(sessionKey)
  const sessions = now === undefined ? sessionsOf(key) : makeSessions(key, now)
  const throttle = makeThrottle(now ?? Date.now)
  const isSecure = origin !== undefined && origin.startsWith("https:")
  const name = isSecure ? "__Host-desk_session" : "demo_session"
  const cookie = { httpOnly: true, sameSite: "strict", path: "/", secure: isSecure } as const
  const sessionIdOf = (response: Response) => cookieOf(response.req?.headers.cookie, name)

  return {
    offered: publicTokens ? staff.map((member) => ({ ...actor(member), token: Redacted.value(member.token) })) : [],
    origin,
    middleware: (request, response, next) => {
      const bearer = /^Bearer +([\x21-\x7e]{1,200})$/i.exec(request.headers.authorization ?? "")?.[1]
      if (bearer === undefined) {
        const session = sessions.find(sessionIdOf(response) ?? "")
        response.locals["actor"] = known.find((one) => one.actor.id === session?.actorId)?.actor
        response.locals["formToken"] = session?.form
        return next()
      }
      const address = request.ip ?? ""
      const seconds = throttle.wait(address)
      // While an address waits, a right token gets the same response as a wrong one.
      const holder = seconds > 0 ? undefined : holderOf(bearer)
      if (seconds === 0 && holder === undefined) throttle.failed(address)
      response.locals["throttled"] = seconds
      response.locals["actor"] = holder
      response.locals["hasToken"] = holder !== undefined
      response.locals["formToken"] = holder === undefined ? undefined : formToken(key, `bearer|${bearer}`)
      next()
    },
    signIn: (response, token) => {
      const address = response.req?.ip ?? ""
      const seconds = throttle.wait(address)
      if (seconds > 0) return { _tag: "Throttled", seconds }
      const found = holderOf(token)
      if (found === undefined) {
        throttle.failed(address)
        return { _tag: "Wrong" }
      }
      if (!throttle.mayBegin(found.id)) return { _tag: "Throttled", seconds: 60 }
      throttle.succeeded(address, found.id)
      // The session of the cookie that the sign-in replaces ends.
      sessions.end(sessionIdOf(response) ?? "")
      response.cookie(name, sessions.begin(found.id), { ...cookie, maxAge: LIFETIME })
      return { _tag: "In", actor: found }
    },
    signOut: (response) => {
      sessions.end(sessionIdOf(response) ?? "")
      response.clearCookie(name, cookie)
    }
  }
}
