/**
 * Stores the names of people and programs that have signed in, so that pages have names.
 */
import { Effect } from "effect"
import type { RequestHandler } from "express"
import { People } from "../shop/People.ts"
import { actorOf } from "../signIn/auth.ts"
import type { Run } from "./run.ts"

/** Once for each name, role and store. */
export const rememberPeople = (run: Run): RequestHandler => {
  const seen = new Map<string, string>()
  return (_request, response, next) => {
    const actor = actorOf(response)
    const known = actor === undefined ? "" : JSON.stringify([actor.name, actor.role, actor.store])
    if (actor !== undefined && seen.get(actor.id) !== known) {
      seen.set(actor.id, known)
      void run(Effect.flatMap(People, (people) => people.seen(actor))).catch(() => seen.delete(actor.id))
    }
    next()
  }
}
