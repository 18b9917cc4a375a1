/**
 * Counts requests by person, or by address where no person is known, and those that were denied.
 */
import { Effect } from "effect"
import type { RequestHandler } from "express"
import { Watch } from "../shop/Watch.ts"
import { actorOf } from "../signIn/auth.ts"
import type { Run } from "./run.ts"

/** Counts them when they are answered. */
export const watched = (run: Run): RequestHandler => (request, response, next) => {
  response.once("finish", () => {
    const actor = actorOf(response)
    const who = actor?.id ?? request.ip ?? "unknown"
    const { statusCode } = response
    // A person who asks for orders and refunds that are not there may be trying numbers.
    const isDenied = statusCode === 403 || statusCode === 429 || (statusCode === 404 && actor !== undefined)
    void run(
      Effect.flatMap(
        Watch,
        (watch) => Effect.andThen(watch.count("requests", who), isDenied ? watch.count("denied", who) : Effect.void)
      )
    ).catch(() => undefined)
  })
  next()
}
