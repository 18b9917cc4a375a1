/**
 * Sessions, on the server: a cookie holds a random id and nothing else, and a session that is ended
 * here is ended everywhere. They are in memory, so a restart ends them.
 */
import { createHash, createHmac, randomBytes, timingSafeEqual } from "node:crypto"
import type { Actor } from "../shop/Actor.ts"

/** A session. `form` is the token that a form of this session carries. */
export interface Session {
  readonly actor: Actor
  readonly form: string
  /** When the person signed in. Units: milliseconds since 1970. */
  readonly since: number
}

/** The sessions of a desk. */
export interface Sessions {
  /** The token of the forms of a session (its id) or bearer. Only the server can make it. */
  readonly formToken: (owner: string) => string
  /** Returns the id for the cookie. */
  readonly begin: (actor: Actor) => string
  /**
   * The session of an id, unless it has ended or expired. Counts as its use if a person made it.
   */
  readonly find: (id: string, isByPerson: boolean) => Session | undefined
  readonly end: (id: string) => void
  /** Did the person of this session sign in within the last `FRESH`? */
  readonly isFresh: (id: string) => boolean
  /** All sessions of the person of this session. */
  readonly list: (id: string) => ReadonlyArray<OpenSession>
  /** Ends a session of the same person by its name, or all others with `others`. */
  readonly endNamed: (id: string, name: string) => void
}

/** A session as its person sees it. `name` opens nothing. Units: milliseconds since 1970. */
export interface OpenSession {
  readonly name: string
  readonly since: number
  readonly used: number
  readonly isThis: boolean
}

/** Units: milliseconds. */
export const LIFETIME = 8 * 3_600_000

/** Without a request for this long, a session ends. Units: milliseconds. */
export const IDLE = 30 * 60_000

/** For so long after a sign-in a person may end other sessions. Units: milliseconds. */
export const FRESH = 10 * 60_000

/** Makes the sessions. `key` signs the tokens of forms. Units: `now` in milliseconds. */
export const makeSessions = (key: Buffer, now: () => number): Sessions => {
  const all = new Map<string, Session & { used: number }>()
  // A copy of this table opens no session, because the ids themselves are not in it.
  const nameOf = (id: string) => createHash("sha256").update(id).digest("base64url")
  const isOver = ({ since, used }: { readonly since: number; readonly used: number }) =>
    now() - since >= LIFETIME || now() - used >= IDLE
  const list: Sessions["list"] = (id) => {
    const mine = nameOf(id)
    const actorId = all.get(mine)?.actor.id
    return [...all].filter(([, one]) => one.actor.id === actorId && !isOver(one))
      .map(([name, { since, used }]) => ({ name, since, used, isThis: name === mine }))
  }
  return {
    formToken: (owner) => formToken(key, owner),
    begin: (actor) => {
      for (const [name, one] of all) if (isOver(one)) all.delete(name)
      const own = [...all].filter(([, one]) => one.actor.id === actor.id)
      for (const [name] of own.slice(0, Math.max(0, own.length - MOST + 1))) all.delete(name)
      const id = randomBytes(32).toString("base64url")
      all.set(nameOf(id), { actor, form: formToken(key, id), since: now(), used: now() })
      return id
    },
    find: (id, isByPerson) => {
      const name = nameOf(id)
      const one = all.get(name)
      if (one === undefined) return undefined
      if (isOver(one)) return void all.delete(name)
      if (isByPerson) one.used = now()
      return one
    },
    end: (id) => void all.delete(nameOf(id)),
    isFresh: (id) => {
      const one = all.get(nameOf(id))
      return one !== undefined && now() - one.since < FRESH
    },
    list,
    endNamed: (id, name) => {
      for (const one of list(id)) {
        if (!one.isThis && (name === "others" || one.name === name)) all.delete(one.name)
      }
    }
  }
}

/** Only the server can make it, and only for this session or bearer. */
export const formToken = (key: Buffer, owner: string): string =>
  createHmac("sha256", key).update(`form|${owner}`).digest("base64url")

/** Is this the form token that was expected? */
export const isFormToken = (expected: string | undefined, given: unknown): boolean => {
  if (expected === undefined || typeof given !== "string") return false
  const [one, other] = [Buffer.from(expected), Buffer.from(given)]
  return one.length === other.length && timingSafeEqual(one, other)
}

// internal

// Sessions of one person at the same time; the oldest ends first.
const MOST = 20
