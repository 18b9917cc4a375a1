/**
 * DEMO sign-in: a token per person, as `Authorization: Bearer …` or, in the browser, behind a
 * signed session cookie. A real shop has its own sign-in.
 */
import { Redacted } from "effect"
import type { RequestHandler, Response } from "express"
import { createHash, createHmac, timingSafeEqual } from "node:crypto"
import type { Actor } from "../shop/Actor.ts"

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

/** Sign-in for the API and for the desk. */
export interface DemoAuth {
  /** People whose tokens are public, to be offered on a sign-in page. Empty where money is real. */
  readonly offered: ReadonlyArray<Actor & { readonly token: string }>
  /** Finds the person of a request for `actorOf`. Rejects no request. */
  readonly middleware: RequestHandler
  /** Sets the session cookie for the owner of a token. Returns whether the token is valid. */
  readonly signIn: (response: Response, token: string) => boolean
  readonly signOut: (response: Response) => void
}

/** The person who is signed in, if any. */
export const actorOf = (response: Response): Actor | undefined => response.locals["actor"] as Actor | undefined

/** `publicTokens`: whether the tokens may be shown to every visitor. */
export const demoAuth = (
  staff: ReadonlyArray<StaffMember>,
  sessionKey: Redacted.Redacted<Buffer>,
  publicTokens: boolean
): DemoAuth => {
  const actor = ({ id, name, role, store }: StaffMember): Actor => ({ id, name, role, store })
  const hash = (token: string) => createHash("sha256").update(token).digest()
  const known = staff.map((member) => ({ actor: actor(member), hash: hash(Redacted.value(member.token)) }))
  const holderOf = (token: string) => known.find((one) => timingSafeEqual(one.hash, hash(token)))?.actor
  // Bound to the token, so that a changed token ends its sessions.
  const sign = (id: string, until: number, of: Buffer) =>
    createHmac("sha256", Redacted.value(sessionKey)).update(`${id}|${until}|`).update(of).digest("base64url")

  return {
    offered: publicTokens ? staff.map((member) => ({ ...actor(member), token: Redacted.value(member.token) })) : [],
    middleware: (request, response, next) => {
      const bearer = /^Bearer ([\x21-\x7e]{1,200})$/.exec(request.headers.authorization ?? "")?.[1]
      response.locals["actor"] = bearer === undefined ? inSession(request.headers.cookie ?? "") : holderOf(bearer)
      next()
    },
    signIn: (response, token) => {
      const found = known.find((one) => timingSafeEqual(one.hash, hash(token)))
      if (found === undefined) return false
      const until = Date.now() + HOURS * 3_600_000
      const value = [Buffer.from(found.actor.id).toString("base64url"), until, sign(found.actor.id, until, found.hash)]
      response.cookie(COOKIE, value.join("."), {
        httpOnly: true,
        sameSite: "strict",
        path: "/",
        maxAge: HOURS * 3_600_000
      })
      return true
    },
    signOut: (response) => void response.clearCookie(COOKIE, { httpOnly: true, sameSite: "strict", path: "/" })
  }

  function inSession(cookies: string): Actor | undefined {
    const value = cookies.split(/;\s*/).find((one) => one.startsWith(`${COOKIE}=`))?.slice(COOKIE.length + 1) ?? ""
    const [idText = "", untilText = "", signature = ""] = value.split(".")
    const id = Buffer.from(idText, "base64url").toString()
    const member = known.find((one) => one.actor.id === id)
    if (member === undefined || !(Number(untilText) > Date.now())) return undefined
    const expected = Buffer.from(sign(id, Number(untilText), member.hash))
    const given = Buffer.from(signature)
    return given.length === expected.length && timingSafeEqual(given, expected) ? member.actor : undefined
  }
}

// internal

const COOKIE = "demo_session"
const HOURS = 8
