/**
 * What a person has typed, kept where a form cannot be taken: a session that has ended, or a form
 * of an old page. It is sealed in a cookie of that browser for half an hour, and shown again to
 * the same person on the same page. An account number that was typed is sealed in the form
 * itself.
 */
import { Option } from "effect"
import type { Request, Response } from "express"
import { cookieOf } from "../http/cookie.ts"
import type { Keys } from "../shop/Keys.ts"
import { openText, sealText } from "../shop/vault.ts"
import type { Typed } from "./RefundFields.ts"

/** Seals what was typed, and opens it again for the same purpose. */
export interface Keeper {
  readonly seal: (purpose: string, text: string) => string
  readonly open: (purpose: string, sealed: string) => string | undefined
  /** Keeps the fields of a form that stands on this page, where a person has typed any. */
  readonly keep: (response: Response, page: string, typed: Typed) => Kept
  /** Takes the fields that were kept for this page and this person, once. */
  readonly take: (request: Request, response: Response, page: string, actorId: string) => Typed | undefined
}

/** What became of the fields: kept, none was typed, or too long for a cookie. */
export type Kept = "kept" | "nothing" | "too-long"

/** `isSecure`: browsers find the desk by TLS. */
export const makeKeeper = (keys: Keys, isSecure: boolean): Keeper => {
  const name = isSecure ? "__Host-desk_kept" : "desk_kept"
  const cookie = { httpOnly: true, sameSite: "strict", path: "/", secure: isSecure } as const
  const seal = (purpose: string, text: string) => sealText(keys, `kept|${purpose}`, text)
  const open = (purpose: string, sealed: string) => Option.getOrUndefined(openText(keys, `kept|${purpose}`, sealed))
  return {
    seal,
    open,
    keep: (response, page, { action: _action, csrf: _csrf, ...typed }) => {
      // A reason to decline is asked for again where its field was left empty.
      const isDecline = typed["decision"] === "decline"
      const isUntyped = Object.entries(typed).every(([field, value]) => value === "" || NOT_TYPED.has(field))
      if (isUntyped && !isDecline) return "nothing"
      const set = (fields: Typed) => {
        const sealed = seal(page, JSON.stringify(fields))
        const fits = sealed.length <= MOST
        if (fits) response.cookie(name, sealed, { ...cookie, encode: String, maxAge: LIFETIME })
        return fits
      }
      if (set(typed)) return "kept"
      // The page says after the sign-in that it was not kept.
      set({ by: (typed["by"] ?? "").slice(0, 300), [TOO_LONG]: "1" })
      return "too-long"
    },
    take: (request, response, page, actorId) => {
      const sealed = cookieOf(request.headers.cookie, name)
      const text = sealed === undefined ? undefined : open(page, sealed)
      if (text === undefined) return undefined
      response.clearCookie(name, cookie)
      const typed = JSON.parse(text) as Typed
      return typed["by"] === actorId ? typed : undefined
    }
  }
}

/** Stands where what was typed was too long to be kept. */
export const TOO_LONG = "tooLong"

// internal

// The form's own fields, and the buttons of a decision.
const NOT_TYPED: ReadonlySet<string> = new Set(["by", "seen", "decision"])

/** Units: milliseconds. */
const LIFETIME = 30 * 60_000

// Browsers take cookies of 4,096 bytes with name and attributes.
const MOST = 3900
